package org.youthhome.checkin;

/**
 * Where a phone says it is. Used once and dropped (PIPL: collect the least); only near or far is kept.
 *
 * @param longitude GCJ-02, degrees east
 * @param latitude GCJ-02, degrees north
 * @param accuracy radius in metres within which the phone believes to be
 */
public record Location(double longitude, double latitude, double accuracy) {

    private static final double EARTH_RADIUS = 6_371_000;
    private static final double MOST_ACCURACY_GRANTED = 200;

    /** Great-circle distance in metres. */
    public double metresTo(double otherLongitude, double otherLatitude) {
        double north = Math.toRadians(otherLatitude - latitude);
        double east = Math.toRadians(otherLongitude - longitude);
        double a = Math.pow(Math.sin(north / 2), 2)
                + Math.cos(Math.toRadians(latitude))
                        * Math.cos(Math.toRadians(otherLatitude))
                        * Math.pow(Math.sin(east / 2), 2);
        return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(a));
    }

    /** Whether the phone may be within so many metres, given how sure it is; a wild guess of it is not granted whole. */
    boolean mayBeWithin(int metres, double otherLongitude, double otherLatitude) {
        return metresTo(otherLongitude, otherLatitude) - Math.min(accuracy, MOST_ACCURACY_GRANTED) <= metres;
    }

    @Override
    public String toString() {
        return "Location[…]";
    }
}
