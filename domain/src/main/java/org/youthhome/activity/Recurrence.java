package org.youthhome.activity;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.fortuna.ical4j.model.Recur;
import net.fortuna.ical4j.transform.recurrence.Frequency;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Times;

/**
 * On which days something takes place again and again: an RFC 5545 rule with exceptions. It works on days of the city;
 * times of day are the series' own, so that no rule below days is taken.
 *
 * @param startsOn where counting begins (DTSTART); itself one of the days only when the rule says so
 * @param rrule the value of RRULE, e.g. {@code FREQ=MONTHLY;BYDAY=2FR,4FR}; up to 200 characters
 * @param exdates days on which it does not take place (EXDATE)
 * @param rdates more days (RDATE)
 * @param schoolDays whether public holidays are skipped, and where the rule is every Monday to Friday, weekends that
 *     are made workdays count
 */
public record Recurrence(
        LocalDate startsOn, String rrule, Set<LocalDate> exdates, Set<LocalDate> rdates, boolean schoolDays) {

    /** How far ahead a series reaches. */
    static final int MOST_YEARS = 2;

    private static final int LONGEST_RULE = 200;

    private static final Pattern RULE = Pattern.compile("[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*");
    private static final Pattern UNTIL = Pattern.compile("UNTIL=(\\d{8})(T\\d{6})?(Z)?");
    private static final Pattern BELOW_DAYS =
            Pattern.compile("FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(HOUR|MINUTE|SECOND)=|RSCALE=|SKIP=");
    private static final Pattern BAD_NUMBER = Pattern.compile("(COUNT|INTERVAL)=(?![1-9]\\d{0,3}(;|$))");
    private static final Set<Frequency> FREQUENCIES =
            EnumSet.of(Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.YEARLY);
    private static final Set<String> WORKWEEK = Set.of("MO", "TU", "WE", "TH", "FR");
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");

    public Recurrence {
        exdates = Set.copyOf(Objects.requireNonNullElse(exdates, Set.of()));
        rdates = Set.copyOf(Objects.requireNonNullElse(rdates, Set.of()));
    }

    /**
     * The days, in order; refuses a rule that cannot be read, that gives no day, or that ends with more than so many. One
     * without an end gives what there is room for.
     *
     * @param today of the city: two years from it is as far as it reaches
     */
    List<LocalDate> days(HolidayCalendar.Days calendar, LocalDate today, int most) {
        Recur<LocalDate> rule = rule();
        LocalDate horizon = today.plusYears(MOST_YEARS);
        if (startsOn.isAfter(horizon)) {
            throw Refusal.invalid("startsOn", "too_far_ahead");
        }
        boolean ends = rule.getCount() > 0 || rule.getUntil() != null;
        // Both ends count; one more than there is room for shows that there are too many.
        List<LocalDate> ruled = rule.getDates(startsOn, startsOn, horizon.plusDays(1)).stream()
                .filter(day -> !day.isAfter(horizon))
                .toList();
        SortedSet<LocalDate> days = new TreeSet<>(ruled);
        if (schoolDays) {
            days.removeIf(calendar::holiday);
            if (!ruled.isEmpty() && everyWorkday(rule)) {
                LocalDate last = ends && rule.getUntil() != null ? rule.getUntil() : ruled.get(ruled.size() - 1);
                calendar.workdays().stream()
                        .filter(day -> !day.isBefore(startsOn) && !day.isAfter(last))
                        .forEach(days::add);
            }
        }
        days.addAll(rdates);
        days.removeAll(exdates);
        if (days.isEmpty()) {
            throw Refusal.invalid("rrule", "rule_gives_no_day");
        }
        if (days.size() > most) {
            if (ends) {
                throw Refusal.invalid(List.of(new Refusal.Field("rrule", "bad_count", Map.of("min", 1, "max", most))));
            }
            return days.stream().limit(most).toList();
        }
        return List.copyOf(days);
    }

    /** Whether the rule says itself when it is over. */
    boolean ends() {
        Recur<LocalDate> rule = rule();
        return rule.getCount() > 0 || rule.getUntil() != null;
    }

    private Recur<LocalDate> rule() {
        String said = rrule.strip().toUpperCase(Locale.ROOT).replaceFirst("^RRULE:", "");
        if (said.length() > LONGEST_RULE
                || !RULE.matcher(said).matches()
                || BELOW_DAYS.matcher(said).find()
                || BAD_NUMBER.matcher(said).find()) {
            throw Refusal.invalid("rrule", "bad_rule");
        }
        try {
            Recur<LocalDate> rule = new Recur<>(untilInDays(said));
            if (!FREQUENCIES.contains(rule.getFrequency())) {
                throw Refusal.invalid("rrule", "bad_rule");
            }
            return rule;
        } catch (IllegalArgumentException | java.time.DateTimeException | UnsupportedOperationException unreadable) {
            throw Refusal.invalid("rrule", "bad_rule");
        }
    }

    /** An end that is said as a time of UTC is the day that it is then in the city. */
    private static String untilInDays(String rule) {
        Matcher until = UNTIL.matcher(rule);
        if (!until.find() || until.group(2) == null) {
            return rule;
        }
        LocalDate day = LocalDate.parse(until.group(1), DateTimeFormatter.BASIC_ISO_DATE);
        if (until.group(3) != null) {
            Instant then = java.time.LocalDateTime.parse(until.group(1) + until.group(2), UTC)
                    .toInstant(ZoneOffset.UTC);
            day = LocalDate.ofInstant(then, Times.CITY_ZONE);
        }
        return until.replaceFirst("UNTIL=" + DateTimeFormatter.BASIC_ISO_DATE.format(day));
    }

    private static boolean everyWorkday(Recur<LocalDate> rule) {
        if (rule.getInterval() > 1) {
            return false;
        }
        Set<String> days =
                rule.getDayList().stream().map(day -> day.getDay().name()).collect(Collectors.toSet());
        return switch (rule.getFrequency()) {
            case DAILY -> days.isEmpty() || days.equals(WORKWEEK);
            case WEEKLY -> days.equals(WORKWEEK);
            default -> false;
        };
    }

    static boolean weekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }
}
