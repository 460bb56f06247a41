package org.youthhome.notification;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of an activity.
 *
 * @param reason why, in the words of whoever decided it; or the code of a refusal
 * @param place where it takes place, where that has changed
 * @param occurrences those that it is about
 */
public record Told(
        NoticeKind kind,
        UUID activityId,
        String activityTitle,
        @Nullable String reason,
        @Nullable Place place,
        List<Change> occurrences) {

    public Told {
        occurrences = List.copyOf(Objects.requireNonNullElse(occurrences, List.<Change>of()));
    }

    /** A home, and where exactly when it is not the home itself. */
    public record Place(String youthHomeName, String address, String meetingPoint) {}

    /**
     * What became of an occurrence.
     *
     * @param now its times
     * @param before its times before, where they were others
     */
    public record Change(
            UUID occurrenceId,
            boolean cancelled,
            Hours now,
            @Nullable Hours before) {}

    /** From when to when, for participants and for volunteers. */
    public record Hours(Instant startsAt, Instant endsAt, Instant volunteerStartsAt, Instant volunteerEndsAt) {

        Hours as(boolean volunteer) {
            return volunteer
                    ? new Hours(volunteerStartsAt, volunteerEndsAt, volunteerStartsAt, volunteerEndsAt)
                    : new Hours(startsAt, endsAt, startsAt, endsAt);
        }
    }

    Told about(List<Change> some) {
        return new Told(kind, activityId, activityTitle, reason, place, some);
    }
}
