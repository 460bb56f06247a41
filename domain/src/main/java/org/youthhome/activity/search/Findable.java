package org.youthhome.activity.search;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityCard;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Audience;
import org.youthhome.activity.PlannedOccurrence;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;

/**
 * An activity as the index holds it: all that a list shows or asks about.
 *
 * @param enrolmentClosesAt null: with the end
 * @param publishedAt null: nobody but its organisers has seen it
 * @param photo the first that has passed
 * @param occurrences in the order of their times; at least one
 */
record Findable(
        UUID id,
        String title,
        String summary,
        Programme programme,
        @Nullable String brand,
        Set<Audience> audiences,
        ActivityStatus status,
        int version,
        boolean walkIn,
        UUID youthHomeId,
        String youthHomeName,
        String address,
        GeoPoint location,
        UUID communityId,
        @Nullable Instant enrolmentClosesAt,
        @Nullable Instant publishedAt,
        Instant lastEndsAt,
        ActivityCard.@Nullable Photo photo,
        List<PlannedOccurrence> occurrences) {

    static final Comparator<PlannedOccurrence> BY_TIME =
            Comparator.comparing(PlannedOccurrence::startsAt).thenComparing(PlannedOccurrence::id);

    Findable {
        occurrences = occurrences.stream().sorted(BY_TIME).toList();
    }

    /** Until when somebody could enrol, as far as there are places; the epoch where nobody can. */
    Instant openUntil() {
        if (status != ActivityStatus.PUBLISHED) {
            return Instant.EPOCH;
        }
        Instant free = occurrences.stream()
                .filter(occurrence -> !occurrence.cancelled()
                        && occurrence.participants().left()
                                        + occurrence.volunteers().left()
                                > 0)
                .map(PlannedOccurrence::endsAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        Instant closes = enrolmentClosesAt;
        return closes != null && closes.isBefore(free) ? closes : free;
    }

    /** As a list shows it, with this one of its occurrences. */
    ActivityCard card(int occurrence, String communityName, Instant now, @Nullable GeoPoint near) {
        return new ActivityCard(
                id,
                title,
                summary,
                programme,
                brand,
                audiences,
                status,
                version,
                walkIn,
                youthHomeId,
                youthHomeName,
                address,
                location,
                communityId,
                communityName,
                occurrences.get(occurrence),
                occurrences.size(),
                openUntil().isAfter(now),
                near == null ? null : Integer.valueOf((int) Math.round(near.metresTo(location))),
                photo);
    }
}
