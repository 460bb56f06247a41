package org.youthhome.enrolment;

import java.time.Instant;
import java.util.UUID;
import org.youthhome.activity.Occurrence;

/**
 * A person's place in an occurrence.
 *
 * @param companions people who come along, 0 to 4; they have no names but take places
 * @param confirmed whether it stands; otherwise it was cancelled
 */
public record Enrolment(
        UUID id,
        Occurrence occurrence,
        UUID personId,
        EnrolledAs as,
        int companions,
        boolean confirmed,
        Instant enrolledAt) {}
