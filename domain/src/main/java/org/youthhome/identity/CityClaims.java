package org.youthhome.identity;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Tokens;
import org.youthhome.territory.CityFoundation;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/**
 * How an empty system is opened: as long as nobody holds the city's role, every start prints a code that is good once, for
 * a day. Whoever runs the system hands it to the first person of the city office.
 *
 * <p>Of the code only the hash is kept, in MySQL, so that it is good at every instance and not only at the one that
 * printed it.
 */
@Component
public class CityClaims {

    private static final Logger LOG = LoggerFactory.getLogger(CityClaims.class);
    private static final Duration GOOD_FOR = Duration.ofHours(24);
    /** Crockford's digits: none that people read as another. */
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private static final int GROUPS = 4;
    private static final int GROUP = 5;

    private final SecureRandom random = new SecureRandom();
    private final RoleStore store;
    private final Rights rights;
    private final Territory territory;
    private final CityFoundation foundation;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;
    private final TransactionalOperator transaction;

    CityClaims(
            RoleStore store,
            Rights rights,
            Territory territory,
            CityFoundation foundation,
            AuditTrail audit,
            Ids ids,
            Clock clock,
            TransactionalOperator transaction) {
        this.store = store;
        this.rights = rights;
        this.territory = territory;
        this.foundation = foundation;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    @EventListener(ApplicationReadyEvent.class)
    Mono<Void> whenReady() {
        return offer().doOnNext(code -> LOG.warn(
                        "Nobody holds the city's role yet. The first person of the city office claims it within 24 hours,"
                                + " signed in, with POST /api/v1/city-claims and this code, which is good once: {}",
                        code))
                .then();
    }

    /** A new claim code, or nothing when somebody holds the city's role. */
    public Mono<String> offer() {
        return store.anybodyIs(Role.CITY_LEAGUE).filter(claimed -> !claimed).flatMap(open -> {
            String code = newCode();
            Instant now = clock.instant();
            return store.invite(
                            new RoleStore.Invitation(
                                    ids.next(),
                                    Role.CITY_LEAGUE,
                                    RoleStore.NO_PLACE_YET,
                                    null,
                                    now.plus(GOOD_FOR),
                                    null),
                            Tokens.hash(code),
                            now)
                    .thenReturn(code);
        });
    }

    /**
     * Makes the caller the first person of the city office.
     *
     * @param cityName name of the city to found when there is none yet
     */
    public Mono<Roles.Held> claim(UUID callerId, String code, @Nullable String cityName) {
        return store.lockClaims()
                .then(Mono.defer(() -> store.lockInvitation(Tokens.hash(normal(code)))))
                .filter(claim -> claim.placeId().equals(RoleStore.NO_PLACE_YET))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("city_claim")))
                .flatMap(claim -> store.anybodyIs(Role.CITY_LEAGUE).flatMap(claimed -> {
                    if (claimed) {
                        return Mono.error(Refusal.conflict("city_already_claimed"));
                    }
                    if (!clock.instant().isBefore(claim.expiresAt())) {
                        return Mono.error(Refusal.conflict("city_claim_expired"));
                    }
                    return city(cityName).flatMap(city -> granted(callerId, claim.id(), city));
                }))
                .as(transaction::transactional)
                .doOnNext(held -> {
                    territory.changed();
                    rights.changed(callerId);
                });
    }

    private Mono<Place> city(@Nullable String name) {
        return foundation
                .city()
                .switchIfEmpty(Mono.defer(() ->
                        name == null ? Mono.error(Refusal.invalid("cityName", "required")) : foundation.found(name)));
    }

    private Mono<Roles.Held> granted(UUID callerId, UUID claimId, Place city) {
        Instant now = clock.instant();
        UUID id = ids.next();
        return store.accepted(claimId, callerId, now)
                .then(Mono.defer(() ->
                        store.grant(new RoleStore.Assignment(id, callerId, Role.CITY_LEAGUE, city.id(), null, now))))
                .then(Mono.defer(() -> audit.record(
                        callerId, "role.grant", callerId, city.id(), Map.of("role", "city_league", "by", "claim"))))
                .thenReturn(new Roles.Held(id, Role.CITY_LEAGUE, city));
    }

    private String newCode() {
        return random.ints((long) GROUPS * GROUP, 0, DIGITS.length)
                .mapToObj(digit -> String.valueOf(DIGITS[digit]))
                .collect(Collectors.joining())
                .replaceAll("(.{" + GROUP + "})(?=.)", "$1-");
    }

    /** People type it: case and spaces around do not matter. */
    private static String normal(String code) {
        return code.strip().toUpperCase(Locale.ROOT);
    }
}
