package org.youthhome.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Tokens;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/** How a person gets a role: somebody who may give it hands over a link that is good once, for a day. */
@Component
public class RoleInvitations {

    private static final Duration GOOD_FOR = Duration.ofHours(24);

    private final RoleStore store;
    private final Rights rights;
    private final Territory territory;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;
    private final TransactionalOperator transaction;

    RoleInvitations(
            RoleStore store,
            Rights rights,
            Territory territory,
            AuditTrail audit,
            Ids ids,
            Clock clock,
            TransactionalOperator transaction) {
        this.store = store;
        this.rights = rights;
        this.territory = territory;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** What the inviter hands over; the token is kept nowhere else. */
    public record Invitation(UUID id, String token, Role role, Place place, Instant expiresAt) {
        @Override
        public String toString() {
            return "Invitation[" + id + "]";
        }
    }

    /** Makes an invitation into a role at a place, for whoever may give that role there. */
    public Mono<Invitation> invite(UUID callerId, Role role, UUID placeId) {
        return rights.require(callerId, placeId, role.givenBy())
                .then(Mono.defer(territory::tree))
                .flatMap(tree -> Mono.justOrEmpty(tree.place(placeId)))
                .switchIfEmpty(Mono.error(() -> Refusal.invalid("placeId", "unknown_place")))
                .flatMap(place -> place.kind() == role.at()
                        ? written(callerId, role, place)
                        : Mono.error(Refusal.invalid("placeId", "role_not_held_there")));
    }

    private Mono<Invitation> written(UUID callerId, Role role, Place place) {
        Instant now = clock.instant();
        Invitation made = new Invitation(ids.next(), Tokens.random(), role, place, now.plus(GOOD_FOR));
        return store.invite(
                        new RoleStore.Invitation(made.id(), role, place.id(), callerId, made.expiresAt(), null),
                        Tokens.hash(made.token()),
                        now)
                .then(Mono.defer(
                        () -> audit.record(callerId, "role_invitation.create", made.id(), place.id(), details(role))))
                .as(transaction::transactional)
                .thenReturn(made);
    }

    /** Takes up an invitation. Of many who try, one gets the role; the same person trying again gets the same answer. */
    public Mono<Roles.Held> accept(UUID callerId, String token) {
        return store.lockInvitation(Tokens.hash(token))
                .filter(invitation -> !invitation.placeId().equals(RoleStore.NO_PLACE_YET))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("role_invitation")))
                .flatMap(invitation ->
                        callerId.equals(invitation.acceptedBy()) ? Mono.just(invitation) : taken(callerId, invitation))
                .as(transaction::transactional)
                .doOnNext(invitation -> rights.changed(callerId))
                .flatMap(invitation -> held(callerId, invitation));
    }

    private Mono<RoleStore.Invitation> taken(UUID callerId, RoleStore.Invitation invitation) {
        Instant now = clock.instant();
        UUID inviter = invitation.invitedBy();
        if (invitation.acceptedBy() != null) {
            return Mono.error(Refusal.conflict("role_invitation_used"));
        }
        if (!now.isBefore(invitation.expiresAt())) {
            return Mono.error(Refusal.conflict("role_invitation_expired"));
        }
        // Whoever has lost the right to give a role since then gives none.
        return (inviter == null
                        ? Mono.just(false)
                        : rights.may(
                                inviter, invitation.placeId(), invitation.role().givenBy()))
                .flatMap(stillMay -> stillMay
                        ? store.accepted(invitation.id(), callerId, now)
                        : Mono.error(Refusal.conflict("role_invitation_withdrawn")))
                .then(Mono.defer(() -> store.grant(new RoleStore.Assignment(
                        ids.next(), callerId, invitation.role(), invitation.placeId(), inviter, now))))
                .onErrorMap(DuplicateKeyException.class, holds -> Refusal.conflict("role_already_held"))
                .then(Mono.defer(() -> audit.record(
                        callerId, "role.grant", callerId, invitation.placeId(), details(invitation.role()))))
                .thenReturn(invitation);
    }

    private Mono<Roles.Held> held(UUID personId, RoleStore.Invitation invitation) {
        return store.ofPerson(personId)
                .filter(assignment -> assignment.role() == invitation.role()
                        && assignment.placeId().equals(invitation.placeId()))
                .next()
                .switchIfEmpty(Mono.error(() -> Refusal.conflict("role_invitation_used")))
                .flatMap(assignment -> territory
                        .tree()
                        .map(tree -> new Roles.Held(
                                assignment.id(),
                                assignment.role(),
                                tree.place(assignment.placeId()).orElseThrow())));
    }

    private static Map<String, String> details(Role role) {
        return Map.of("role", role.name().toLowerCase(Locale.ROOT));
    }
}
