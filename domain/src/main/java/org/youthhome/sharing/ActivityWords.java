package org.youthhome.sharing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.youthhome.activity.Activity;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.PlannedOccurrence;
import org.youthhome.kernel.Times;

/** What an activity says of itself where it is passed on, in Chinese and in the city's time. */
public final class ActivityWords {

    private static final int MOST_TIMES = 3;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("M月d日（EEE）", Locale.SIMPLIFIED_CHINESE);
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("yyyy年", Locale.SIMPLIFIED_CHINESE);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.SIMPLIFIED_CHINESE);

    private ActivityWords() {}

    /** Programme and brand. */
    public static String eyebrow(Activity activity) {
        String brand = activity.texts().brand();
        String programme = activity.programme().chineseName();
        return brand == null ? programme : programme + " · " + brand;
    }

    /** A word that must not be missed; empty where all is as it should be. */
    public static String notice(Activity activity, Instant now) {
        if (activity.status() == ActivityStatus.CANCELLED
                || (!activity.occurrences().isEmpty()
                        && activity.occurrences().stream().allMatch(PlannedOccurrence::cancelled))) {
            return "活动已取消";
        }
        boolean ahead = activity.occurrences().stream().anyMatch(occurrence -> occurrence.upcoming(now));
        return activity.status() == ActivityStatus.CLOSED || !ahead ? "活动已结束" : "";
    }

    /** When it is: the next three times, and how many there are where that is not all. */
    public static List<String> times(Activity activity, Instant now) {
        List<PlannedOccurrence> ahead = activity.occurrences().stream()
                .filter(occurrence -> occurrence.upcoming(now))
                .toList();
        List<PlannedOccurrence> shown = ahead.isEmpty() ? last(activity.occurrences()) : ahead;
        List<String> lines = new ArrayList<>();
        for (PlannedOccurrence occurrence : shown.subList(0, Math.min(MOST_TIMES, shown.size()))) {
            lines.add(span(occurrence.startsAt(), occurrence.endsAt(), now));
        }
        if (shown.size() > MOST_TIMES) {
            lines.add("等，共 " + shown.size() + " 场");
        }
        return List.copyOf(lines);
    }

    /** The last one that took place; where all were called off, the last of these. */
    private static List<PlannedOccurrence> last(List<PlannedOccurrence> all) {
        List<PlannedOccurrence> held =
                all.stream().filter(occurrence -> !occurrence.cancelled()).toList();
        List<PlannedOccurrence> from = held.isEmpty() ? all : held;
        return from.subList(Math.max(0, from.size() - 1), from.size());
    }

    /** Such as 11月22日（周日）14:00–16:00, with the year where it is not this one. */
    public static String span(Instant startsAt, Instant endsAt, Instant now) {
        ZonedDateTime start = startsAt.atZone(Times.CITY_ZONE);
        ZonedDateTime end = endsAt.atZone(Times.CITY_ZONE);
        LocalDate today = now.atZone(Times.CITY_ZONE).toLocalDate();
        String year = start.getYear() == today.getYear() ? "" : YEAR.format(start);
        String from = year + DAY.format(start) + TIME.format(start);
        return start.toLocalDate().equals(end.toLocalDate())
                ? from + "–" + TIME.format(end)
                : from + " – " + DAY.format(end) + TIME.format(end);
    }
}
