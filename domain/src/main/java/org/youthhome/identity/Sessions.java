package org.youthhome.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.AccessTokens.AccessToken;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Seal;
import org.youthhome.kernel.Tokens;
import reactor.core.publisher.Mono;

/**
 * Logins on devices. Each begins a family of refresh tokens, of which one is good at a time; only hashes are kept, in
 * MySQL, so that login works with Redis away.
 *
 * <p>The successor of a refresh token is computed from it with a key of the server: a client whose answer got lost asks
 * again within the repeat window and gets the very same one, though it is stored nowhere. Later reuse means that somebody
 * has a copy, and ends the whole family.
 */
@Component
public class Sessions {

    private static final String SUCCESSOR = "refresh-successor";

    private final WeChatLogin weChat;
    private final People people;
    private final Consents consents;
    private final Roles roles;
    private final RefreshTokenStore tokens;
    private final AccessTokens accessTokens;
    private final AuditTrail audit;
    private final Seal seal;
    private final Ids ids;
    private final Clock clock;
    private final TransactionalOperator transaction;
    private final SessionSettings settings;

    Sessions(
            WeChatLogin weChat,
            People people,
            Consents consents,
            Roles roles,
            RefreshTokenStore tokens,
            AccessTokens accessTokens,
            AuditTrail audit,
            Seal seal,
            Ids ids,
            Clock clock,
            TransactionalOperator transaction,
            SessionSettings settings) {
        this.weChat = weChat;
        this.people = people;
        this.consents = consents;
        this.roles = roles;
        this.tokens = tokens;
        this.accessTokens = accessTokens;
        this.audit = audit;
        this.seal = seal;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
        this.settings = settings;
    }

    /** What a client gets to go on with. */
    public record Session(
            AccessToken accessToken,
            String refreshToken,
            Person person,
            List<Roles.Held> roles,
            boolean consentNeeded) {

        @Override
        public String toString() {
            return "Session[" + person + "]";
        }
    }

    /**
     * Logs in with a code of WeChat's. The first login records the consent to the current privacy text: a client shows it
     * and does not log a stranger in before they agreed.
     *
     * @param privacyVersion the version that the client says was agreed to; refused when it is not the current one
     */
    public Mono<Session> begin(String code, @Nullable String privacyVersion) {
        return (privacyVersion == null ? Mono.<Void>empty() : consents.checkCurrent(privacyVersion))
                .then(Mono.defer(() -> weChat.identify(code)))
                .flatMap(identity -> people.recognise(identity.openId()))
                .flatMap(person -> agreed(person, privacyVersion).thenReturn(person))
                .flatMap(this::open);
    }

    /** Exchanges a refresh token for its successor and a new access token. */
    public Mono<Session> refresh(String refreshToken) {
        return exchange(refreshToken)
                .as(transaction::transactional)
                .flatMap(exchange -> exchange.refusal() != null
                        ? Mono.error(exchange.refusal())
                        : people.get(exchange.personId())
                                .flatMap(person -> session(person, exchange.familyId(), exchange.successor())));
    }

    /** Ends the login: its refresh tokens are good no more; the access token lives out its minutes. */
    public Mono<Void> end(CurrentSession session) {
        return tokens.revoke(session.sessionId(), "signed_out", clock.instant())
                .then(Mono.defer(
                        () -> audit.record(session.personId(), "session.end", session.personId(), null, Map.of())))
                .as(transaction::transactional);
    }

    private Mono<Void> agreed(Person person, @Nullable String privacyVersion) {
        return privacyVersion == null ? Mono.empty() : consents.give(person.id(), Consents.PRIVACY, privacyVersion);
    }

    private Mono<Session> open(Person person) {
        UUID family = ids.next();
        String token = Tokens.random();
        Instant now = clock.instant();
        return tokens.dropExpired(person.id(), now)
                // Tidying up is no reason to turn anybody away.
                .onErrorComplete(TransientDataAccessException.class)
                .then(Mono.defer(() ->
                        tokens.add(Tokens.hash(token), family, person.id(), now, now.plus(settings.refreshLifetime()))))
                .then(Mono.defer(() -> session(person, family, token)));
    }

    private Mono<Session> session(Person person, UUID family, String refreshToken) {
        return Mono.zip(roles.of(person.id()), consents.of(person.id()))
                .map(known -> new Session(
                        accessTokens.issue(person.id(), family),
                        refreshToken,
                        person,
                        known.getT1(),
                        consents.needed(known.getT2())));
    }

    /** A refusal is a result here and no error, because what it revokes has to be committed. */
    private record Exchange(
            UUID personId,
            UUID familyId,
            String successor,
            @Nullable Refusal refusal) {}

    private Mono<Exchange> exchange(String refreshToken) {
        byte[] hash = Tokens.hash(refreshToken);
        return tokens.lock(hash)
                .flatMap(issued -> tokens.isRevoked(issued.familyId())
                        .flatMap(revoked -> revoked
                                ? refused(issued, "refresh_token_revoked")
                                : exchange(refreshToken, hash, issued)))
                .switchIfEmpty(Mono.error(() -> Refusal.of(Refusal.Kind.UNAUTHENTICATED, "refresh_token_unknown")));
    }

    private Mono<Exchange> exchange(String refreshToken, byte[] hash, RefreshTokenStore.Issued issued) {
        Instant now = clock.instant();
        String successor =
                Base64.getUrlEncoder().withoutPadding().encodeToString(seal.fingerprint(SUCCESSOR, refreshToken));
        Exchange done = new Exchange(issued.personId(), issued.familyId(), successor, null);
        if (!now.isBefore(issued.expiresAt())) {
            return refused(issued, "refresh_token_expired");
        }
        if (issued.usedAt() == null) {
            return tokens.markUsed(hash, now)
                    .then(Mono.defer(() -> tokens.add(
                            Tokens.hash(successor),
                            issued.familyId(),
                            issued.personId(),
                            now,
                            now.plus(settings.refreshLifetime()))))
                    .thenReturn(done);
        }
        if (!now.isAfter(issued.usedAt().plus(settings.repeatWindow()))) {
            return Mono.just(done);
        }
        return tokens.revoke(issued.familyId(), "reused", now)
                .then(Mono.defer(() -> audit.record(
                        null, "session.revoke", issued.personId(), null, Map.of("reason", "refresh_token_reused"))))
                .then(refused(issued, "refresh_token_reused"));
    }

    private static Mono<Exchange> refused(RefreshTokenStore.Issued issued, String code) {
        return Mono.just(
                new Exchange(issued.personId(), issued.familyId(), "", Refusal.of(Refusal.Kind.UNAUTHENTICATED, code)));
    }
}
