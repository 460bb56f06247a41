package org.youthhome.youthhome;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.youthhome.kernel.Refusal;

/**
 * A point on the map, GCJ-02 degrees.
 *
 * @param longitude degrees east, 73 to 136: inside the country
 * @param latitude degrees north, 3 to 54: inside the country
 */
public record GeoPoint(double longitude, double latitude) {

    public static final double WEST = 73;
    public static final double EAST = 136;
    public static final double SOUTH = 3;
    public static final double NORTH = 54;

    /** Mean radius of the earth in metres (IUGG). */
    private static final double EARTH = 6_371_008.8;

    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,3}(?:\\.\\d{1,12})?),(-?\\d{1,2}(?:\\.\\d{1,12})?)");

    public GeoPoint {
        if (!insideCountry(longitude, latitude)) {
            throw new IllegalArgumentException("outside the country");
        }
    }

    public static boolean insideCountry(double longitude, double latitude) {
        return longitude >= WEST && longitude <= EAST && latitude >= SOUTH && latitude <= NORTH;
    }

    /** Reads {@code longitude,latitude}; refuses the field {@code near} otherwise. */
    public static GeoPoint parse(String near) {
        Matcher matcher = TEXT.matcher(near.strip());
        if (!matcher.matches()) {
            throw Refusal.invalid("near", "bad_coordinates");
        }
        double longitude = Double.parseDouble(matcher.group(1));
        double latitude = Double.parseDouble(matcher.group(2));
        if (!insideCountry(longitude, latitude)) {
            throw Refusal.invalid("near", "outside_country");
        }
        return new GeoPoint(longitude, latitude);
    }

    /** Metres as the crow flies. */
    public double metresTo(GeoPoint other) {
        double north = Math.toRadians(other.latitude - latitude);
        double east = Math.toRadians(other.longitude - longitude);
        double chord = square(Math.sin(north / 2))
                + Math.cos(Math.toRadians(latitude))
                        * Math.cos(Math.toRadians(other.latitude))
                        * square(Math.sin(east / 2));
        return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(chord)));
    }

    /**
     * The same in SQL, in whole metres, for the home {@code h} and the parameters {@code :longitude} and
     * {@code :latitude}. Written out, since the distance functions of MySQL and MariaDB differ.
     */
    public static final String METRES_SQL = """
            CAST(ROUND(2 * 6371008.8 * ASIN(LEAST(1, SQRT(
                POW(SIN(RADIANS(h.latitude - :latitude) / 2), 2)
                + COS(RADIANS(:latitude)) * COS(RADIANS(h.latitude))
                  * POW(SIN(RADIANS(h.longitude - :longitude) / 2), 2))))) AS SIGNED)""";

    private static double square(double value) {
        return value * value;
    }
}
