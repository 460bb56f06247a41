package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class RequestLimitsTest {

    private final RequestLimits limits = limits(2);

    @Test
    void one_request_too_many_is_refused_and_there_is_room_again_when_another_ends() {
        Sinks.Empty<Void> first = Sinks.empty();
        Sinks.Empty<Void> second = Sinks.empty();
        StepVerifier one =
                asked("/api/v1/activities", first.asMono()).expectComplete().verifyLater();
        StepVerifier other =
                asked("/api/v1/activities", second.asMono()).thenCancel().verifyLater();
        other.verify();
        StepVerifier third =
                asked("/api/v1/activities", second.asMono()).expectComplete().verifyLater();

        asked("/api/v1/activities", Mono.empty()).verifyErrorSatisfies(RequestLimitsTest::isTooBusy);
        asked("/api/v1/activities", Mono.empty()).verifyErrorSatisfies(RequestLimitsTest::isTooBusy);
        asked("/actuator/health", Mono.empty()).verifyComplete();

        assertThat(first.tryEmitEmpty().isSuccess()).isTrue();
        one.verify(Duration.ofSeconds(5));
        asked("/api/v1/activities", Mono.empty()).verifyComplete();
        asked("/api/v1/activities", Mono.error(new IllegalStateException("any")))
                .verifyError(IllegalStateException.class);
        asked("/api/v1/activities", Mono.empty()).verifyComplete();
        assertThat(second.tryEmitEmpty().isSuccess()).isTrue();
        third.verify(Duration.ofSeconds(5));
    }

    @Test
    void without_a_number_the_heap_says_how_many() {
        assertThat(settings(0).mostUnderWay())
                .isEqualTo((int) (Runtime.getRuntime().maxMemory() / 65_536));
    }

    private StepVerifier.FirstStep<Void> asked(String path, Mono<Void> answer) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(path));
        return StepVerifier.create(limits.filter(exchange, let -> answer));
    }

    private static void isTooBusy(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.code())
                .isEqualTo("too_busy"));
    }

    private static RequestLimits limits(int underWay) {
        return new RequestLimits(settings(underWay));
    }

    private static RequestSettings settings(int underWay) {
        return new RequestSettings(
                DataSize.ofKilobytes(64),
                DataSize.ofMegabytes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                underWay);
    }
}
