package org.youthhome.platform;

import org.springframework.security.web.server.header.ServerHttpHeadersWriter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * What every request but the supervisor's passes in Spring Security's chain, behind its firewall: its token is checked, the
 * operation's rule decides, and whoever may go on is answered from what is shared or held to the number of streams. Each
 * answer gets {@link SecurityHeaders}.
 *
 * <p>One filter, because Spring Security's own for tokens and for rules put what follows together twice for each request and
 * hand it on by way of the subscriber's context: nearly half of what security cost (docs/performance/PROFILE.md).
 */
@Component
class AccessFilter {

    private final ServerHttpHeadersWriter headers = new SecurityHeaders();
    private final Authenticator authenticator;
    private final AccessRules rules;
    private final SharedAnswers shared;
    private final StreamLimits streams;

    AccessFilter(Authenticator authenticator, AccessRules rules, SharedAnswers shared, StreamLimits streams) {
        this.authenticator = authenticator;
        this.rules = rules;
        this.shared = shared;
        this.streams = streams;
    }

    Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getResponse().beforeCommit(() -> headers.writeHttpHeaders(exchange));
        return authenticator
                .prove(exchange)
                .flatMap(proof -> {
                    proof.attachTo(exchange);
                    return rules.admit(proof, exchange);
                })
                .then(Mono.defer(() -> shared.behindSecurity(exchange, asked -> streams.filter(asked, chain))));
    }
}
