package org.youthhome.demo;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityPlan.OccurrencePlan;
import org.youthhome.activity.ActivityTexts;
import org.youthhome.identity.Role;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.PlaceRow;

/**
 * What the demonstration holds. The local units are Jingjiang's public list; communities, homes and people are invented
 * and marked 演示. Dates are laid around the day it is started; brands that are summer's alone are not shown.
 */
final class DemonstrationPlan {

    static final String CITY = "靖江市（演示）";

    static final String JIJIANGLI = "骥江里社区（演示）";
    static final String RIVERSIDE = "江畔社区（演示）";
    static final String NEW_GARDEN = "新苑社区（演示）";
    static final String HILLSIDE = "山前社区（演示）";

    static final List<DemonstrationAccount> ACCOUNTS = List.of(
            new DemonstrationAccount("worker-1", "骥江里社工", Role.COMMUNITY_WORKER, JIJIANGLI, "社区工作者 community worker"),
            new DemonstrationAccount("worker-2", "江畔社工", Role.COMMUNITY_WORKER, RIVERSIDE, "社区工作者 community worker"),
            new DemonstrationAccount("worker-3", "新苑社工", Role.COMMUNITY_WORKER, NEW_GARDEN, "社区工作者 community worker"),
            new DemonstrationAccount(
                    "local-unit-1", "靖城团工委", Role.LOCAL_UNIT_LEAGUE, "靖城街道", "街道团工委 local unit's league"));

    private DemonstrationPlan() {}

    static List<PlaceRow> places() {
        List<PlaceRow> rows = new ArrayList<>();
        rows.add(home(
                "靖城街道", "街道", JIJIANGLI, "传统", "是", "骥江里青年之家", "演示路 1 号", 120.2655, 32.0148, "周一至周日 8:30–21:00", 260));
        rows.add(home(
                "城南园区", "园区", RIVERSIDE, "智能", "是", "江畔青年之家", "演示路 2 号", 120.2718, 31.9862, "周一至周日 9:00–21:30", 420));
        rows.add(home(
                "新桥镇", "镇", NEW_GARDEN, "安置", "是", "新苑青年之家", "演示路 3 号", 120.1956, 32.0531, "周二至周日 9:00–20:30", 180));
        rows.add(
                home("孤山镇", "镇", HILLSIDE, "涉农", "否", "山前青年之家", "演示路 4 号", 120.3497, 32.0902, "周三至周日 9:00–18:00", 140));
        for (String town : List.of("东兴镇", "斜桥镇", "西来镇", "季市镇", "生祠镇", "马桥镇")) {
            rows.add(unit(town, "镇"));
        }
        for (String park : List.of("城北园区", "新港城", "江阴园区", "滨江新城")) {
            rows.add(unit(park, "园区"));
        }
        return IntStream.range(0, rows.size())
                .mapToObj(i -> numbered(i + 2, rows.get(i)))
                .toList();
    }

    private static PlaceRow unit(String name, String kind) {
        return new PlaceRow(0, name, kind, "", "", "", "", "", "", "", "", "");
    }

    private static PlaceRow home(
            String unit,
            String unitKind,
            String community,
            String kind,
            String pilot,
            String home,
            String address,
            double longitude,
            double latitude,
            String hours,
            int space) {
        return new PlaceRow(
                0,
                unit,
                unitKind,
                community,
                kind,
                pilot,
                home,
                address,
                Double.toString(longitude),
                Double.toString(latitude),
                hours,
                Integer.toString(space));
    }

    private static PlaceRow numbered(int number, PlaceRow row) {
        return new PlaceRow(
                number,
                row.localUnit(),
                row.localUnitKind(),
                row.community(),
                row.communityKind(),
                row.pilot(),
                row.homeName(),
                row.address(),
                row.longitude(),
                row.latitude(),
                row.openingHours(),
                row.spaceM2());
    }

