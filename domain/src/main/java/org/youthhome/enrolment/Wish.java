package org.youthhome.enrolment;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.Occurrence;

/** What somebody asks of the enrolment desk, on its way into a batch. */
sealed interface Wish {

    Occurrence occurrence();

    UUID personId();

    /** When it was asked; rules about time are judged by it. */
    Instant at();

    /** Whether it asks for no more than what stands in the row already. */
    boolean isMet(@Nullable EnrolmentRow row);

    default PersonAt key() {
        return new PersonAt(occurrence().id(), personId());
    }

    /**
     * To have a place.
     *
     * @param id of the enrolment, if it becomes the first; the same when the batch is written again
     */
    record Enrol(UUID id, Occurrence occurrence, UUID personId, EnrolledAs as, int companions, Instant at)
            implements Wish {

        @Override
        public boolean isMet(@Nullable EnrolmentRow row) {
            return row != null && row.holds(as, companions);
        }

        Engagements.Engagement engagement() {
            boolean volunteer = as == EnrolledAs.VOLUNTEER;
            return new Engagements.Engagement(
                    occurrence.id(),
                    occurrence.activityTitle(),
                    volunteer ? occurrence.volunteerStartsAt() : occurrence.startsAt(),
                    volunteer ? occurrence.volunteerEndsAt() : occurrence.endsAt());
        }
    }

    /** To give the place up. */
    record Cancel(Occurrence occurrence, UUID personId, Instant at) implements Wish {

        @Override
        public boolean isMet(@Nullable EnrolmentRow row) {
            return row == null || !row.confirmed();
        }
    }
}
