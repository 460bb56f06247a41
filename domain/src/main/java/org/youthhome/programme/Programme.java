package org.youthhome.programme;

import java.time.Month;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The plan's ten programmes (十项目) with their named brands; a fixed list. Every activity belongs to one. Codes are lower
 * case in the contract and in the database.
 */
public enum Programme {
    THOUGHT_LEADERSHIP("思想引领", "Thought leadership", List.of()),
    CULTURE("文化提升", "Culture", List.of()),
    HEALTH("身心健康", "Body and mind", List.of("成长论坛", "幸福老年", "青春不烦恼")),
    EMPLOYMENT("就业创业", "Jobs and start-ups", List.of("青创沙龙")),
    SOCIAL("联谊交友", "Meeting people", List.of("团橡汇", "团橡社区行")),
    RIGHTS("权益维护", "Rights and care", List.of("青少年维权岗", "梦想改造+", "爱心暑托班")),
    SAFETY("安全自护", "Safety", List.of("四点半课堂")),
    SOCIAL_PRACTICE("社会实践", "Social practice", List.of("青靖马洲")),
    VOLUNTEERING("志愿服务", "Volunteering", List.of("小手拉大手", "河小青", "垃圾分类—青春助力", "拒绝舌尖上的浪费", "智慧助老", "七彩志愿服务进社区")),
    PROPERTY("物业管理", "Property management", List.of("青年业主委员会联谊会"));

    /** Classes for children whose parents work through the school holidays. */
    private static final String SUMMER_ONLY = "爱心暑托班";

    private static final Set<Month> SUMMER = EnumSet.range(Month.JUNE, Month.AUGUST);

    private final String chineseName;
    private final String englishName;
    private final List<String> brands;

    Programme(String chineseName, String englishName, List<String> brands) {
        this.chineseName = chineseName;
        this.englishName = englishName;
        this.brands = brands;
    }

    public String chineseName() {
        return chineseName;
    }

    public String englishName() {
        return englishName;
    }

    /** How the contract and the database write it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The programme of a code; empty when there is none. */
    public static Optional<Programme> ofCode(String code) {
        return Arrays.stream(values())
                .filter(programme -> programme.code().equals(code))
                .findFirst();
    }

    /** The brands that are shown in a month: what is for the summer is not shown in winter. */
    public List<String> brandsIn(Month month) {
        return brands.stream()
                .filter(brand -> !SUMMER_ONLY.equals(brand) || SUMMER.contains(month))
                .toList();
    }

    /** The named brands (品牌) under it, as the plan lists them. */
    public List<String> brands() {
        return brands;
    }
}
