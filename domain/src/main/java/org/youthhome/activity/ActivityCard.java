package org.youthhome.activity;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;

/**
 * An activity as a list shows it.
 *
 * @param audiences whom it is made for; empty: everybody
 * @param next the first occurrence in the time that was asked for, otherwise the one that runs or comes next, otherwise
 *     the last there was
 * @param occurrences how many there are
 * @param open whether somebody could enrol now, on some side of some occurrence
 * @param metres from where the query said, as the crow flies
 * @param photo the first that has passed
 */
public record ActivityCard(
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
        String communityName,
        PlannedOccurrence next,
        int occurrences,
        boolean open,
        @Nullable Integer metres,
        @Nullable Photo photo) {

    /**
     * A photo that has passed.
     *
     * @param alt what it shows, for who cannot see it
     * @param width pixels of the largest picture that is kept of it
     * @param height pixels of the largest picture that is kept of it
     */
    public record Photo(UUID id, String alt, int width, int height) {}
}
