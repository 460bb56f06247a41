package org.youthhome.media;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A photo.
 *
 * @param communityId whose workers may use it
 * @param label WeChat's label, where it gave one
 * @param reason why a person refused it
 * @param width pixels of the largest rendition
 * @param height pixels of the largest rendition
 */
public record Photo(
        UUID id,
        UUID communityId,
        UUID uploadedBy,
        Instant uploadedAt,
        State state,
        @Nullable Integer label,
        @Nullable String reason,
        int width,
        int height) {

    /** Widths in pixels that a photo is kept in, where it is not smaller itself; the height follows. */
    public static final int THUMBNAIL = 320;

    public static final int SCREEN = 1280;
    public static final int LARGE = 2560;

    /** How far the check is. */
    public enum State {
        /** WeChat is asked. */
        CHECKING,
        /** A person has to look. */
        IN_REVIEW,
        /** Others may see it. */
        PASSED,
        REFUSED
    }

    /** Why the machine refused it, as a reason with words; null where it did not. */
    public @Nullable String risk() {
        return state == State.REFUSED && reason == null ? ContentRisk.reason(label) : null;
    }
}
