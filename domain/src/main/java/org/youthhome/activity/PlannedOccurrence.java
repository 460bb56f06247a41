package org.youthhome.activity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An occurrence as its activity sees it, with the places of both sides.
 *
 * @param volunteerStartsAt start of the shift, the occurrence's own unless it has another
 * @param volunteerEndsAt end of the shift, the occurrence's own unless it has another
 */
public record PlannedOccurrence(
        UUID id,
        long codeNumber,
        Instant startsAt,
        Instant endsAt,
        Instant volunteerStartsAt,
        Instant volunteerEndsAt,
        boolean cancelled,
        Seats participants,
        Seats volunteers) {

    /**
     * The places of one side.
     *
     * @param taken people, companions counted
     */
    public record Seats(int capacity, int taken) {
        public int left() {
            return Math.max(0, capacity - taken);
        }

        Seats of(int newCapacity) {
            return new Seats(newCapacity, taken);
        }
    }

    /** The shift's own start, where it has one. */
    public @Nullable Instant ownShiftStart() {
        return volunteerStartsAt.equals(startsAt) ? null : volunteerStartsAt;
    }

    /** The shift's own end, where it has one. */
    public @Nullable Instant ownShiftEnd() {
        return volunteerEndsAt.equals(endsAt) ? null : volunteerEndsAt;
    }

    /** Whether it is still to come or running. */
    public boolean upcoming(Instant now) {
        return !cancelled && endsAt.isAfter(now);
    }

    /** Whether somebody has a place. */
    boolean isExpected() {
        return participants.taken() + volunteers.taken() > 0;
    }

    boolean seatsLeft() {
        return participants.left() + volunteers.left() > 0;
    }

    PlannedOccurrence as(ActivityPlan.OccurrencePlan plan) {
        return new PlannedOccurrence(
                id,
                codeNumber,
                plan.startsAt(),
                plan.endsAt(),
                plan.shiftStartsAt(),
                plan.shiftEndsAt(),
                cancelled,
                participants.of(plan.participantCapacity()),
                volunteers.of(plan.volunteerCapacity()));
    }

    PlannedOccurrence cancel() {
        return new PlannedOccurrence(
                id, codeNumber, startsAt, endsAt, volunteerStartsAt, volunteerEndsAt, true, participants, volunteers);
    }
}