    /**
     * An activity of the demonstration.
     *
     * @param home by name
     * @param walkIn whether one may come without enrolment
     */
    record PlannedActivity(
            String home,
            Programme programme,
            ActivityTexts texts,
            boolean walkIn,
            boolean showsArrivals,
            List<OccurrencePlan> occurrences) {}

    /** The ten activities, with their next dates after {@code now}; the service day is on at this moment, too. */
    static List<PlannedActivity> activities(ZonedDateTime now) {
        LocalDate today = now.toLocalDate();
        return List.of(
                planned(
                        "骥江里青年之家",
                        Programme.THOUGHT_LEADERSHIP,
                        null,
                        "青年讲师团·板凳微课",
                        "讲二十分钟身边事，聊四十分钟。",
                        "青年讲师讲一段身边的故事，大家围着板凳聊一聊。",
                        monthly(today, 3, date -> isNth(date, 2, DayOfWeek.FRIDAY) || isNth(date, 4, DayOfWeek.FRIDAY))
                                .map(date -> at(now, date, "19:00", "20:00", 40, 0))
                                .toList()),
                planned(
                        "江畔青年之家",
                        Programme.CULTURE,
                        null,
                        "零基础书法六讲",
                        "一次报名上六讲，纸墨现场备好。",
                        "从执笔到一幅小字，每周三晚一讲，共六讲；笔墨纸砚现场备好。",
                        monthly(today, 6, date -> date.getDayOfWeek() == DayOfWeek.WEDNESDAY)
                                .map(date -> at(now, date, "19:00", "20:30", 24, 0))
                                .toList()),
                planned(
                        "新苑青年之家",
                        Programme.HEALTH,
                        "青春不烦恼",
                        "青春不烦恼·考前减压",
                        "心理老师陪学生和家长聊睡眠与沟通。",
                        "面向二十个家庭：心理老师讲考前睡眠、情绪和亲子沟通，留半小时单独提问。",
                        monthly(today, 1, date -> date.getDayOfWeek() == DayOfWeek.SATURDAY)
                                .map(date -> at(now, date, "14:00", "15:30", 60, 0))
                                .toList()),
                planned(
                        "骥江里青年之家",
                        Programme.EMPLOYMENT,
                        "青创沙龙",
                        "青创沙龙·汤包店主聊开店",
                        "店主讲账本，银行团员答贷款问题。",
                        "一家汤包店从第一笔租金讲起；银行的青年团员现场答创业贷款的问题。",
                        monthly(today, 1, date -> isNth(date, 1, DayOfWeek.THURSDAY))
                                .map(date -> at(now, date, "19:00", "20:30", 30, 0))
                                .toList()),
                planned(
                        "江畔青年之家",
                        Programme.SOCIAL,
                        "团橡社区行",
                        "团橡社区行·周末桌游",
                        "单身青年自愿报名，名单不公开。",
                        "桌游、茶点和自我介绍；自愿参加，名单只有组织者看得到，活动后删除。",
                        monthly(today, 1, date -> date.getDayOfWeek() == DayOfWeek.SATURDAY)
                                .map(date -> at(now, date, "14:00", "17:00", 30, 0))
                                .toList()),
                planned(
                        "山前青年之家",
                        Programme.RIGHTS,
                        "梦想改造+",
                        "梦想改造+·小书桌安装日",
                        "装书桌、理灯线，不公布家庭信息。",
                        "两人一组，为孩子装好书桌、理好灯线；不拍照，不公布家庭信息。",
                        monthly(today, 1, date -> date.getDayOfWeek() == DayOfWeek.SUNDAY)
                                .map(date -> at(now, date, "09:00", "11:30", 0, 12))
                                .toList()),
                planned(
                        "新苑青年之家",
                        Programme.SAFETY,
                        "四点半课堂",
                        "四点半课堂·消防员来了",
                        "学逃生和报警，家长接走才结束。",
                        "消防员带孩子练逃生、学报警；志愿者陪到家长接走为止。",
                        monthly(today, 1, date -> date.getDayOfWeek() == DayOfWeek.THURSDAY)
                                .map(date -> at(now, date, "16:30", "17:30", 30, 4))
                                .toList()),
                planned(
                        "骥江里青年之家",
                        Programme.SOCIAL_PRACTICE,
                        null,
                        "社区有我 青春报到·寒假岗位双选",
                        "大学生现场选社区实践岗位。",
                        "各社区带岗位来，大学生现场问、现场选，寒假到岗。",
                        monthly(
                                        today,
                                        1,
                                        date -> date.getMonth() == Month.JANUARY && isNth(date, 3, DayOfWeek.SATURDAY))
                                .map(date -> at(now, date, "09:30", "11:30", 60, 0))
                                .toList()),
                planned(
                        "江畔青年之家",
                        Programme.VOLUNTEERING,
                        "七彩志愿服务进社区",
                        "七彩志愿服务进社区·集中服务日",
                        "智慧助老、垃圾分类、护河，三队任选。",
                        "三队任选：教老人用手机、垃圾分类督导、沿河捡拾。请穿便于活动的鞋。",
                        Stream.concat(
                                        Stream.of(runningNow(now)),
                                        monthly(today, 1, date -> date.getDayOfWeek() == DayOfWeek.SUNDAY)
                                                .map(date -> at(now, date, "08:30", "11:00", 0, 300)))
                                .toList()),
                planned(
                        "江畔青年之家",
                        Programme.PROPERTY,
                        "青年业主委员会联谊会",
                        "青年业委会联谊会·电动车充电怎么管",
                        "业主、物业、居委一起议出结果。",
                        "摆数据、听意见、当场议：充电桩放哪里，收费怎么定。",
                        monthly(today, 1, date -> isNth(date, 3, DayOfWeek.SUNDAY))
                                .map(date -> at(now, date, "19:00", "20:30", 30, 0))
                                .toList()));
    }

