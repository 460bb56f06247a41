package org.youthhome.attendance;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Live numbers to everybody who watches: one subscription to Redis per process, then in memory. A slow watcher gets the
 * latest number, not a queue. What is watched is also looked at every two seconds, so that a lost message, a flushed or
 * an absent Redis shows late rather than never.
 */
@Component
public class HeadcountFeed implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HeadcountFeed.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final HeadcountProjection projection;
    private final LiveHeadcount live;
    private final Map<UUID, Channel> channels = new ConcurrentHashMap<>();
    private @Nullable Disposable running;

    /** What the watchers of one occurrence share. */
    private static final class Channel {
        private final Sinks.Many<Headcount> sink = Sinks.many().replay().latest();
        private volatile @Nullable Headcount latest;
        private int watchers;

        synchronized void emit(Headcount headcount) {
            Headcount known = latest;
            if (headcount.follows(known)) {
                latest = headcount;
                sink.emitNext(headcount, Sinks.EmitFailureHandler.FAIL_FAST);
            }
        }
    }

    HeadcountFeed(HeadcountProjection projection, LiveHeadcount live) {
        this.projection = projection;
        this.live = live;
    }

    /** The current number at once, then every later one; never completes. */
    public Flux<Headcount> watch(UUID occurrenceId) {
        return Flux.defer(() -> {
                    Channel channel = channels.compute(occurrenceId, (id, known) -> {
                        Channel joined = known == null ? new Channel() : known;
                        joined.watchers++;
                        return joined;
                    });
                    Mono<Headcount> first =
                            channel.latest == null ? live.recent(occurrenceId).doOnNext(channel::emit) : Mono.empty();
                    return first.thenMany(channel.sink.asFlux());
                })
                .doFinally(end -> leave(occurrenceId))
                .onBackpressureLatest();
    }

    private void leave(UUID occurrenceId) {
        channels.computeIfPresent(occurrenceId, (id, channel) -> --channel.watchers == 0 ? null : channel);
    }

    private Mono<Void> look() {
        Set<UUID> watched = Set.copyOf(channels.keySet());
        return live.now(watched).doOnNext(this::emit).then();
    }

    private void published(Headcount headcount) {
        live.remember(headcount);
        emit(headcount);
    }

    private void emit(Headcount headcount) {
        Channel channel = channels.get(headcount.occurrenceId());
        if (channel != null) {
            channel.emit(headcount);
        }
    }

    @Override
    public synchronized void start() {
        Disposable messages = Flux.defer(projection::published)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofSeconds(1)))
                .subscribe(this::published, fault -> LOG.error("No more live numbers from Redis", fault));
        Disposable looks = Flux.interval(LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> look().onErrorComplete())
                .subscribe(done -> {}, fault -> LOG.error("No more looks at the watched numbers", fault));
        running = Disposables.composite(messages, looks);
    }

    @Override
    public synchronized void stop() {
        Disposable now = running;
        if (now != null) {
            now.dispose();
            running = null;
        }
        channels.values().forEach(channel -> channel.sink.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST));
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    /** Ends the streams before the web server waits for them to end. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
