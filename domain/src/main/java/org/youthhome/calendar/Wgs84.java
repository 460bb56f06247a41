package org.youthhome.calendar;

import org.youthhome.youthhome.GeoPoint;

/**
 * A point in WGS 84 degrees, which calendars want (RFC 5545, GEO), from the GCJ-02 that maps in China draw. The way from
 * WGS 84 to GCJ-02 is known as a formula (of which {@code geoChina/coordtransform} and others hold the same copy); the way
 * back is found by taking off what it adds, which is right to less than a metre after a few steps.
 */
public record Wgs84(double longitude, double latitude) {

    /** Semi-major axis of the ellipsoid of Krasovsky in metres, and its eccentricity squared. */
    private static final double AXIS = 6_378_245;

    private static final double ECCENTRICITY = 0.00669342162296594323;
    private static final int STEPS = 5;

    public static Wgs84 of(GeoPoint shown) {
        double longitude = shown.longitude();
        double latitude = shown.latitude();
        for (int step = 0; step < STEPS; step++) {
            Wgs84 drawn = gcj02(longitude, latitude);
            longitude += shown.longitude() - drawn.longitude;
            latitude += shown.latitude() - drawn.latitude;
        }
        return new Wgs84(longitude, latitude);
    }

    /** Where maps in China draw a point of WGS 84. */
    static Wgs84 gcj02(double longitude, double latitude) {
        double x = longitude - 105;
        double y = latitude - 35;
        double root = Math.sqrt(Math.abs(x));
        double waves = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2 / 3;
        double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves;
        north += (20 * Math.sin(y * Math.PI) + 40 * Math.sin(y / 3 * Math.PI)) * 2 / 3;
        north += (160 * Math.sin(y / 12 * Math.PI) + 320 * Math.sin(y * Math.PI / 30)) * 2 / 3;
        double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves;
        east += (20 * Math.sin(x * Math.PI) + 40 * Math.sin(x / 3 * Math.PI)) * 2 / 3;
        east += (150 * Math.sin(x / 12 * Math.PI) + 300 * Math.sin(x / 30 * Math.PI)) * 2 / 3;
        double angle = latitude / 180 * Math.PI;
        double sine = Math.sin(angle);
        double magic = 1 - ECCENTRICITY * sine * sine;
        double meridian = AXIS * (1 - ECCENTRICITY) / (magic * Math.sqrt(magic)) * Math.PI;
        double parallel = AXIS / Math.sqrt(magic) * Math.cos(angle) * Math.PI;
        return new Wgs84(longitude + east * 180 / parallel, latitude + north * 180 / meridian);
    }
}
