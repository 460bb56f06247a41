package org.youthhome.activity;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;

/**
 * Which activities are asked for; what is null or empty does not matter.
 *
 * @param placeId only those of this place and all below it: a community, a local unit, or the city
 * @param from only those with an occurrence that ends after it; given {@code to} alone, it is now
 * @param to only those with an occurrence that starts before it
 * @param parts only those with an occurrence in one of these parts of the week, in the time asked for
 * @param audience only those that are made for these people
 * @param publishedSince only those that others first saw after this
 * @param q pieces of title, summary, brand, home, its address or programme, or how title, brand, home or programme sound;
 *     at least one of two characters; up to 50
 * @param near answers how far each home is
 * @param radius metres around {@code near}, 1 to 100,000
 * @param nearestFirst in the order of their distance from {@code near} instead of time
 * @param open only those in which somebody could enrol now
 * @param mineOf only those of the communities where this person publishes, drafts too
 * @param limit 1 to 100
 * @param after what the page before gave as {@code next}
 */
public record ActivityQuery(
        @Nullable UUID placeId,
        @Nullable UUID youthHomeId,
        @Nullable Programme programme,
        @Nullable Instant from,
        @Nullable Instant to,
        Set<PartOfWeek> parts,
        @Nullable Audience audience,
        @Nullable Instant publishedSince,
        @Nullable String q,
        @Nullable GeoPoint near,
        @Nullable Integer radius,
        boolean nearestFirst,
        boolean open,
        @Nullable UUID mineOf,
        int limit,
        @Nullable String after) {

    public ActivityQuery {
        parts = Set.copyOf(parts);
    }

    /** Whether a time is asked for. */
    public boolean window() {
        return from != null || to != null;
    }
}
