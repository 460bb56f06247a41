package org.youthhome.attendance;

import java.time.Instant;
import java.util.UUID;

/**
 * What one record says now. Facts about the same record are ordered by {@link #rank()}: the higher one wins, whichever
 * comes first, so that facts may be told late, twice or in any order, and a rebuild is nothing but telling all of them.
 *
 * @param recordId id of the enrolment or of the check-in
 * @param kind which number it moves
 * @param rank grows with every change of the record
 * @param people one and the companions; 0 when the record no longer counts
 * @param at when it happened, for arrivals per minute
 */
public record AttendanceFact(UUID recordId, Kind kind, int rank, int people, Instant at) {

    /** What a record is about. */
    public enum Kind {
        ENROLLED("e"),
        CHECKED_IN("i"),
        CHECKED_OUT("o");

        private final String letter;

        Kind(String letter) {
            this.letter = letter;
        }

        String letter() {
            return letter;
        }
    }

    /** An enrolment in its {@code version}; {@code people} is 0 when it is cancelled. */
    public static AttendanceFact enrolled(UUID enrolmentId, int version, int people, Instant at) {
        return new AttendanceFact(enrolmentId, Kind.ENROLLED, version, people, at);
    }

    /** Somebody came. */
    public static AttendanceFact checkedIn(UUID checkInId, int people, Instant at) {
        return new AttendanceFact(checkInId, Kind.CHECKED_IN, 1, people, at);
    }

    /** Somebody who came has left. */
    public static AttendanceFact checkedOut(UUID checkInId, int people, Instant checkedInAt) {
        return new AttendanceFact(checkInId, Kind.CHECKED_OUT, 2, people, checkedInAt);
    }

    /** The check-in was a mistake and counts no longer. */
    public static AttendanceFact annulled(UUID checkInId, Instant checkedInAt) {
        return new AttendanceFact(checkInId, Kind.CHECKED_IN, 3, 0, checkedInAt);
    }
}
