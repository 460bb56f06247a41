package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class AddressesTest {

    private static final LimitSettings THREE_A_MINUTE = new LimitSettings(
            new LimitSettings.Tokens(3, Duration.ofMinutes(1)),
            new LimitSettings.CheckInTickets(3, Duration.ofMinutes(1)),
            new LimitSettings.Complaints(3, Duration.ofMinutes(1)),
            new LimitSettings.Screens(3, Duration.ofMinutes(1)),
            new LimitSettings.Streams(3, 3));

    private long nanos;

    @ParameterizedTest
    @CsvSource({
        // Nobody may say for themselves where they come from.
        "203.0.113.9,'1.2.3.4',203.0.113.9",
        "10.0.0.1,'1.2.3.4',1.2.3.4",
        // Only what a trusted proxy wrote counts, which is the right end.
        "10.0.0.1,'6.6.6.6, 1.2.3.4',1.2.3.4",
        "10.0.0.1,'1.2.3.4, 10.9.9.9',1.2.3.4",
        "10.0.0.1,'1.2.3.4:5678',1.2.3.4",
        "10.0.0.1,'nonsense',10.0.0.1",
        "10.0.0.1,'',10.0.0.1",
        "10.0.0.1,'2001:db8:1:2:3:4:5:6',2001:db8:1:2:0:0:0:0/64",
        "'::1','1.2.3.4',1.2.3.4"
    })
    void an_address_is_as_good_as_whoever_tells_it(String peer, String forwarded, String found) {
        ClientAddresses addresses = new ClientAddresses(new ProxySettings(List.of("10.0.0.0/8", "::1")));

        assertThat(addresses.of(request(peer, forwarded)).value()).isEqualTo(found);
    }

    @Test
    void by_default_no_proxy_is_believed() {
        ClientAddresses addresses = new ClientAddresses(new ProxySettings(List.of()));

        assertThat(addresses.of(request("127.0.0.1", "1.2.3.4")).value()).isEqualTo("127.0.0.1");
    }

    @Test
    void one_address_may_so_often_and_then_has_to_wait() {
        Ticker ticker = () -> nanos;
        AddressLimits limits =
                new AddressLimits(THREE_A_MINUTE, new ClientAddresses(new ProxySettings(List.of())), ticker);
        for (int i = 0; i < 3; i++) {
            passes(limits, "203.0.113.9");
        }
        StepVerifier.create(limits.filter(exchange("203.0.113.9"), passed -> Mono.empty()))
                .expectErrorSatisfies(no -> {
                    assertThat(((Refusal) no).kind()).isEqualTo(Refusal.Kind.LIMITED);
                    assertThat(ProblemReader.read(no).headers().getFirst("Retry-After"))
                            .isEqualTo("60");
                })
                .verify();
        passes(limits, "203.0.113.10");

        nanos += Duration.ofMinutes(1).toNanos();
        passes(limits, "203.0.113.9");
    }

    private static void passes(AddressLimits limits, String peer) {
        StepVerifier.create(limits.filter(exchange(peer), passed -> Mono.empty()))
                .verifyComplete();
    }

    private static MockServerWebExchange exchange(String peer) {
        return MockServerWebExchange.from(
                MockServerHttpRequest.post("/api/v1/complaints").remoteAddress(new InetSocketAddress(peer, 1)));
    }

    private static MockServerHttpRequest request(String peer, String forwarded) {
        return MockServerHttpRequest.post("/api/v1/tokens")
                .remoteAddress(new InetSocketAddress(peer, 1))
                .header("X-Forwarded-For", forwarded)
                .build();
    }
}
