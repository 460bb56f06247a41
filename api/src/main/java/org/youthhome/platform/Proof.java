package org.youthhome.platform;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import org.youthhome.identity.Caller;
import org.youthhome.identity.CurrentSession;
import org.youthhome.identity.ScreenPass.ScreenHolder;

/**
 * What a request's token proved: a person's login, a wall screen, or nothing. It grants nothing; rights are looked up for each
 * request.
 */
final class Proof {

    /** Of a request without a token. */
    static final Proof NONE = new Proof(null, null);

    private static final String KEY = Proof.class.getName();

    private final @Nullable CurrentSession session;
    private final @Nullable ScreenHolder screen;

    private Proof(@Nullable CurrentSession session, @Nullable ScreenHolder screen) {
        this.session = session;
        this.screen = screen;
    }

    static Proof of(CurrentSession session) {
        return new Proof(session, null);
    }

    static Proof of(ScreenHolder screen) {
        return new Proof(null, screen);
    }

    /** The proof of a request that passed security. */
    static Proof of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(KEY, NONE);
    }

    void attachTo(ServerWebExchange exchange) {
        exchange.getAttributes().put(KEY, this);
    }

    Optional<Caller> caller() {
        return session().map(CurrentSession::personId).map(Caller::new);
    }

    Optional<CurrentSession> session() {
        return Optional.ofNullable(session);
    }

    Optional<ScreenHolder> screen() {
        return Optional.ofNullable(screen);
    }
}
