package org.youthhome.enrolment;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.youthhome.attendance.AttendanceFact;

/**
 * An enrolment as its row has it.
 *
 * @param companions 0 to 4; 0 once cancelled
 * @param confirmed whether it stands; otherwise it was cancelled
 * @param origin how the place was taken, the last time
 * @param version grows with every change, so that the headcount can tell the later of two states
 */
public record EnrolmentRow(
        UUID id,
        PersonAt key,
        EnrolledAs as,
        int companions,
        boolean confirmed,
        Origin origin,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** How a place was taken. */
    public enum Origin {
        SELF,
        WALK_IN,
        STAFF;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Origin of(String column) {
            return valueOf(column.toUpperCase(Locale.ROOT));
        }
    }

    /** Somebody's first enrolment there. */
    public static EnrolmentRow first(UUID id, PersonAt key, EnrolledAs as, int companions, Origin origin, Instant now) {
        return new EnrolmentRow(id, key, as, companions, true, origin, 1, now, now);
    }

    /** Confirmed as this, whatever it was. */
    public EnrolmentRow confirmed(EnrolledAs nowAs, int nowCompanions, Origin nowOrigin, Instant now) {
        return new EnrolmentRow(id, key, nowAs, nowCompanions, true, nowOrigin, version + 1, createdAt, now);
    }

    EnrolmentRow cancelled(Instant now) {
        return new EnrolmentRow(id, key, as, 0, false, origin, version + 1, createdAt, now);
    }

    /** People who hold places by it: the person and the companions. */
    public int people() {
        return confirmed ? 1 + companions : 0;
    }

    boolean holds(EnrolledAs side, int withCompanions) {
        return confirmed && as == side && companions == withCompanions;
    }

    /** What the headcount is told. */
    public AttendanceFact fact() {
        return AttendanceFact.enrolled(id, version, people(), updatedAt);
    }
}
