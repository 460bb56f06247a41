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

    /** In what sizes a photo is kept, where it is not smaller itself. */
    public enum Size {
        THUMBNAIL(320),
        SCREEN(1280),
        LARGE(2560);

        private final int width;

        Size(int width) {
            this.width = width;
        }

        /** At most so many pixels; the height follows. */
        public int width() {
            return width;
        }
    }

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
