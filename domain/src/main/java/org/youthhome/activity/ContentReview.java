package org.youthhome.activity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Texts of an activity, or a photo, that WeChat's content check left to a person (RULES.md 5).
 *
 * @param activityId whose texts; null for a photo, which several may show
 * @param activityVersion the activity as it stood when it was asked about
 * @param photoId which photo; null for texts
 * @param label WeChat's label, where it gave one
 * @param texts what was judged, and what others will read when it is accepted
 * @param reason why it was refused
 */
public record ContentReview(
        UUID id,
        @Nullable UUID activityId,
        @Nullable Integer activityVersion,
        @Nullable UUID photoId,
        UUID communityId,
        @Nullable Integer label,
        State state,
        @Nullable ActivityTexts texts,
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
