package org.youthhome.youthhome;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which homes are asked for.
 *
 * @param near sorts by distance and answers it
 * @param radius metres around {@code near}, 1 to 100,000; without it any distance will do
 * @param limit 1 to 100
 * @param after what the page before gave as {@code next}
 */
public record HomeQuery(
        @Nullable UUID communityId,
        @Nullable GeoPoint near,
        @Nullable Integer radius,
        int limit,
        @Nullable String after) {}
