package org.youthhome.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.youthhome.youthhome.GeoPoint;

class Wgs84Test {

    /** A millionth of a degree is a tenth of a metre. */
    @ParameterizedTest
    @CsvSource({"116.404, 39.915", "120.27, 32.02", "87.6, 43.8", "113.3, 23.1"})
    void the_way_there_and_back_ends_where_it_began(double longitude, double latitude) {
        Wgs84 found = Wgs84.of(new GeoPoint(longitude, latitude));
        Wgs84 drawn = Wgs84.gcj02(found.longitude(), found.latitude());

        assertThat(drawn.longitude()).isCloseTo(longitude, within(1e-6));
        assertThat(drawn.latitude()).isCloseTo(latitude, within(1e-6));
        assertThat(Math.hypot(found.longitude() - longitude, found.latitude() - latitude))
                .isBetween(0.001, 0.012);
    }

    /** The example of wandergis/coordtransform. */
    @org.junit.jupiter.api.Test
    void the_known_example_comes_out() {
        Wgs84 drawn = Wgs84.gcj02(116.404, 39.915);

        assertThat(drawn.longitude()).isCloseTo(116.41024449916938, within(1e-9));
        assertThat(drawn.latitude()).isCloseTo(39.91640428150164, within(1e-9));
    }
}
