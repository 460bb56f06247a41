package org.youthhome.activity.search;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.youthhome.activity.search.IndexedActivities.Change;
import org.youthhome.kernel.PublicChange;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Keeps the index with MySQL: reads what was changed since it last looked, at the beat of {@code youth-home.search.follow},
 * and at once when a question is asked after this process changed something.
 *
 * <p>It looks back {@link #OVERLAP} each time, because a transaction commits later than the time its rows carry; what it has
 * seen already it does not read again. A new index first takes in what is ahead, and then answers; what is over follows
 * piece by piece. All of this is done in turn, so that nothing older is written over something newer.
 */
@Component
class IndexFollower implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(IndexFollower.class);

    /** Longer than any request may take. */
    private static final long OVERLAP = Duration.ofSeconds(30).toNanos() / 1_000;

    private static final int AT_ONCE = 500;
    private static final Duration KEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final IndexedActivities activities;
    private final ActivityIndex index;
    private final SearchSettings settings;
    private final Clock clock;
    private final Ticker ticker;
    /** Nanoseconds of the ticker. */
    private final AtomicLong lookedAt;
    /** Without a lock: those who wait are event loops. */
    private final Queue<Mono<Void>> turns = new ConcurrentLinkedQueue<>();

    private final AtomicInteger unfinished = new AtomicInteger();
    private final Sinks.Empty<Void> ready = Sinks.empty();
    private final AtomicLong changed = new AtomicLong();
    private final AtomicLong covered = new AtomicLong();
    private final AtomicReference<@Nullable Mono<Void>> waiting = new AtomicReference<>();
    private @Nullable Disposable running;

    // Only whoever has the turn touches these.
    private long looked;
    private Map<ByteBuffer, Long> seen = Map.of();
    private @Nullable UUID goOnBefore;
    private boolean whole;
    private boolean begun;
    /** When there was last too much to tell apart; 0 where that is long ago. What commits late from before is still missing. */
    private long flooded;

    IndexFollower(
            IndexedActivities activities,
            ActivityIndex index,
            SearchSettings settings,
            Clock clock,
            Ticker ticker,
            MeterRegistry meters) {
        this.activities = activities;
        this.index = index;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
        this.lookedAt = new AtomicLong(ticker.read());
        Gauge.builder("youthhome.search.behind", () -> (ticker.read() - lookedAt.get()) / 1e9)
                .description("How long ago the search index last had all changes")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("youthhome.search.activities", index::size)
                .description("Activities in the search index; what is over follows piece by piece after a start")
                .register(meters);
    }

    @EventListener
    void changed(PublicChange change) {
        changed.incrementAndGet();
    }

    /** Completes when everything is found that this process has committed; soon, when the database is away. */
    Mono<Void> upToDate() {
        return Mono.defer(() -> covered.get() >= changed.get() ? Mono.empty() : soon())
                .onErrorComplete();
    }

    /** A look that begins later than now; everybody who waits for one waits for the same. */
    private Mono<Void> soon() {
        Mono<Void> same = waiting.get();
        if (same != null) {
            return same;
        }
        Sinks.Empty<Void> done = Sinks.empty();
        Mono<Void> mine = done.asMono();
        if (!waiting.compareAndSet(null, mine)) {
            return soon();
        }
        inTurn(Mono.defer(() -> {
                    waiting.set(null);
                    long covers = changed.get();
                    return look().doOnSuccess(found -> covered.accumulateAndGet(covers, Math::max));
                })
                .doFinally(end -> done.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST)));
        return mine;
    }

    private void inTurn(Mono<Void> work) {
        turns.add(work);
        if (unfinished.getAndIncrement() == 0) {
            next();
        }
    }

    private void next() {
        Mono<Void> work = turns.poll();
        if (work == null) {
            return;
        }
        // Nobody's own: no question that is given up takes the turn along.
        Disposable turn = work.subscribe(
                done -> {},
                away -> {
                    LOG.warn("The search index could not follow: {}", away.toString());
                    finished();
                },
                this::finished);
        LOG.trace("A turn goes on: {}", turn);
    }

    private void finished() {
        if (unfinished.decrementAndGet() > 0) {
            next();
        }
    }

    private Mono<Void> look() {
        return Mono.fromSupplier(ticker::read).flatMap(begun -> activities
                .now()
                .flatMap(this::lookAt)
                .then(Mono.<Void>fromRunnable(() -> lookedAt.set(begun))));
    }

    private Mono<Void> lookAt(long now) {
        if (flooded > 0 && now > flooded + OVERLAP) {
            flooded = 0;
            return anew(now);
        }
        return activities.since(Math.max(flooded, looked - OVERLAP)).flatMap(changes -> {
            if (changes.size() >= IndexedActivities.MOST_CHANGES) {
                LOG.info("So much was changed that the search index is made again");
                flooded = now;
                return anew(now);
            }
            Set<UUID> ids = new HashSet<>();
            Map<ByteBuffer, Long> rows = new HashMap<>();
            for (Change change : changes) {
                rows.put(change.row(), change.at());
                Long before = seen.get(change.row());
                // Another time, not a later one: who waited for the row may carry the earlier time.
                if (before == null || before != change.at()) {
                    ids.add(change.activityId());
                }
            }
            return (ids.isEmpty() ? Mono.<Void>empty() : take(ids).then(index.show())).then(Mono.fromRunnable(() -> {
                seen = rows;
                looked = now;
            }));
        });
    }

    /** Begins a new index with what is ahead; the rest follows by {@link #goOn}. */
    private Mono<Void> anew(long now) {
        return activities
                .ahead(clock.instant())
                .flatMap(ids -> take(ids))
                .then(index.show())
                .then(Mono.fromRunnable(() -> {
                    looked = now;
                    seen = Map.of();
                    goOnBefore = null;
                    boolean wasWhole = whole || !begun;
                    whole = false;
                    if (wasWhole) {
                        inTurn(goOn());
                    }
                }));
    }

    /** Takes the next piece of what is over in. */
    private Mono<Void> goOn() {
        return Mono.defer(() -> whole
                ? Mono.empty()
                : activities
                        .before(goOnBefore, AT_ONCE)
                        .flatMap(ids -> take(ids).then(Mono.defer(() -> {
                            if (ids.size() < AT_ONCE) {
                                whole = true;
                                return index.show().then(keep());
                            }
                            goOnBefore = ids.get(ids.size() - 1);
                            return Mono.<Void>empty();
                        })))
                        .retryWhen(patiently())
                        // The next piece has its own turn, so that a question in between does not wait for all of them.
                        .doOnSuccess(more -> {
                            if (!whole && isRunning()) {
                                inTurn(goOn());
                            }
                        }));
    }

    /** As long as the program goes on. */
    private Retry patiently() {
        return Retry.fixedDelay(Long.MAX_VALUE, TRY_AGAIN).filter(away -> isRunning());
    }

    private Mono<Void> take(Collection<UUID> ids) {
        return Flux.fromIterable(ids)
                .buffer(AT_ONCE)
                .concatMap(some -> activities.read(some).flatMap(found -> {
                    List<UUID> gone = new ArrayList<>(some);
                    found.forEach(activity -> gone.remove(activity.id()));
                    return index.write(found, gone);
                }))
                .then();
    }

    private Mono<Void> keep() {
        return Mono.defer(() -> whole ? index.keep(looked) : Mono.empty());
    }

    private Mono<Void> begin() {
        return Mono.defer(() -> {
                    if (index.until() > 0) {
                        looked = index.until();
                        whole = true;
                        return look();
                    }
                    return activities.now().flatMap(this::anew);
                })
                .doOnSuccess(found -> {
                    begun = true;
                    ready.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
                })
                .doOnError(away -> LOG.warn("The search index waits for the database: {}", away.toString()))
                .retryWhen(patiently());
    }

    @Override
    public synchronized void start() {
        Disposable beat = Flux.interval(settings.follow())
                .onBackpressureDrop()
                .concatMap(tick -> soon())
                .subscribe(done -> {}, fault -> LOG.error("The search index follows no longer", fault));
        Disposable keeping = Flux.interval(KEEP_EVERY)
                .onBackpressureDrop()
                .subscribe(tick -> inTurn(keep()), fault -> LOG.error("The search index is not kept", fault));
        running = Disposables.composite(beat, keeping);
        inTurn(Mono.defer(() -> !begun ? begin() : whole ? look() : goOn()));
    }

    @Override
    public synchronized void stop() {
        Disposable now = running;
        if (now != null) {
            now.dispose();
            // The turn that goes on ends by itself: to interrupt a thread that writes would break the index.
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    /** Completes when the index has what is ahead. */
    Mono<Void> ready() {
        return ready.asMono();
    }
}
