package org.youthhome.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.stereotype.Component;
import org.youthhome.identity.AccessTokens;
import org.youthhome.identity.CurrentSession;
import org.youthhome.kernel.KeyRing;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Access tokens: JWTs (HS256) that say who it is and which login, and nothing of what they may.
 *
 * <p>A token that was checked is remembered until it expires, because checking costs more than everything else that
 * security does for a request.
 */
@Component
class SignedTokens implements AccessTokens {

    private static final String SESSION = "sid";
    private static final int REMEMBERED = 50_000;

    private final JwtEncoder encoder;
    private final ReactiveJwtDecoder decoder;
    private final KeyRing ring;
    private final Duration lifetime;
    private final Clock clock;
    private final Cache<String, Known> known;

    private record Known(Proof proof, Instant expiresAt) {}

    SignedTokens(TokenSettings settings, Clock clock) {
        this.ring = settings.ring();
        this.lifetime = settings.lifetime();
        this.clock = clock;
        List<JWK> keys = ring.all().stream().map(SignedTokens::jwk).toList();
        this.encoder = new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(keys)));
        this.decoder = decoder(keys, clock);
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(lifetime)
                .build();
    }

    @Override
    public AccessToken issue(UUID personId, UUID sessionId) {
        Instant now = clock.instant();
        Jwt jwt = encoder.encode(JwtEncoderParameters.from(
                JwsHeader.with(MacAlgorithm.HS256).keyId(ring.active().id()).build(),
                JwtClaimsSet.builder()
                        .subject(personId.toString())
                        .claim(SESSION, sessionId.toString())
                        .issuedAt(now)
                        .expiresAt(now.plus(lifetime))
                        .build()));
        return new AccessToken(jwt.getTokenValue(), lifetime.toSeconds());
    }

    /** Who a token proves it is that was checked before; null for any other. */
    @Nullable
    Proof known(String token) {
        Known before = known.getIfPresent(token);
        return before != null && clock.instant().isBefore(before.expiresAt()) ? before.proof() : null;
    }

    /** Who a token proves it is; an error of Spring Security's when it proves nothing. */
    Mono<Proof> check(String token) {
        return decoder.decode(token).map(jwt -> {
            Proof proof = Proof.of(new CurrentSession(
                    UUID.fromString(Objects.requireNonNull(jwt.getSubject())),
                    UUID.fromString(Objects.requireNonNull(jwt.getClaimAsString(SESSION)))));
            known.put(token, new Known(proof, Objects.requireNonNull(jwt.getExpiresAt())));
            return proof;
        });
    }

    private static ReactiveJwtDecoder decoder(List<JWK> keys, Clock clock) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(signed -> Flux.fromIterable(keys)
                        .filter(key -> key.getKeyID().equals(signed.getHeader().getKeyID())))
                .jwsAlgorithm(MacAlgorithm.HS256)
                .build();
        // Whoever issues is whoever checks: no allowance for two clocks.
        JwtTimestampValidator times = new JwtTimestampValidator(Duration.ZERO);
        times.setClock(clock);
        times.setAllowEmptyExpiryClaim(false);
        decoder.setJwtValidator(times);
        return decoder;
    }

    private static JWK jwk(KeyRing.Key key) {
        return new OctetSequenceKey.Builder(key.secret())
                .keyID(key.id())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.HS256)
                .build();
    }
}
