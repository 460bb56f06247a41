package org.youthhome.platform;

import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.server.header.CacheControlServerHttpHeadersWriter;
import org.springframework.security.web.server.header.ServerHttpHeadersWriter;
import org.springframework.security.web.server.header.StrictTransportSecurityServerHttpHeadersWriter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The headers that make browsers careful, on every answer that does not bring its own: what Spring Security writes by
 * default, and whose content may be loaded. All are written in one go, because one writer for each header, one after the
 * other, costs every request more than the headers themselves.
 */
final class SecurityHeaders implements ServerHttpHeadersWriter {

    /** Pages load what is theirs; pictures may come from elsewhere over https (avatars). */
    private static final String CONTENT_POLICY = "default-src 'self'; img-src 'self' data: https:;"
            + " style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "X-XSS-Protection", "0",
            "Content-Security-Policy", CONTENT_POLICY,
            "Referrer-Policy", "no-referrer");

    private final CacheControlServerHttpHeadersWriter uncached = new CacheControlServerHttpHeadersWriter();
    private final StrictTransportSecurityServerHttpHeadersWriter overTls =
            new StrictTransportSecurityServerHttpHeadersWriter();

    @Override
    public Mono<Void> writeHttpHeaders(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        ALWAYS.forEach((name, value) -> {
            if (!headers.containsHeader(name)) {
                headers.set(name, value);
            }
        });
        return uncached.writeHttpHeaders(exchange).then(overTls.writeHttpHeaders(exchange));
    }
}
