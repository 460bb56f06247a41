package org.youthhome.kernel;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Instants as the database keeps them: {@code DATETIME(6)} in UTC, to the microsecond. */
public final class Times {

    /** Where the people are who read a time. */
    public static final ZoneId CITY_ZONE = ZoneId.of("Asia/Shanghai");

    private Times() {}

    /** What is bound to a {@code DATETIME(6)} column. */
    public static LocalDateTime column(Instant instant) {
        return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    /** What a {@code DATETIME(6)} column says. */
    public static Instant of(LocalDateTime column) {
        return column.toInstant(ZoneOffset.UTC);
    }
}
