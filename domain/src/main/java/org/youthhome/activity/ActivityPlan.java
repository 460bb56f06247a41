package org.youthhome.activity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.programme.Programme;

/** What an organiser wants an activity to be: the whole of it, as {@code POST} and {@code PUT} say it. */
public record ActivityPlan(
        UUID youthHomeId,
        Programme programme,
        ActivityTexts texts,
        ActivityTerms terms,
        List<OccurrencePlan> occurrences) {

    public ActivityPlan {
        occurrences = List.copyOf(occurrences);
    }

    /**
     * What an organiser wants an occurrence to be.
     *
     * @param id which one it is; null for a new one
     * @param volunteerStartsAt start of the volunteers' shift; null when it is the occurrence's own
     * @param volunteerEndsAt end of the volunteers' shift; null when it is the occurrence's own
     * @param participantCapacity 0 to 10,000
     * @param volunteerCapacity 0 to 10,000; not both are 0
     */
    public record OccurrencePlan(
            @Nullable UUID id,
            Instant startsAt,
            Instant endsAt,
            @Nullable Instant volunteerStartsAt,
            @Nullable Instant volunteerEndsAt,
            int participantCapacity,
            int volunteerCapacity) {

        Instant shiftStartsAt() {
            return volunteerStartsAt == null ? startsAt : volunteerStartsAt;
        }

        Instant shiftEndsAt() {
            return volunteerEndsAt == null ? endsAt : volunteerEndsAt;
        }
    }
}
