package org.youthhome.attendance;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The live numbers of one occurrence (实时人数), in people: companions count.
 *
 * @param enrolled people with a place, walk-ins among them
 * @param checkedIn people who came, whether or not they are still there
 * @param checkedOut people who came and left
 * @param asOf when these numbers were true
 * @param version {@code epoch.sequence} of the projection, {@code db} when it was counted in MySQL; changes whenever a
 *     number does
 */
public record Headcount(
        UUID occurrenceId, long enrolled, long checkedIn, long checkedOut, Instant asOf, String version) {

    /** How the version of numbers begins that were counted in MySQL. */
    static final String COUNTED = "db.";

    /** Whether these are later numbers than {@code known}: of another epoch, or further in the same. */
    boolean follows(@Nullable Headcount known) {
        if (known == null) {
            return true;
        }
        int dot = version.indexOf('.');
        int knownDot = known.version.indexOf('.');
        boolean sameEpoch = dot == knownDot
                && dot > 0
                && version.regionMatches(0, known.version, 0, dot)
                && !version.startsWith(COUNTED);
        return sameEpoch
                ? Long.parseLong(version.substring(dot + 1)) > Long.parseLong(known.version.substring(dot + 1))
                : !version.equals(known.version);
    }

    /** People who are there now. */
    public long present() {
        return checkedIn - checkedOut;
    }
}
