package org.youthhome.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.PeriodicWork;
import org.youthhome.kernel.Times;
import org.youthhome.kernel.Turns;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Announcements go a month after they were delivered, and what a person was told after a year: it is about that person, and
 * the activity itself says what came of it. One process does it at a time, and two do no harm.
 */
@Component
class NoticeRetention extends PeriodicWork {

    private static final Duration EVERY = Duration.ofMinutes(10);
    /** A little less, since no two ticks are exactly as far apart. */
    private static final Duration NOT_BEFORE = Duration.ofMinutes(9);

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration ANNOUNCEMENTS_KEPT = Duration.ofDays(30);
    private static final Duration NOTICES_KEPT = Duration.ofDays(365);
    private static final int AT_ONCE = 1_000;
    private static final int MOST_BATCHES = 100;
    private static final int BITS_BEHIND_THE_TIME = 16;

    private final DatabaseClient database;
    private final Turns turns;
    private final Clock clock;

    NoticeRetention(DatabaseClient database, Turns turns, Clock clock) {
        super(EVERY);
        this.database = database;
        this.turns = turns;
        this.clock = clock;
    }

    /** Deletes what is old enough, so many at once; answers how many rows. */
    Mono<Long> sweep() {
        Instant now = clock.instant();
        return Flux.concat(announcements(now.minus(ANNOUNCEMENTS_KEPT)), notices(now.minus(NOTICES_KEPT)))
                .reduce(0L, Long::sum);
    }

    private Flux<Long> announcements(Instant before) {
        return batches(database.sql("""
                        DELETE FROM announcement WHERE done = TRUE AND due_at < :before ORDER BY due_at LIMIT :most
                        """).bind("before", Times.column(before)));
    }

    /** Ids begin with the time at which they were made. */
    private Flux<Long> notices(Instant before) {
        return batches(database.sql("DELETE FROM notice WHERE id < :before ORDER BY id LIMIT :most")
                .bind("before", Ids.bytes(new UUID(before.toEpochMilli() << BITS_BEHIND_THE_TIME, 0))));
    }

    private static Flux<Long> batches(DatabaseClient.GenericExecuteSpec delete) {
        Mono<Long> batch = delete.bind("most", AT_ONCE).fetch().rowsUpdated();
        return batch.repeat(MOST_BATCHES - 1).takeUntil(deleted -> deleted < AT_ONCE);
    }

    @Override
    protected Mono<?> beat() {
        return turns.take("old-notices", NOT_BEFORE, LONGEST, sweep());
    }
}
