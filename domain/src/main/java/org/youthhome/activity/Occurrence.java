package org.youthhome.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.programme.Programme;

/**
 * One occurrence (场次) with what its activity says of it: all that enrolment, check-in and the headcount need to know.
 *
 * @param codeNumber 56 random bits that a check-in code carries instead of the id
 * @param codeRevision raised to revoke every check-in code of the activity
 * @param communityId place of the home, by which rights are decided
 * @param longitude of the home, GCJ-02 degrees east
 * @param latitude of the home, GCJ-02 degrees north
 * @param cancelled this occurrence alone, or with its activity
 * @param walkIn whether a scan by somebody not enrolled enrols and checks in
 * @param showsHeadcount whether everybody may see the live count
 * @param showsArrivals whether the wall screen may show masked names of the last arrivals
 * @param doorsOpen how long before the start (of the shift, for volunteers) check-in opens
 * @param fenceMetres how near to the home a check-in has to come from, where the organiser asks for it
 * @param volunteerStartsAt start of the volunteers' shift
 * @param volunteerEndsAt end of the volunteers' shift
 * @param enrolmentClosesAt when enrolment closes; null means at the end
 */
public record Occurrence(
        UUID id,
        UUID activityId,
        long codeNumber,
        int codeRevision,
        String activityTitle,
        Programme programme,
        UUID youthHomeId,
        String youthHomeName,
        UUID communityId,
        double longitude,
        double latitude,
        ActivityStatus status,
        boolean cancelled,
        boolean walkIn,
        boolean showsHeadcount,
        boolean showsArrivals,
        Duration doorsOpen,
        @Nullable Integer fenceMetres,
        Instant startsAt,
        Instant endsAt,
        Instant volunteerStartsAt,
        Instant volunteerEndsAt,
        @Nullable Instant enrolmentClosesAt) {

    /** No activity, and no shift, goes on for longer at a stretch: what is to come can be looked for near the time asked for. */
    public static final Duration LONGEST = Duration.ofHours(24);

    /** When the first may come in: the doors open before whichever begins earlier, the activity or the shift. */
    public Instant opensAt() {
        Instant first = startsAt.isBefore(volunteerStartsAt) ? startsAt : volunteerStartsAt;
        return first.minus(doorsOpen);
    }

    /** When the last is gone: the later end of activity and shift. */
    public Instant overAt() {
        return endsAt.isAfter(volunteerEndsAt) ? endsAt : volunteerEndsAt;
    }
}
