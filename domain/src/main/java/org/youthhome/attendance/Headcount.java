package org.youthhome.attendance;

import java.time.Instant;
import java.util.UUID;

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

    /** People who are there now. */
    public long present() {
        return checkedIn - checkedOut;
    }
}
