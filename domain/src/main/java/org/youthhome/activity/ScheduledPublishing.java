package org.youthhome.activity;

import java.time.Duration;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.PeriodicWork;
import org.youthhome.kernel.Turns;
import reactor.core.publisher.Mono;

/** Publishes what is due every ten seconds; of all processes one at a time. */
@Component
class ScheduledPublishing extends PeriodicWork {

    private static final Duration EVERY = Duration.ofSeconds(10);
    /** A little less, since no two ticks are exactly as far apart. */
    private static final Duration NOT_BEFORE = Duration.ofSeconds(9);

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final PublicationSchedule schedule;
    private final Turns turns;

    ScheduledPublishing(PublicationSchedule schedule, Turns turns) {
        super(EVERY);
        this.schedule = schedule;
        this.turns = turns;
    }

    @Override
    protected Mono<?> beat() {
        return turns.take("scheduled-publishing", NOT_BEFORE, LONGEST, schedule.run());
    }
}
