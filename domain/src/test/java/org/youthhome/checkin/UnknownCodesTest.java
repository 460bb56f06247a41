package org.youthhome.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.youthhome.kernel.ClientAddress;

class UnknownCodesTest {

    private static final ClientAddress HERE = new ClientAddress("192.0.2.1");
    private static final ClientAddress THERE = new ClientAddress("192.0.2.2");
    private static final Duration HOLD = Duration.ofSeconds(2);
    private static final int FREE = 3;

    private final AtomicLong nanos = new AtomicLong();

    private UnknownCodes codes() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        return new UnknownCodes(
                new CheckInSettings(
                        Map.of(1, key),
                        1,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        30,
                        FREE,
                        HOLD),
                nanos::get);
    }

    private static void spend(UnknownCodes codes) {
        for (int i = 0; i < FREE; i++) {
            assertThat(codes.oneMore(HERE)).isZero();
        }
    }

    @Test
    void a_few_are_told_at_once_and_the_next_is_held() {
        UnknownCodes codes = codes();
        spend(codes);
        for (int i = 0; i < 1_000; i++) {
            assertThat(codes.oneMore(HERE)).isBetween(HOLD, HOLD.multipliedBy(2));
        }
    }

    @Test
    void those_who_wait_are_not_told_all_at_once_so_that_they_do_not_come_back_as_one_wave() {
        UnknownCodes codes = codes();
        spend(codes);
        assertThat(Stream.generate(() -> codes.oneMore(HERE)).limit(100).distinct())
                .hasSizeGreaterThan(50);
    }

    @Test
    void another_address_does_not_wait() {
        UnknownCodes codes = codes();
        spend(codes);
        assertThat(codes.oneMore(THERE)).isZero();
    }

    @Test
    void after_a_minute_it_is_free_again() {
        UnknownCodes codes = codes();
        spend(codes);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(codes.oneMore(HERE)).isZero();
    }
}
