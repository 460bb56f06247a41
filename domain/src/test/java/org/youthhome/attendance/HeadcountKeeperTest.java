package org.youthhome.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadcountKeeperTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "20, 1", "249, 1", "250, 2", "500, 4", "1249, 9", "1250, 10", "60000, 10"})
    void a_comparison_that_takes_long_leaves_the_database_eight_times_as_long_alone(long millis, int beats) {
        assertThat(HeadcountKeeper.rest(Duration.ofMillis(millis))).isEqualTo(beats);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "10, 30", "33, 99", "34, 100", "5000, 100"})
    void between_its_parts_the_database_is_left_alone_three_times_as_long(long millis, long pause) {
        assertThat(HeadcountKeeper.pause(Duration.ofMillis(millis))).hasMillis(pause);
    }
}
