package org.youthhome.attendance;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.kernel.PeriodicWork;
import org.youthhome.kernel.Turns;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps the projection true without anybody acting. Every second it tells Redis what it still owes, and rebuilds what a
 * flush or a failover took; every other second one of all processes compares the occurrences of these hours with MySQL, and
 * some of the later ones, which people enrol for, in turn. It does so less often while that takes long: a crowd's check-ins
 * need the database more. A difference that is there twice in a row, with MySQL unchanged in between, is drift: it is
 * exported as {@code youthhome.headcount.drift} (people) and mended.
 */
@Component
class HeadcountKeeper extends PeriodicWork {

    private static final Logger LOG = LoggerFactory.getLogger(HeadcountKeeper.class);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration AROUND = Duration.ofHours(2);
    /** A little less than two beats, since no two are exactly as far apart. */
    private static final Duration NOT_BEFORE = Duration.ofMillis(1_500);

    private static final Duration LONGEST = Duration.ofSeconds(4);

    /** Occurrences that are summed at once, so that the database is never busy with it for long. */
    private static final int SLICE = 10;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** Later occurrences in one comparison. */
    private static final int SOME = 200;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final LiveHeadcount live;
    private final HeadcountProjection projection;
    private final Occurrences occurrences;
    private final Turns turns;
    private final Clock clock;
    private final AtomicLong drift = new AtomicLong();
    private final Map<UUID, AttendanceSource.Sum> suspected = new HashMap<>();
    /** The last of the later occurrences that have been compared; null: the next comparison begins with the first. */
    private @Nullable Occurrence reached;

    private boolean lookedTwice;
    /** Beats until the next comparison. */
    private int rest;

    HeadcountKeeper(
            LiveHeadcount live,
            HeadcountProjection projection,
            Occurrences occurrences,
            Turns turns,
            Clock clock,
            MeterRegistry meters) {
        super(BEAT);
        this.live = live;
        this.projection = projection;
        this.occurrences = occurrences;
        this.turns = turns;
        this.clock = clock;
        meters.gauge("youthhome.headcount.drift", drift);
    }

    private Mono<Void> tellWhatIsOwed() {
        return Flux.fromIterable(live.owing())
                .concatMap(id -> live.rebuild(id).onErrorResume(away -> {
                    live.owe(id);
                    return Mono.empty();
                }))
                .then();
    }

    private Mono<Duration> compareByTurns() {
        // What another process finds is said by that one.
        return turns.take("headcounts", NOT_BEFORE, LONGEST, compare()).switchIfEmpty(Mono.fromSupplier(() -> {
            drift.set(0);
            return Duration.ZERO;
        }));
    }

    /**
     * Compares the occurrences of these hours, and some later ones, with MySQL and mends what differs, some at a time and
     * with pauses; answers how long it took without them.
     */
    Mono<Duration> compare() {
        Instant now = clock.instant();
        Mono<List<UUID>> soon = occurrences
                .between(now.minus(AROUND), now.plus(AROUND))
                .map(Occurrence::id)
                .collectList();
        return Mono.zip(soon, later(now.plus(AROUND)).collectList()).flatMap(found -> {
            List<UUID> some = found.getT2().stream().map(Occurrence::id).toList();
            List<UUID> all = Stream.concat(found.getT1().stream(), some.stream())
                    .distinct()
                    .toList();
            Set<UUID> near = Set.copyOf(found.getT1());
            suspected.keySet().retainAll(all);
            return Flux.fromIterable(all)
                    .buffer(SLICE)
                    .concatMap(slice -> live.truth(slice)
                            .flatMap(truth -> mend(slice, near, truth))
                            .elapsed()
                            .map(done -> new Compared(done.getT2(), Duration.ofMillis(done.getT1())))
                            .delayUntil(done -> Mono.delay(pause(done.took()))))
                    .reduce(new Compared(0, Duration.ZERO), Compared::plus)
                    .map(done -> {
                        drift.set(done.drift());
                        goOn(found.getT2());
                        return done.took();
                    });
        });
    }

    /** @param drift in people */
    private record Compared(long drift, Duration took) {
        Compared plus(Compared other) {
            return new Compared(drift + other.drift, took.plus(other.took));
        }
    }

    private Flux<Occurrence> later(Instant from) {
        Occurrence last = reached;
        return last == null || last.startsAt().isBefore(from)
                ? occurrences.after(from, BEFORE_ALL, SOME)
                : occurrences.after(last.startsAt(), last.id(), SOME);
    }

    /** Drift is what is there twice in a row, so whoever is suspected is looked at once more. */
    private void goOn(List<Occurrence> compared) {
        if (!lookedTwice && compared.stream().map(Occurrence::id).anyMatch(suspected::containsKey)) {
            lookedTwice = true;
        } else {
            lookedTwice = false;
            reached = compared.size() < SOME ? null : compared.get(compared.size() - 1);
        }
    }

    private Mono<Long> mend(List<UUID> ids, Set<UUID> soon, Map<UUID, AttendanceSource.Sum> truth) {
        AtomicLong found = new AtomicLong();
        return Flux.fromIterable(ids)
                .concatMap(id -> projection
                        .read(id)
                        .flatMap(shown -> {
                            AttendanceSource.Sum sum = truth.getOrDefault(id, new AttendanceSource.Sum(id, 0, 0, 0));
                            long difference = difference(shown, sum);
                            if (difference == 0) {
                                suspected.remove(id);
                                return Mono.just(shown);
                            }
                            // A commit between the two reads looks like drift; drift is what stays.
                            if (!sum.equals(suspected.put(id, sum))) {
                                return Mono.just(shown);
                            }
                            found.addAndGet(difference);
                            LOG.warn("Headcount of {} differs from MySQL by {} people; mending", id, difference);
                            return live.rebuild(id)
                                    .flatMap(
                                            merged -> difference(merged, sum) == 0 ? Mono.just(merged) : live.anew(id));
                        })
                        // Of a later one that nobody looks at there is nothing in Redis, and nothing wrong.
                        .switchIfEmpty(Mono.defer(() -> soon.contains(id) ? live.rebuild(id) : Mono.empty())))
                .then(Mono.fromSupplier(found::get));
    }

    private static long difference(Headcount shown, AttendanceSource.Sum sum) {
        return Math.abs(shown.enrolled() - sum.enrolled())
                + Math.abs(shown.checkedIn() - sum.checkedIn())
                + Math.abs(shown.checkedOut() - sum.checkedOut());
    }

    @Override
    protected Mono<?> beat() {
        if (rest > 0) {
            rest--;
            return tellWhatIsOwed();
        }
        return tellWhatIsOwed().then(compareByTurns()).doOnNext(took -> rest = rest(took));
    }

    /** How long to leave the database alone after a part of a comparison that took so long. */
    static Duration pause(Duration took) {
        Duration thrice = took.multipliedBy(3);
        return thrice.compareTo(LONGEST_PAUSE) < 0 ? thrice : LONGEST_PAUSE;
    }

    /** How many beats to rest after a comparison that took so long: one at least, eight times as long, and ten at most. */
    static int rest(Duration took) {
        return (int) Math.min(10, Math.max(1, took.multipliedBy(8).dividedBy(BEAT)));
    }
}
