package org.youthhome.checkin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.Occurrence;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.enrolment.PersonAt;

/**
 * A scan that the gate let through, on its way to the log. It carries the ids its rows will have, so that it can be
 * written again after a lost connection without being written twice.
 *
 * @param as what a walk-in wants to be; ignored for who is enrolled
 * @param ticketId the ticket to use up, when it came with one
 */
record Arrival(
        UUID checkInId,
        UUID enrolmentId,
        Occurrence occurrence,
        UUID personId,
        @Nullable EnrolledAs as,
        String nonce,
        Means means,
        @Nullable UUID ticketId,
        @Nullable UUID byStaff,
        @Nullable String distanceBand,
        Instant happenedAt,
        Instant arrivedAt) {

    PersonAt key() {
        return new PersonAt(occurrence.id(), personId);
    }
}
