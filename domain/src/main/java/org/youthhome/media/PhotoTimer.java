package org.youthhome.media;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.PeriodicWork;
import org.youthhome.kernel.Turns;
import reactor.core.publisher.Mono;

/** A photo of which WeChat says nothing goes to a person, and one that nobody uses goes; one process does it at a time, and two do no harm. */
@Component
class PhotoTimer extends PeriodicWork {

    private static final Logger LOG = LoggerFactory.getLogger(PhotoTimer.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    /** A little less, since no two ticks are exactly as far apart. */
    private static final Duration NOT_BEFORE = Duration.ofSeconds(28);

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration HOURLY = Duration.ofHours(1);
    private static final Duration LONGEST_SWEEP = Duration.ofMinutes(30);

    private final PhotoVerdicts verdicts;
    private final UnusedPhotos unused;
    private final UploadFolder uploads;
    private final Turns turns;

    PhotoTimer(PhotoVerdicts verdicts, UnusedPhotos unused, UploadFolder uploads, Turns turns) {
        super(EVERY);
        this.verdicts = verdicts;
        this.unused = unused;
        this.uploads = uploads;
        this.turns = turns;
    }

    @Override
    protected Mono<?> beat() {
        // Whoever's turn it is: with folders of their own, each process has its own to sweep.
        return uploads.sweep()
                .onErrorResume(away -> {
                    LOG.warn("Broken uploads are not swept: {}", away.toString());
                    return Mono.empty();
                })
                .then(turns.take("overdue-photos", NOT_BEFORE, LONGEST, verdicts.overdue()))
                .then(turns.take("unused-photos", HOURLY, LONGEST_SWEEP, unused.sweep()));
    }
}
