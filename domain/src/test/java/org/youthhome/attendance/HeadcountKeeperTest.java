package org.youthhome.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadcountKeeperTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "20, 1", "99, 1", "100, 2", "200, 4", "499, 9", "500, 10", "60000, 10"})
    void a_comparison_that_takes_long_leaves_the_database_twenty_times_as_long_alone(long millis, int beats) {
        assertThat(HeadcountKeeper.rest(Duration.ofMillis(millis))).isEqualTo(beats);
    }
}
