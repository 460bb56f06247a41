package org.youthhome.activity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;

/**
 * Which activities are asked for; what is null does not matter.
 *
 * @param from only those with an occurrence that ends after it; given {@code to} alone, it is now
 * @param to only those with an occurrence that starts before it
 * @param q pieces of title, summary, brand, home or programme, together two characters and more, up to 50
 * @param near answers how far each home is
 * @param radius metres around {@code near}, 1 to 100,000
 * @param open only those in which somebody could enrol now
 * @param mineOf only those of the communities where this person publishes, drafts too
 * @param limit 1 to 100
 * @param after what the page before gave as {@code next}
 */
public record ActivityQuery(
        @Nullable UUID communityId,
        @Nullable UUID youthHomeId,
        @Nullable Programme programme,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String q,
        @Nullable GeoPoint near,
        @Nullable Integer radius,
        boolean open,
        @Nullable UUID mineOf,
        int limit,
        @Nullable String after) {}
