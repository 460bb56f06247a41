package org.youthhome.checkin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Occurrences;
import org.youthhome.kernel.PeriodicWork;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.kernel.Turns;
import reactor.core.publisher.Mono;

/**
 * Whoever did not check out is checked out at the end of the shift (or of the occurrence), marked {@code auto}. One
 * process does it at a time; should two, the first departure stays.
 */
@Component
class AutomaticCheckOut extends PeriodicWork {

    private static final Duration EVERY = Duration.ofSeconds(10);
    /** A little less, since no two ticks are exactly as far apart. */
    private static final Duration NOT_BEFORE = Duration.ofSeconds(9);

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration LOOK_BACK = Duration.ofDays(3);
    private static final Duration LONGEST_OCCURRENCE = Duration.ofDays(1);
    private static final int AT_ONCE = 1_000;

    private final DatabaseClient database;
    private final Occurrences occurrences;
    private final CheckOutLog departures;
    private final Turns turns;
    private final Clock clock;

    private record Left(UUID occurrenceId, UUID personId, Instant at) {}

    AutomaticCheckOut(
            DatabaseClient database, Occurrences occurrences, CheckOutLog departures, Turns turns, Clock clock) {
        super(EVERY);
        this.database = database;
        this.occurrences = occurrences;
        this.departures = departures;
        this.turns = turns;
        this.clock = clock;
    }

    /** Checks out everybody whose shift is over; answers how many. */
    Mono<Long> run() {
        Instant now = clock.instant();
        return database.sql("""
                        SELECT c.occurrence_id, c.person_id,
                               CASE c.enrolled_as WHEN 'volunteer' THEN o.volunteer_ends_at ELSE o.ends_at END AS left_at
                          FROM occurrence o
                          JOIN check_in c ON c.occurrence_id = o.id
                         WHERE o.ends_at > :from AND o.ends_at <= :to AND c.checked_out_at IS NULL
                           AND (o.ends_at <= :now OR o.volunteer_ends_at <= :now)
                           AND CASE c.enrolled_as WHEN 'volunteer' THEN o.volunteer_ends_at ELSE o.ends_at END <= :now
                         LIMIT :most
                        """)
                .bind("from", Times.column(now.minus(LOOK_BACK)))
                .bind("to", Times.column(now.plus(LONGEST_OCCURRENCE)))
                .bind("now", Times.column(now))
                .bind("most", AT_ONCE)
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Left(row.id("occurrence_id"), row.id("person_id"), row.instant("left_at"));
                })
                .all()
                .flatMap(
                        left -> occurrences
                                .byId(left.occurrenceId())
                                .flatMap(occurrence -> departures.record(new CheckOutLog.Departure(
                                        occurrence, left.personId(), "auto", Means.AUTO, left.at()))),
                        256)
                .count();
    }

    @Override
    protected Mono<?> beat() {
        return turns.take("automatic-check-out", NOT_BEFORE, LONGEST, run());
    }
}
