package org.youthhome.notification;

import java.util.Objects;
import org.springframework.context.ApplicationContext;

/** Does what is due now, without waiting for the timer. */
public final class Retention {

    private Retention() {}

    /** How many rows are gone. */
    public static long sweep(ApplicationContext program) {
        return Objects.requireNonNull(
                program.getBean(NoticeRetention.class).sweep().block());
    }
}
