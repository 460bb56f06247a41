package org.youthhome.platform;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.youthhome.identity.ScreenPass;
import reactor.core.publisher.Mono;

/**
 * Finds a request's token and says whom it proves: a person by {@code Authorization: Bearer …}, a wall screen by the same or
 * by the cookie {@code screen}, because a page's event stream cannot send headers. Never by the URL, which is logged.
 */
@Component
class Authenticator implements ReactiveAuthenticationManager, ServerAuthenticationConverter {

    static final String SCREEN_COOKIE = "screen";

    private static final String BEARER = "Bearer ";
    private static final String TOKENS = "/api/v1/tokens";
    private static final String REFRESH = "/api/v1/tokens/refresh";

    private final SignedTokens tokens;
    private final ObjectProvider<ScreenPass> screens;

    Authenticator(SignedTokens tokens, ObjectProvider<ScreenPass> screens) {
        this.tokens = tokens;
        this.screens = screens;
    }

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        if (gettingOne(request)) {
            return Mono.empty();
        }
        String header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return header == null ? byCookie(request) : Mono.just(new BearerTokenAuthenticationToken(token(header)));
    }

    @Override
    public Mono<Authentication> authenticate(Authentication bearer) {
        if (!(bearer instanceof BearerTokenAuthenticationToken sent)) {
            return Mono.just(bearer);
        }
        String token = sent.getToken();
        if (token.startsWith(ScreenPass.PREFIX)) {
            return screen(token).switchIfEmpty(Mono.error(() -> new BadToken("token_invalid")));
        }
        return tokens.check(token)
                .<Authentication>map(proof -> proof)
                .onErrorMap(JwtValidationException.class, late -> new BadToken("token_expired"))
                .onErrorMap(JwtException.class, bad -> new BadToken("token_invalid"))
                .onErrorMap(IllegalArgumentException.class, bad -> new BadToken("token_invalid"));
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
    private Mono<Authentication> byCookie(ServerHttpRequest request) {
        HttpCookie cookie = request.getCookies().getFirst(SCREEN_COOKIE);
        return cookie != null && cookie.getValue().startsWith(ScreenPass.PREFIX)
                ? screen(cookie.getValue())
                : Mono.empty();
    }

    private Mono<Authentication> screen(String token) {
        ScreenPass pass = screens.getIfAvailable();
        return pass == null ? Mono.empty() : pass.verify(token).map(Proof::of);
    }

    /** A token that proves nothing. */
    static final class BadToken extends AuthenticationException {

        private static final long serialVersionUID = 1L;

        private final String code;

        BadToken(String code) {
            super(code);
            this.code = code;
        }

        String code() {
            return code;
        }

        /** It is an answer and not a fault. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
