package org.youthhome.house.bad;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.function.Supplier;

/** Reads the time in ways that no test can set. */
public final class AsksTheWall {

    Instant instant() {
        return Instant.now();
    }

    LocalDate inZone() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    long millis() {
        return System.currentTimeMillis();
    }

    Date date() {
        return new Date();
    }

    Clock ownClock() {
        return Clock.systemUTC();
    }

    Supplier<Instant> byReference() {
        return Instant::now;
    }
}
