package org.youthhome.enrolment;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.kernel.Refusal;

/**
 * Decides the wishes of one batch in the order of their arrival, each in view of those before it. What it is given is
 * locked, and is changed by what it decides; it reads and writes nothing itself.
 */
final class EnrolmentDecisions {

    private final Set<UUID> people;
    private final LockedEnrolments enrolments;
    private final LockedPlaces places;
    private final Engagements engagements;
    private final Set<PersonAt> here;

    /**
     * What became of a wish.
     *
     * @param row the enrolment as it stands; null where there never was one
     * @param created whether this wish took the place
     * @param refusal why not, in which case nothing was changed
     */
    record Decision(
            @Nullable EnrolmentRow row,
            boolean created,
            @Nullable Refusal refusal) {}

    /**
     * @param people those who exist
     * @param places of every occurrence with a wish that is not met already
     * @param here those who have come
     */
    EnrolmentDecisions(
            Set<UUID> people,
            LockedEnrolments enrolments,
            LockedPlaces places,
            Engagements engagements,
            Set<PersonAt> here) {
        this.people = people;
        this.enrolments = enrolments;
        this.places = places;
        this.engagements = engagements;
        this.here = here;
    }

    Decision decide(Wish wish) {
        EnrolmentRow row = enrolments.of(wish.key());
        if (!people.contains(wish.personId())) {
            return new Decision(row, false, Refusal.notFound("person"));
        }
        if (wish.isMet(row)) {
            // The same id: an earlier try of this very batch was committed, and the connection lost before we knew.
            boolean created =
                    row != null && wish instanceof Wish.Enrol first && row.id().equals(first.id());
            return new Decision(row, created, null);
        }
        return wish instanceof Wish.Enrol enrol ? enrol(enrol, row) : cancel((Wish.Cancel) wish, row);
    }

    private Decision enrol(Wish.Enrol wish, @Nullable EnrolmentRow row) {
        boolean held = row != null && row.confirmed();
        Refusal no = closed(wish);
        no = no != null ? no : overlapping(wish);
        no = no != null || !held ? no : alreadyHere(wish);
        no = no != null ? no : full(wish, row);
        if (no != null) {
            return new Decision(row, false, no);
        }
        EnrolmentRow confirmed = row == null
                ? EnrolmentRow.first(
                        wish.id(), wish.key(), wish.as(), wish.companions(), EnrolmentRow.Origin.SELF, wish.at())
                : row.confirmed(
                        wish.as(), wish.companions(), held ? row.origin() : EnrolmentRow.Origin.SELF, wish.at());
        change(row, confirmed);
        engagements.add(wish.personId(), wish.engagement());
        return new Decision(confirmed, !held, null);
    }

    private Decision cancel(Wish.Cancel wish, @Nullable EnrolmentRow row) {
        Refusal no = alreadyHere(wish);
        if (no != null || row == null) {
            return new Decision(row, false, no);
        }
        EnrolmentRow cancelled = row.cancelled(wish.at());
        change(row, cancelled);
        engagements.remove(wish.personId(), wish.occurrence().id());
        return new Decision(cancelled, false, null);
    }

    private void change(@Nullable EnrolmentRow before, EnrolmentRow after) {
        UUID occurrenceId = after.key().occurrenceId();
        if (before != null) {
            places.take(occurrenceId, before.as(), -before.people());
        }
        places.take(occurrenceId, after.as(), after.people());
        enrolments.put(after);
    }

    /** Enrolment ends with the activity, at the time the organiser set, and with the end (of the shift, for volunteers). */
    private static @Nullable Refusal closed(Wish.Enrol wish) {
        Occurrence occurrence = wish.occurrence();
        if (occurrence.cancelled() || occurrence.status() == ActivityStatus.CANCELLED) {
            return Refusal.conflict("cancelled", Map.of("activityTitle", occurrence.activityTitle()));
        }
        Instant ends = wish.engagement().endsAt();
        Instant closes = occurrence.enrolmentClosesAt();
        Instant until = closes != null && closes.isBefore(ends) ? closes : ends;
        if (occurrence.status() == ActivityStatus.CLOSED || !wish.at().isBefore(until)) {
            return Refusal.conflict("enrolment_closed", Map.of("closedAt", until));
        }
        return null;
    }

    /** Nobody is in two places at once. */
    private @Nullable Refusal overlapping(Wish.Enrol wish) {
        return engagements
                .overlapping(wish.personId(), wish.engagement())
                .map(other -> Refusal.conflict("overlapping", Map.of("otherActivityTitle", other.activityTitle())))
                .orElse(null);
    }

    /** Who has come neither gives the place up nor changes it. */
    private @Nullable Refusal alreadyHere(Wish wish) {
        return here.contains(wish.key()) ? Refusal.conflict("already_here") : null;
    }

    /** Nobody takes more places than are left; what the person holds on this side counts as left. */
    private @Nullable Refusal full(Wish.Enrol wish, @Nullable EnrolmentRow row) {
        int held = row != null && row.as() == wish.as() ? row.people() : 0;
        int more = 1 + wish.companions() - held;
        return more <= 0 || places.free(wish.occurrence().id(), wish.as(), more)
                ? null
                : Refusal.conflict("full", Map.of("as", wish.as().column()));
    }
}
