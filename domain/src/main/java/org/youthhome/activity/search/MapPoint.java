package org.youthhome.activity.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a map shows at one place: a home, or several that would lie upon each other.
 *
 * @param longitude GCJ-02 degrees east; the middle, where it is several
 * @param latitude GCJ-02 degrees north
 * @param activities how many there are
 * @param youthHomes how many homes
 * @param youthHomeId the home, where it is one
 * @param name of the home, where it is one
 */
public record MapPoint(
        double longitude,
        double latitude,
        int activities,
        int youthHomes,
        @Nullable UUID youthHomeId,
        @Nullable String name) {

    /** From this zoom on (of 3 to 20, as map components count it) every home stands alone. */
    static final int EACH = 15;

    private static final int CELLS_A_TILE = 4;

    /** A home with its activities. */
    record Home(UUID id, String name, double longitude, double latitude, int activities) {}

    /** The homes, those in one cell of a grid taken together; a cell is a quarter of a tile of the map. */
    static List<MapPoint> of(Collection<Home> homes, int zoom) {
        if (zoom >= EACH) {
            return homes.stream().map(home -> of(List.of(home))).toList();
        }
        double cell = 360 / Math.pow(2, zoom) / CELLS_A_TILE;
        Map<List<Long>, List<Home>> cells = homes.stream()
                .collect(Collectors.groupingBy(home -> List.of(
                        (long) Math.floor(home.longitude() / cell), (long) Math.floor(home.latitude() / cell))));
        List<MapPoint> points = new ArrayList<>();
        cells.values().forEach(some -> points.add(of(some)));
        points.sort(Comparator.comparingInt(MapPoint::activities).reversed().thenComparingDouble(MapPoint::longitude));
        return points;
    }

    private static MapPoint of(List<Home> some) {
        Home one = some.get(0);
        boolean alone = some.size() == 1;
        return new MapPoint(
                some.stream().mapToDouble(Home::longitude).average().orElse(one.longitude()),
                some.stream().mapToDouble(Home::latitude).average().orElse(one.latitude()),
                some.stream().mapToInt(Home::activities).sum(),
                some.size(),
                alone ? one.id() : null,
                alone ? one.name() : null);
    }
}
