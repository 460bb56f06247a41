package org.youthhome.activity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Turns;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Publishes what is due every ten seconds; of all processes one at a time. */
@Component
class ScheduledPublishing implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledPublishing.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    /** A little less, since no two ticks are exactly as far apart. */
    private static final Duration NOT_BEFORE = Duration.ofSeconds(9);

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final PublicationSchedule schedule;
    private final Turns turns;
    private @Nullable Disposable running;

    ScheduledPublishing(PublicationSchedule schedule, Turns turns) {
        this.schedule = schedule;
        this.turns = turns;
    }

    @Override
    public synchronized void start() {
        running = Flux.interval(EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> turns.take("scheduled-publishing", NOT_BEFORE, LONGEST, schedule.run())
                        .onErrorResume(away -> {
                            LOG.warn("Scheduled publishing waits: {}", away.toString());
                            return Mono.empty();
                        }))
                .subscribe(done -> {}, fault -> LOG.error("No more scheduled publishing", fault));
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
    public synchronized boolean isRunning() {
        return running != null;
    }
}
