package org.youthhome.media;

import java.util.Objects;
import org.springframework.context.ApplicationContext;

/** Does what is due now, without waiting for the timer. */
public final class Unused {

    private Unused() {}

    /** How many photos are gone since nobody used them. */
    public static long photos(ApplicationContext program) {
        return Objects.requireNonNull(
                program.getBean(UnusedPhotos.class).sweep().block());
    }

    /** Sweeps the folder of what arrives. */
    public static void uploads(ApplicationContext program) {
        program.getBean(UploadFolder.class).sweep().block();
    }
}
