package org.youthhome.checkin;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.Occurrence;
import org.youthhome.enrolment.EnrolledAs;

/**
 * One person's presence at one occurrence: the arrival and, later, the departure.
 *
 * @param people one and the companions, 1 to 5
 * @param nonce what the client sent with it; its repeats are recognised by it
 * @param byStaff the worker who did it, when it was not the person
 * @param distanceBand {@code near} or {@code far}: all that is kept of a location
 * @param happenedAt when the code was scanned
 * @param arrivedAt when the server heard of it
 * @param minutes service time of a volunteer, set at check-out
 */
public record CheckIn(
        UUID id,
        UUID occurrenceId,
        UUID personId,
        EnrolledAs as,
        int people,
        String nonce,
        Means means,
        boolean walkIn,
        @Nullable UUID byStaff,
        @Nullable String distanceBand,
        Instant happenedAt,
        Instant arrivedAt,
        @Nullable Instant checkedOutAt,
        @Nullable String checkOutNonce,
        @Nullable Means checkOutMeans,
        @Nullable Integer minutes) {

    CheckIn checkedOut(Instant at, String nonce, Means means, Occurrence occurrence) {
        Integer served = as == EnrolledAs.VOLUNTEER ? serviceMinutes(happenedAt, at, occurrence) : null;
        return new CheckIn(
                id,
                occurrenceId,
                personId,
                as,
                people,
                this.nonce,
                this.means,
                walkIn,
                byStaff,
                distanceBand,
                happenedAt,
                arrivedAt,
                at,
                nonce,
                means,
                served);
    }

    /**
     * Service time in whole minutes: from the later of check-in and shift start to the earlier of check-out and shift
     * end; never below 0.
     */
    static int serviceMinutes(Instant checkedInAt, Instant checkedOutAt, Occurrence occurrence) {
        Instant from =
                checkedInAt.isAfter(occurrence.volunteerStartsAt()) ? checkedInAt : occurrence.volunteerStartsAt();
        Instant to = checkedOutAt.isBefore(occurrence.volunteerEndsAt()) ? checkedOutAt : occurrence.volunteerEndsAt();
        return (int) Math.max(0, Duration.between(from, to).toMinutes());
    }
}
