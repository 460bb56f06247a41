package org.youthhome.activity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Texts that WeChat's content check left to a person (RULES.md 5).
 *
 * @param activityVersion the activity as it stood when it was asked about
 * @param label WeChat's label, where it gave one
 * @param texts what was judged, and what others will read when it is accepted
 * @param reason why it was refused
 */
public record ContentReview(
        UUID id,
        UUID activityId,
        int activityVersion,
        UUID communityId,
        @Nullable Integer label,
        State state,
        ActivityTexts texts,
        UUID askedBy,
        Instant askedAt,
        @Nullable UUID decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String reason) {

    /** How far it is. */
    public enum State {
        WAITING,
        ACCEPTED,
        REFUSED,
        /** The activity was edited or cancelled before anybody decided. */
        WITHDRAWN
    }
}
