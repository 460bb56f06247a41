package org.youthhome.platform;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * What every request passes before security, in this order: it gets a trace id, may be answered from what is shared, and is
 * held to the limits of size, time and number. One filter to the framework, because the framework's own way from filter to
 * filter costs every request more than most of these do.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Entrance implements WebFilter {

    private final TraceFilter trace;
    private final SharedAnswers shared;
    private final RequestLimits limits;
    private final AddressLimits addresses;

    Entrance(TraceFilter trace, SharedAnswers shared, RequestLimits limits, AddressLimits addresses) {
        this.trace = trace;
        this.shared = shared;
        this.limits = limits;
        this.addresses = addresses;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return trace.filter(
                exchange,
                traced -> shared.filter(
                        traced, asked -> limits.filter(asked, bounded -> addresses.filter(bounded, chain))));
    }
}
