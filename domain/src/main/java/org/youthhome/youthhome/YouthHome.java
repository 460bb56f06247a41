package org.youthhome.youthhome;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Youth Home (青年之家), the venue of a community.
 *
 * @param name 1 to 60 characters, unique in its community
 * @param address up to 200 characters
 * @param openingHours up to 200 characters, as people write them
 * @param spaceM2 own space in square metres, where known
 */
public record YouthHome(
        UUID id,
        UUID communityId,
        String name,
        String address,
        GeoPoint location,
        String openingHours,
        @Nullable Integer spaceM2,
        HomeStage stage) {

    /** Whether activities may be published here. */
    public boolean mayPublish() {
        return stage == HomeStage.LISTED;
    }

    /** Whether everybody may see it: not while it is planned or built, nor once it is closed. */
    public boolean visible() {
        return stage == HomeStage.LISTED || stage == HomeStage.SUSPENDED;
    }
}
