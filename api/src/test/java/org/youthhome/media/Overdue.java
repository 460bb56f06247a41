package org.youthhome.media;

import java.util.Objects;

/** Does what is due now, without waiting for the timer. */
public final class Overdue {

    private Overdue() {}

    /** How many photos went to a person. */
    public static long photos(PhotoVerdicts verdicts) {
        return Objects.requireNonNull(verdicts.overdue().block());
    }
}
