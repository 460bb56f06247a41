package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;

/** The firewall is quicker than Spring's own, and no more lenient. */
class FirewallTest {

    private final ServerWebExchangeFirewall firewall = new SecurityConfiguration().firewall();

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u007fb", "a\u0085b", "a\u0378b", "\n"})
    void a_header_with_a_control_or_unassigned_character_is_refused(String value) {
        assertThatThrownBy(() -> header(firewall, value)).isInstanceOf(ServerExchangeRejectedException.class);
        assertThatThrownBy(() -> header(new StrictServerWebExchangeFirewall(), value))
                .isInstanceOf(ServerExchangeRejectedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ~", "a\tb", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x-_", "青年之家", "é"})
    void any_other_header_is_read_as_it_is(String value) {
        assertThat(header(firewall, value)).isEqualTo(value);
        assertThat(header(new StrictServerWebExchangeFirewall(), value)).isEqualTo(value);
    }

    private static String header(ServerWebExchangeFirewall firewall, String value) {
        HttpHeaders headers = new HttpHeaders();
        headers.add("X-Any", value);
        return String.valueOf(firewall.getFirewalledExchange(MockServerWebExchange.from(
                        MockServerHttpRequest.get("/").headers(headers)))
                .map(exchange -> exchange.getRequest().getHeaders().getFirst("X-Any"))
                .block());
    }
}
