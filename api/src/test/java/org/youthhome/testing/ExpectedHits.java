package org.youthhome.testing;

import java.util.List;

/** What questions by hand have to find among these titles, written by a person and not by the program. */
public final class ExpectedHits {

    /** All at one home; each says something that no other does, but for the two about reading. */
    public static final List<String> TITLES = List.of(
            "零基础书法六讲",
            "周末桌游夜",
            "江畔护河行动",
            "义务剪发进新苑",
            "考前减压工作坊",
            "反诈讲座·ATM篇",
            "创业沙龙第3期",
            "亲子绘本时光",
            "电脑义修 PC诊所",
            "消防演练",
            "重阳敬老茶会",
            "夜跑集合5KM",
            "普法问答",
            "读书分享",
            "社区读书会");

    /** A question and the titles that it finds, the best fitting first. */
    public record Hit(String q, List<String> titles) {}

    public static final List<Hit> ALL = List.of(
            // Words.
            hit("书法", "零基础书法六讲"),
            hit("桌游", "周末桌游夜"),
            hit("护河", "江畔护河行动"),
            hit("剪发", "义务剪发进新苑"),
            hit("减压", "考前减压工作坊"),
            hit("反诈", "反诈讲座·ATM篇"),
            hit("沙龙", "创业沙龙第3期"),
            hit("绘本", "亲子绘本时光"),
            hit("电脑", "电脑义修 PC诊所"),
            hit("消防", "消防演练"),
            hit("夜跑", "夜跑集合5KM"),
            hit("普法", "普法问答"),
            hit("读书", "读书分享", "社区读书会"),
            // Several words, in any order.
            hit("书法 零基础", "零基础书法六讲"),
            hit("诊所 电脑", "电脑义修 PC诊所"),
            hit("社区 读书", "社区读书会"),
            // Pieces across words.
            hit("法六", "零基础书法六讲"),
            hit("末桌", "周末桌游夜"),
            hit("河行", "江畔护河行动"),
            hit("发进", "义务剪发进新苑"),
            hit("前减", "考前减压工作坊"),
            hit("诈讲", "反诈讲座·ATM篇"),
            hit("阳敬", "重阳敬老茶会"),
            // Pinyin, whole and begun.
            hit("shufa", "零基础书法六讲"),
            hit("zhuoyou", "周末桌游夜"),
            hit("jianfa", "义务剪发进新苑"),
            hit("shalong", "创业沙龙第3期"),
            hit("xiaofang", "消防演练"),
            hit("chongyang", "重阳敬老茶会"),
            hit("pufa", "普法问答"),
            hit("dushu", "读书分享", "社区读书会"),
            hit("diann", "电脑义修 PC诊所"),
            // Initials.
            hit("sflj", "零基础书法六讲"),
            hit("hhxd", "江畔护河行动"),
            hit("fzjz", "反诈讲座·ATM篇"),
            hit("qzhb", "亲子绘本时光"),
            hit("cyjl", "重阳敬老茶会"),
            hit("zyjl", "重阳敬老茶会"),
            hit("pfwd", "普法问答"),
            hit("dsfx", "读书分享"),
            // Width and case.
            hit("atm", "反诈讲座·ATM篇"),
            hit("ＡＴＭ", "反诈讲座·ATM篇"),
            hit("ａｔＭ", "反诈讲座·ATM篇"),
            hit("pc诊所", "电脑义修 PC诊所"),
            hit("Ｐｃ", "电脑义修 PC诊所"),
            hit("5km", "夜跑集合5KM"),
            hit("５ＫＭ", "夜跑集合5KM"),
            hit("第３期", "创业沙龙第3期"),
            hit("ＳｈｕＦａ", "零基础书法六讲"),
            hit("ＤＳＦＸ", "读书分享"));

    private ExpectedHits() {}

    private static Hit hit(String q, String... titles) {
        return new Hit(q, List.of(titles));
    }
}
