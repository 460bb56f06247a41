package org.youthhome.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.youthhome.kernel.ClientAddress;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

/** Limits what needs no login, by the address it comes from, in windows that begin with an address's first request. */
@Component
class AddressLimits {

    private final ClientAddresses addresses;
    private final Map<String, Counter> byPath;

    AddressLimits(LimitSettings settings, ClientAddresses addresses, Ticker ticker) {
        this.addresses = addresses;
        this.byPath = Map.of(
                "/api/v1/tokens", new Counter(settings.tokens(), ticker),
                "/api/v1/tokens/refresh", new Counter(settings.tokens(), ticker),
                "/api/v1/check-in-tickets", new Counter(settings.checkInTickets(), ticker),
                "/api/v1/complaints", new Counter(settings.complaints(), ticker),
                "/api/v1/screens", new Counter(settings.screens(), ticker));
    }

    Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getRequest().getMethod() == HttpMethod.POST) {
            Counter counter = byPath.get(exchange.getRequest().getURI().getRawPath());
            if (counter != null && !counter.admits(addresses.of(exchange.getRequest()))) {
                return Mono.error(Refusal.of(
                        Refusal.Kind.LIMITED,
                        "too_many_requests",
                        Map.of("retryAfterSeconds", counter.limit.per().toSeconds())));
            }
        }
        return chain.filter(exchange);
    }

    /** Whether what is posted to this path is limited. */
    boolean has(String path) {
        return byPath.containsKey(path);
    }

    private static final class Counter {

        private static final int ADDRESSES = 100_000;

        private final LimitSettings.Limit limit;
        private final Cache<ClientAddress, AtomicInteger> seen;

        Counter(LimitSettings.Limit limit, Ticker ticker) {
            this.limit = limit;
            this.seen = Caffeine.newBuilder()
                    .maximumSize(ADDRESSES)
                    .expireAfterWrite(limit.per())
                    .ticker(ticker)
                    .build();
        }

        boolean admits(ClientAddress address) {
            return seen.get(address, first -> new AtomicInteger()).incrementAndGet() <= limit.requests();
        }
    }
}
