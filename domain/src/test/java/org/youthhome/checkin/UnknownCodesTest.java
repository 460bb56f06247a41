package org.youthhome.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.youthhome.kernel.ClientAddress;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

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
            codes.one(HERE).block(Duration.ofMillis(1));
        }
    }

    @Test
    void a_few_are_told_at_once_and_the_next_waits() {
        StepVerifier.withVirtualTime(() -> {
                    UnknownCodes codes = codes();
                    spend(codes);
                    return codes.one(HERE);
                })
                .expectSubscription()
                .expectNoEvent(HOLD.minusMillis(1))
                .thenAwait(HOLD.plusMillis(1))
                .verifyComplete();
    }

    @Test
    void those_who_wait_are_not_told_all_at_once_so_that_they_do_not_come_back_as_one_wave() {
        StepVerifier.withVirtualTime(() -> {
                    UnknownCodes codes = codes();
                    spend(codes);
                    return Flux.range(0, 100)
                            .flatMap(
                                    each -> codes.one(HERE).then(Mono.fromSupplier(() -> VirtualTimeScheduler.get()
                                            .now(TimeUnit.MILLISECONDS))),
                                    100)
                            .distinct()
                            .count();
                })
                .thenAwait(HOLD.multipliedBy(2))
                .assertNext(moments -> assertThat(moments).isGreaterThan(50))
                .verifyComplete();
    }

    @Test
    void another_address_does_not_wait() {
        UnknownCodes codes = codes();
        spend(codes);
        StepVerifier.create(codes.one(THERE)).expectComplete().verify(Duration.ofMillis(500));
    }

    @Test
    void after_a_minute_it_is_free_again() {
        UnknownCodes codes = codes();
        spend(codes);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        StepVerifier.create(codes.one(HERE)).expectComplete().verify(Duration.ofMillis(500));
    }

    @Test
    void no_more_wait_than_there_is_room_for() {
        StepVerifier.withVirtualTime(() -> {
                    UnknownCodes codes = codes();
                    spend(codes);
                    for (int i = 0; i < 1_000; i++) {
                        assertThat(codes.one(HERE).subscribe().isDisposed()).isFalse();
                    }
                    return codes.one(HERE);
                })
                .verifyComplete();
    }
}
