package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.unit.DataSize;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class RequestLimitsTest {

    private final RequestLimits limits = new RequestLimits(settings(2));

    @Test
    void one_request_too_many_is_told_to_come_again_and_there_is_room_when_others_end() {
        Sinks.Empty<Void> slow = Sinks.empty();
        CompletableFuture<Void> first = asked("/any", slow.asMono()).toFuture();
        CompletableFuture<Void> second = asked("/any", Mono.never()).toFuture();

        for (int again = 0; again < 3; again++) {
            StepVerifier.create(asked("/any", Mono.empty())).verifyErrorSatisfies(failure -> assertThat(failure)
                    .isInstanceOfSatisfying(
                            Refusal.class, no -> assertThat(no.code()).isEqualTo("too_busy")));
        }
        StepVerifier.create(asked("/actuator/health", Mono.empty())).verifyComplete();

        assertThat(second.cancel(true)).isTrue();
        StepVerifier.create(asked("/any", Mono.empty())).verifyComplete();
        StepVerifier.create(asked("/any", Mono.error(new IllegalStateException("on purpose"))))
                .verifyError(IllegalStateException.class);
        StepVerifier.create(asked("/any", Mono.empty())).verifyComplete();
        assertThat(slow.tryEmitEmpty().isSuccess()).isTrue();
        assertThat(first).isCompleted();
    }

    @Test
    void an_answer_that_does_not_begin_in_time_is_given_up() {
        StepVerifier.withVirtualTime(() -> asked("/any", Mono.never()))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(9_999))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(
                        failure -> assertThat(failure).isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.code())
                                .isEqualTo("timed_out")));
    }

    @Test
    void an_answer_that_began_in_time_may_be_read_slowly_but_not_for_ever() {
        StepVerifier.withVirtualTime(
                        () -> begun(Mono.delay(Duration.ofSeconds(50)).then()))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(49))
                .thenAwait(Duration.ofSeconds(1))
                .verifyComplete();
        StepVerifier.withVirtualTime(() -> begun(Mono.never()))
                .thenAwait(Duration.ofSeconds(60))
                .verifyErrorSatisfies(
                        failure -> assertThat(failure).isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.code())
                                .isEqualTo("timed_out")));
    }

    /** An answer whose head was sent. */
    private Mono<Void> begun(Mono<Void> rest) {
        MockServerWebExchange sent = MockServerWebExchange.from(MockServerHttpRequest.get("/any"));
        return sent.getResponse()
                .setComplete()
                .then(limits.filter(sent.mutate().request(new Request("/any")).build(), let -> rest));
    }

    @Test
    void without_a_number_the_heap_says_how_many() {
        assertThat(settings(0).mostUnderWay())
                .isEqualTo((int) (Runtime.getRuntime().maxMemory() / 65_536));
    }

    private Mono<Void> asked(String path, Mono<Void> answer) {
        return limits.filter(
                MockServerWebExchange.from(MockServerHttpRequest.get(path))
                        .mutate()
                        .request(new Request(path))
                        .build(),
                let -> answer);
    }

    private static RequestSettings settings(int underWay) {
        return new RequestSettings(
                DataSize.ofKilobytes(64),
                DataSize.ofMegabytes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                underWay);
    }

    /** A request of no server's. */
    private static final class Request extends AbstractServerHttpRequest {

        Request(String path) {
            super(HttpMethod.GET, URI.create(path), null, new HttpHeaders());
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T getNativeRequest() {
            return (T) this;
        }

        @Override
        protected MultiValueMap<String, HttpCookie> initCookies() {
            return new LinkedMultiValueMap<>();
        }

        @Override
        protected SslInfo initSslInfo() {
            return null;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.empty();
        }
    }
}
