package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.HandlerMapping;
import org.youthhome.kernel.Refusal;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StreamLimitsTest {

    private final StreamLimits limits = new StreamLimits(
            new LimitSettings(
                    new LimitSettings.Tokens(1, Duration.ofMinutes(1)),
                    new LimitSettings.CheckInTickets(1, Duration.ofMinutes(1)),
                    new LimitSettings.Complaints(1, Duration.ofMinutes(1)),
                    new LimitSettings.Screens(1, Duration.ofMinutes(1)),
                    new LimitSettings.Streams(1, 2)),
            new ClientAddresses(new ProxySettings(List.of())));

    private Mono<Void> request(String address, MediaType produced) {
        MockServerWebExchange exchange = MockServerWebExchange.from(
                MockServerHttpRequest.get("/events").remoteAddress(new InetSocketAddress(address, 1)));
        exchange.getAttributes().put(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, Set.of(produced));
        return limits.filter(exchange, open -> Mono.never());
    }

    @Test
    void one_address_holds_only_so_many_streams_until_some_end() {
        List<Disposable> open = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            open.add(request("203.0.113.9", MediaType.TEXT_EVENT_STREAM).subscribe(done -> {}, fault -> {}));
        }
        StepVerifier.create(request("203.0.113.9", MediaType.TEXT_EVENT_STREAM))
                .expectErrorSatisfies(no -> {
                    assertThat(((Refusal) no).code()).isEqualTo("too_many_streams");
                    assertThat(ProblemReader.read(no).status().value()).isEqualTo(429);
                })
                .verify(Duration.ofSeconds(10));
        open.add(request("203.0.113.10", MediaType.TEXT_EVENT_STREAM).subscribe(done -> {}, fault -> {}));

        open.get(0).dispose();

        open.add(request("203.0.113.9", MediaType.TEXT_EVENT_STREAM)
                .subscribe(done -> {}, fault -> assertThat(fault).isNull()));
        open.forEach(Disposable::dispose);
        assertThat(limits.holders()).isZero();
    }

    @Test
    void what_is_no_stream_is_not_counted() {
        for (int i = 0; i < 5; i++) {
            var unused = request("203.0.113.9", MediaType.APPLICATION_JSON).subscribe(done -> {}, fault -> {});
        }
        assertThat(limits.holders()).isZero();
    }
}
