package org.youthhome.identity;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Seal;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/** The people that the product knows, each by one WeChat openid. */
@Component
public class People {

    private static final String OPEN_ID = "openid";

    private final PersonStore store;
    private final Consents consents;
    private final Territory territory;
    private final Seal seal;
    private final Ids ids;
    private final Clock clock;
    private final TransactionalOperator transaction;

    People(
            PersonStore store,
            Consents consents,
            Territory territory,
            Seal seal,
            Ids ids,
            Clock clock,
            TransactionalOperator transaction) {
        this.store = store;
        this.consents = consents;
        this.territory = territory;
        this.seal = seal;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    public Mono<Person> get(UUID id) {
        return store.byId(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("person")));
    }

    /** Unmasked names of these people, for whoever may see them. */
    public Mono<Map<UUID, String>> displayNames(Collection<UUID> ids) {
        return store.byIds(ids).collectMap(Person::id, Person::displayName);
    }

    /** A person's openid, for what has to be said to WeChat about them; never logged, never shown. */
    public Mono<String> openIdOf(UUID id) {
        return store.sealedOpenId(id).map(hidden -> seal.open(OPEN_ID, hidden));
    }

    /**
     * Changes what a person says of themselves.
     *
     * @param read the version that the person changes; null to change whatever is there
     */
    public Mono<Person> change(UUID id, Profile profile, @Nullable Integer read) {
        return knownCommunity(profile.communityId())
                .then(Mono.defer(() -> get(id)))
                .flatMap(person -> read != null && read != person.version()
                        ? Mono.error(stale())
                        : store.change(id, person.version(), profile, clock.instant()))
                .flatMap(changed -> changed ? get(id) : Mono.error(stale()));
    }

    /**
     * The person of this openid; a stranger becomes a person, with their consent to the privacy text. Of many first
     * logins at once one adds the person, held by the unique key, and the others find them.
     */
    Mono<Person> recognise(String openId) {
        byte[] hash = seal.fingerprint(OPEN_ID, openId);
        return store.byOpenIdHash(hash)
                .switchIfEmpty(Mono.defer(() -> welcome(openId, hash)))
                .onErrorResume(DuplicateKeyException.class, someoneWasFaster -> store.byOpenIdHash(hash));
    }

    private Mono<Person> welcome(String openId, byte[] hash) {
        Person person = new Person(ids.next(), neutralName(hash), null, List.of(), null, 0);
        return store.add(person, hash, seal.seal(OPEN_ID, openId), clock.instant())
                .then(Mono.defer(() -> consents.add(person.id(), Consents.PRIVACY, consents.currentPrivacyVersion())))
                .thenReturn(person)
                .as(transaction::transactional);
    }

    /** 青年 and four digits: a name to be called by that says nothing about the person. */
    private static String neutralName(byte[] hash) {
        return "青年%04d".formatted(Math.floorMod(ByteBuffer.wrap(hash).getInt(), 10_000));
    }

    private Mono<Void> knownCommunity(@Nullable UUID communityId) {
        if (communityId == null) {
            return Mono.empty();
        }
        return territory
                .tree()
                .flatMap(tree -> tree.place(communityId)
                                .filter(place -> place.kind() == Place.Kind.COMMUNITY)
                                .isPresent()
                        ? Mono.empty()
                        : Mono.error(Refusal.invalid("communityId", "unknown_community")));
    }

    private static Refusal stale() {
        return Refusal.of(Refusal.Kind.STALE, "changed_meanwhile");
    }
}
