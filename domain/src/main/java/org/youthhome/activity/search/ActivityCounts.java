package org.youthhome.activity.search;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.youthhome.activity.Audience;
import org.youthhome.activity.PartOfWeek;
import org.youthhome.programme.Programme;

/**
 * How many activities each choice would show: for each filter, as if it alone were still free and all others as they are.
 *
 * @param total with all filters as they are
 * @param open how many of them somebody could enrol in now
 * @param places local units and communities, the most first; none with nothing
 * @param youthHomes the most first, at most 100
 */
public record ActivityCounts(
        int total,
        int open,
        Map<Programme, Integer> programmes,
        Map<PartOfWeek, Integer> parts,
        Map<Audience, Integer> audiences,
        List<OfPlace> places,
        List<OfHome> youthHomes) {

    /** A place of the territory. */
    public record OfPlace(UUID id, String name, String kind, int activities) {}

    /** A home. */
    public record OfHome(UUID id, String name, int activities) {}
}
