package org.youthhome.platform;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.youthhome.kernel.Trace;
import reactor.core.publisher.Mono;

/**
 * Gives every request a trace id: the one of its {@code traceparent} (W3C Trace Context), or a new one. It stands in the
 * header {@code Trace-Id} of the answer, in problems, and beside log lines.
 */
@Component
class TraceFilter {

    static final String HEADER = "Trace-Id";

    private static final Pattern TRACE_PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final int ID_STARTS = 3;
    private static final int ID_ENDS = 35;

    Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = id(exchange.getRequest().getHeaders().getFirst("traceparent"));
        exchange.getAttributes().put(Trace.KEY, id);
        exchange.getResponse().getHeaders().set(HEADER, id);
        return chain.filter(exchange).contextWrite(context -> context.put(Trace.KEY, id));
    }

    /** The trace id of a request that passed here. */
    static String of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(Trace.KEY, "");
    }

    private static String id(@Nullable String traceParent) {
        return traceParent != null && TRACE_PARENT.matcher(traceParent).matches()
                ? traceParent.substring(ID_STARTS, ID_ENDS)
                : newId();
    }

    /** No secret, so the quick source of randomness will do. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] digits = new char[32];
        for (int half = 0; half < 2; half++) {
            long bits = random.nextLong();
            for (int i = 0; i < 16; i++) {
                digits[half * 16 + i] = Character.forDigit((int) (bits >>> (i * 4)) & 15, 16);
            }
        }
        // All zeros would be no id.
        digits[0] = digits[0] == '0' ? '1' : digits[0];
        return new String(digits);
    }
}
