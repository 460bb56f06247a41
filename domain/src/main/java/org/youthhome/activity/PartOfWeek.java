package org.youthhome.activity;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Set;
import org.youthhome.kernel.Times;

/** When somebody has time, by the clock in the city. An occurrence on a Saturday evening is both weekend and evening. */
public enum PartOfWeek {
    /** Monday to Friday before six in the evening (工作日白天). */
    WEEKDAY,
    /** From six in the evening, any day (晚上). */
    EVENING,
    /** Saturday and Sunday (周末). */
    WEEKEND;

    private static final LocalTime EVENING_BEGINS = LocalTime.of(18, 0);

    /** The parts of the week in which something that starts then takes place. */
    public static Set<PartOfWeek> of(Instant startsAt) {
        ZonedDateTime start = startsAt.atZone(Times.CITY_ZONE);
        boolean weekend = start.getDayOfWeek() == DayOfWeek.SATURDAY || start.getDayOfWeek() == DayOfWeek.SUNDAY;
        boolean evening = !start.toLocalTime().isBefore(EVENING_BEGINS);
        Set<PartOfWeek> parts = EnumSet.noneOf(PartOfWeek.class);
        if (weekend) {
            parts.add(WEEKEND);
        }
        if (evening) {
            parts.add(EVENING);
        }
        if (!weekend && !evening) {
            parts.add(WEEKDAY);
        }
        return parts;
    }
}
