package org.youthhome.platform;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.youthhome.identity.ScreenPass;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

/**
 * Finds a request's token and says whom it proves: a person by {@code Authorization: Bearer …}, a wall screen by the same or
 * by the cookie {@code screen}, because a page's event stream cannot send headers. Never by the URL, which is logged.
 */
@Component
class Authenticator {

    static final String SCREEN_COOKIE = "screen";

    private static final String BEARER = "Bearer ";
    private static final String TOKENS = "/api/v1/tokens";
    private static final String REFRESH = "/api/v1/tokens/refresh";

    private static final Mono<Proof> NOTHING = Mono.just(Proof.NONE);

    private final SignedTokens tokens;
    private final ObjectProvider<ScreenPass> screens;

    Authenticator(SignedTokens tokens, ObjectProvider<ScreenPass> screens) {
        this.tokens = tokens;
        this.screens = screens;
    }

    /** Whom a request's token proves, {@link Proof#NONE} without one; {@code UNAUTHENTICATED} with one that is no good. */
    Mono<Proof> prove(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        if (gettingOne(request)) {
            return NOTHING;
        }
        String header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return header == null ? byCookie(request) : byToken(token(header));
    }

    private Mono<Proof> byToken(String token) {
        if (token.startsWith(ScreenPass.PREFIX)) {
            return screen(token).switchIfEmpty(Mono.error(() -> unproven("token_invalid")));
        }
        Proof known = tokens.known(token);
        return known != null
                ? Mono.just(known)
                : tokens.check(token)
                        .onErrorMap(JwtValidationException.class, late -> unproven("token_expired"))
                        .onErrorMap(JwtException.class, bad -> unproven("token_invalid"))
                        .onErrorMap(IllegalArgumentException.class, bad -> unproven("token_invalid"));
    }

    /** A client that is about to get a new token may still send the old one with every request. */
    private static boolean gettingOne(ServerHttpRequest request) {
        if (request.getMethod() != HttpMethod.POST) {
            return false;
        }
        String path = request.getURI().getRawPath();
        return TOKENS.equals(path) || REFRESH.equals(path);
    }

    /** Another scheme proves nothing here, and saying so is better than taking the request for a stranger's. */
    private static String token(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : "?";
    }

    /** A browser sends a cookie whether it is still good or not, so one that is not is as good as none. */
    private Mono<Proof> byCookie(ServerHttpRequest request) {
        HttpCookie cookie = request.getCookies().getFirst(SCREEN_COOKIE);
        return cookie != null && cookie.getValue().startsWith(ScreenPass.PREFIX)
                ? screen(cookie.getValue()).defaultIfEmpty(Proof.NONE)
                : NOTHING;
    }

    private Mono<Proof> screen(String token) {
        ScreenPass pass = screens.getIfAvailable();
        return pass == null ? Mono.empty() : pass.verify(token).map(Proof::of);
    }

    private static Refusal unproven(String code) {
        return Refusal.of(Refusal.Kind.UNAUTHENTICATED, code);
    }
}
