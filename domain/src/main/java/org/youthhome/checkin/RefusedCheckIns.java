package org.youthhome.checkin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.ClientAddress;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.PeriodicWork;
import org.youthhome.kernel.Turns;
import org.youthhome.kernel.WriterConnections;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Refused scans, kept with their reason for 90 days, so that a worker can see who stands at the door and why. They have a
 * lane of their own: a flood of forged codes never waits in front of a good one. Refusals alike within a minute share a
 * row, and one person or address fills at most {@value #MOST_ROWS} rows in ten minutes; the rest is only counted.
 */
@Component
public class RefusedCheckIns extends PeriodicWork {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedCheckIns.class);
    private static final Duration FLUSH = Duration.ofMillis(500);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int MOST_ROWS = 20;
    private static final int MOST_PENDING = 5_000;
    private static final int SWEEP_EVERY = 7_200;
    private static final Duration NOT_BEFORE = Duration.ofMinutes(59);

    private final WriterConnections connections;
    private final Turns turns;
    private final CodeKeys keys;
    private final Ids ids;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<Kept, AtomicInteger> pending = new ConcurrentHashMap<>();
    private final Cache<String, AtomicInteger> rowsOf = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();
    private final Cache<UUID, AtomicInteger> tries = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private long beats;

    private record Kept(
            @Nullable UUID occurrenceId,
            @Nullable UUID personId,
            @Nullable String address,
            Reason reason,
            Instant minute) {}

    RefusedCheckIns(
            WriterConnections connections, Turns turns, CodeKeys keys, Ids ids, Clock clock, MeterRegistry meters) {
        super(FLUSH);
        this.connections = connections;
        this.turns = turns;
        this.keys = keys;
        this.ids = ids;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Remembers a refusal without making anybody wait.
     *
     * @param address where the client is, where there is no person; only a keyed hash of it is kept
     */
    public void remember(
            Reason reason, @Nullable UUID occurrenceId, @Nullable UUID personId, @Nullable ClientAddress from) {
        meters.counter("youthhome.checkin.refused", "reason", reason.code()).increment();
        if (personId != null) {
            tries.get(personId, id -> new AtomicInteger()).incrementAndGet();
        }
        String address = from == null ? null : HexFormat.of().formatHex(keys.hash(from.value()));
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        Kept kept = new Kept(occurrenceId, personId, address, reason, minute);
        AtomicInteger known = pending.get(kept);
        if (known == null) {
            String who = personId != null ? personId.toString() : String.valueOf(address);
            boolean overflow = pending.size() >= MOST_PENDING
                    || rowsOf.get(who, key -> new AtomicInteger()).incrementAndGet() > MOST_ROWS;
            if (overflow) {
                // What is beyond the cap is one counted row a minute, whoever it was.
                kept = new Kept(null, null, null, Reason.RATE_LIMITED, minute);
            }
        }
        pending.computeIfAbsent(kept, key -> new AtomicInteger()).incrementAndGet();
    }

    /** How many scans of this person were refused within about a minute. */
    int recentTries(UUID personId) {
        AtomicInteger counted = tries.getIfPresent(personId);
        return counted == null ? 0 : counted.get();
    }

    private Mono<Void> flush() {
        List<Object> rows = new ArrayList<>();
        for (Kept kept : List.copyOf(pending.keySet())) {
            AtomicInteger times = pending.remove(kept);
            if (times != null) {
                LaneSql.add(
                        rows,
                        ids.next(),
                        kept.occurrenceId(),
                        kept.personId(),
                        kept.address() == null ? null : HexFormat.of().parseHex(kept.address()),
                        kept.reason().code(),
                        kept.minute(),
                        times.get());
            }
        }
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        return connections
                .inTransaction(connection -> LaneSql.insert(
                        connection,
                        "INSERT INTO refused_check_in (id, occurrence_id, person_id, address_hash, reason, at, times)",
                        7,
                        rows,
                        ""))
                .then();
    }

    private Mono<Void> sweepByTurns() {
        return turns.take("refused-check-ins", NOT_BEFORE, NOT_BEFORE, sweep());
    }

    private Mono<Void> sweep() {
        return connections
                .inTransaction(connection -> LaneSql.execute(
                        connection,
                        "DELETE FROM refused_check_in WHERE at < ? LIMIT 5000",
                        List.of(clock.instant().minus(KEPT))))
                .then();
    }

    @Override
    protected Mono<?> beat() {
        return flush().then(++beats % SWEEP_EVERY == 1 ? sweepByTurns() : Mono.empty());
    }

    /** Writes what is pending before the program ends. */
    @Override
    public void stop(Runnable done) {
        stop();
        Disposable last = flush().onErrorComplete().doFinally(end -> done.run()).subscribe(end -> {}, fault -> {});
        LOG.trace("Last refusals: {}", last);
    }

    /** After the web server has answered its last request. */
    @Override
    public int getPhase() {
        return 0;
    }
}
