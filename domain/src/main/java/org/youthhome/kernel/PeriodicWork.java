package org.youthhome.kernel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Work that a process does again and again as long as it runs, one time after the other. What fails is logged and tried at
 * the next beat. Work that only one of all processes should do takes {@link Turns}.
 */
public abstract class PeriodicWork implements SmartLifecycle {

    private final Logger log = LoggerFactory.getLogger(getClass());
    private final Duration every;
    private final Sinks.Many<Long> woken = Sinks.many().multicast().directBestEffort();
    private @Nullable Disposable running;

    /** @param every from one beat to the next; a beat that comes while the work is under way waits for its end */
    protected PeriodicWork(Duration every) {
        this.every = every;
    }

    /** What is done at each beat. */
    protected abstract Mono<?> beat();

    /** There is something to do before the next beat. */
    public final void wake() {
        // Nobody listening, or already at it: the next beat finds it.
        Sinks.EmitResult unused = woken.tryEmitNext(0L);
    }

    @Override
    public final synchronized void start() {
        running = Flux.merge(Flux.interval(every), woken.asFlux())
                .onBackpressureLatest()
                .concatMap(
                        tick -> Mono.<Object>defer(this::beat).onErrorResume(fault -> {
                            log.warn("Put off until the next time: {}", fault.toString());
                            return Mono.empty();
                        }),
                        1)
                .subscribe(done -> {}, fault -> log.error("No more of this until the program is started again", fault));
    }

    @Override
    public synchronized void stop() {
        Disposable now = running;
        if (now != null) {
            now.dispose();
            running = null;
        }
    }

    @Override
    public final synchronized boolean isRunning() {
        return running != null;
    }
}