    static OccurrencePlan runningNow(ZonedDateTime now) {
        ZonedDateTime began = now.truncatedTo(ChronoUnit.HOURS);
        return new OccurrencePlan(null, began.toInstant(), began.plusHours(6).toInstant(), null, null, 0, 300);
    }

    private static PlannedActivity planned(
            String home,
            Programme programme,
            @Nullable String brand,
            String title,
            String summary,
            String description,
            List<OccurrencePlan> occurrences) {
        boolean volunteers = occurrences.stream().anyMatch(occurrence -> occurrence.volunteerCapacity() > 0);
        return new PlannedActivity(
                home, programme, texts(brand, title, summary, description), true, volunteers, occurrences);
    }

    private static ActivityTexts texts(@Nullable String brand, String title, String summary, String description) {
        return new ActivityTexts(
                title,
                brand,
                summary,
                description,
                "",
                "年满十六周岁，服从现场安排；未成年人由监护人陪同。",
                "户外湿滑、搬抬磕碰；身体不适请先告诉组织者。",
                "统一投保志愿者意外险，现场有急救箱和安全员。",
                "社区青年之家值班室（演示）",
                List.of());
    }

    private static OccurrencePlan at(
            ZonedDateTime now, LocalDate date, String from, String to, int participants, int volunteers) {
        return new OccurrencePlan(
                null,
                date.atTime(LocalTime.parse(from)).atZone(now.getZone()).toInstant(),
                date.atTime(LocalTime.parse(to)).atZone(now.getZone()).toInstant(),
                null,
                null,
                participants,
                volunteers);
    }

    /** The next so many days, from tomorrow on, that fit. */
    private static Stream<LocalDate> monthly(LocalDate today, int count, java.util.function.Predicate<LocalDate> fits) {
        return today.plusDays(1).datesUntil(today.plusYears(1)).filter(fits).limit(count);
    }

    private static boolean isNth(LocalDate date, int nth, DayOfWeek day) {
        return date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(nth, day)));
    }
}
