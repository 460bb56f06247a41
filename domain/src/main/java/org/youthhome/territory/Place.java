package org.youthhome.territory;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place of the territory tree.
 *
 * @param parentId the place above; the city has none
 * @param character what sort of local unit or community it is; the city has none
 * @param pilot a community chosen as a city pilot (试点)
 */
public record Place(
        UUID id,
        @Nullable UUID parentId,
        Kind kind,
        @Nullable Character character,
        String name,
        boolean pilot) {

    /** The tree's three levels: 市, 镇/街道/园区/办事处, 社区. */
    public enum Kind {
        CITY,
        LOCAL_UNIT,
        COMMUNITY
    }

    /** 镇, 街道, 园区, 办事处 for a local unit; 传统居民, 现代智能, 拆迁安置, 涉农 for a community. */
    public enum Character {
        TOWN,
        SUBDISTRICT,
        PARK,
        OFFICE,
        TRADITIONAL,
        MODERN,
        RESETTLEMENT,
        RURAL
    }
}
