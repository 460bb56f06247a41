package org.youthhome.platform;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

/**
 * Limits how many streams of events one address and one person or screen have open at once in this process. Counted behind
 * security, so that who may not listen counts for nobody.
 */
@Component
class StreamLimits {

    private static final int COME_BACK_SECONDS = 30;

    private final LimitSettings.Streams settings;
    private final ClientAddresses addresses;
    private final Map<Object, Integer> open = new ConcurrentHashMap<>();

    StreamLimits(LimitSettings settings, ClientAddresses addresses) {
        this.settings = settings.streams();
        this.addresses = addresses;
    }

    Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!isStream(exchange)) {
            return chain.filter(exchange);
        }
        Object address = addresses.of(exchange.getRequest());
        Mono<Void> stream = chain.filter(exchange);
        Proof proof = Proof.of(exchange);
        Mono<Void> counted = Stream.of(proof.session(), proof.screen())
                .flatMap(Optional::stream)
                .findFirst()
                .map(holder -> held(holder, settings.perPerson(), stream))
                .orElse(stream);
        return held(address, settings.perAddress(), counted);
    }

    /** How many streams are open, by address, person and screen. */
    int holders() {
        return open.size();
    }

    private static boolean isStream(ServerWebExchange exchange) {
        Set<MediaType> produced =
                exchange.getAttributeOrDefault(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, Set.of());
        return produced.contains(MediaType.TEXT_EVENT_STREAM);
    }

    private Mono<Void> held(Object holder, int most, Mono<Void> stream) {
        return Mono.defer(() -> {
            int now = open.merge(holder, 1, Integer::sum);
            Mono<Void> allowed = now <= most
                    ? stream
                    : Mono.error(() -> Refusal.of(
                            Refusal.Kind.LIMITED,
                            "too_many_streams",
                            Map.of("most", most, "retryAfterSeconds", COME_BACK_SECONDS)));
            return allowed.doFinally(end -> {
                Integer unused = open.computeIfPresent(holder, (same, many) -> many == 1 ? null : many - 1);
            });
        });
    }
}
