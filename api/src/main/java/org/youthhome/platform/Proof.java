package org.youthhome.platform;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.youthhome.identity.Caller;
import org.youthhome.identity.CurrentSession;
import org.youthhome.identity.ScreenPass.ScreenHolder;
import reactor.core.publisher.Mono;

/** What a good token proved: a person's login, or a wall screen. It grants nothing; rights are looked up for each request. */
final class Proof extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable CurrentSession session;
    private final transient @Nullable ScreenHolder screen;

    private Proof(@Nullable CurrentSession session, @Nullable ScreenHolder screen) {
        super(List.of());
        this.session = session;
        this.screen = screen;
        setAuthenticated(true);
    }

    static Proof of(CurrentSession session) {
        return new Proof(session, null);
    }

    static Proof of(ScreenHolder screen) {
        return new Proof(null, screen);
    }

    /** The proof of the request under way; empty when it has none. */
    static Mono<Proof> current() {
        return ReactiveSecurityContextHolder.getContext()
                .flatMap(context -> Mono.justOrEmpty(context.getAuthentication()))
                .ofType(Proof.class);
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

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return Objects.requireNonNull(session == null ? screen : session);
    }

    @Override
    public String getName() {
        return session == null ? "screen" : session.personId().toString();
    }
}
