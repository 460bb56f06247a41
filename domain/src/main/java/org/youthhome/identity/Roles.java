package org.youthhome.identity;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/** Who holds which role where, and how a role ends. */
@Component
public class Roles {

    private final RoleStore store;
    private final PersonStore people;
    private final Rights rights;
    private final Territory territory;
    private final AuditTrail audit;
    private final TransactionalOperator transaction;

    Roles(
            RoleStore store,
            PersonStore people,
            Rights rights,
            Territory territory,
            AuditTrail audit,
            TransactionalOperator transaction) {
        this.store = store;
        this.people = people;
        this.rights = rights;
        this.territory = territory;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** A role that somebody holds at a place. */
    public record Held(UUID id, Role role, Place place) {}

    /**
     * A role as those above see it.
     *
     * @param displayName who holds it, unmasked
     * @param grantedBy who gave it; null when it came by the start-up claim
     */
    public record Appointment(
            UUID id,
            UUID personId,
            String displayName,
            Role role,
            Place place,
            @Nullable UUID grantedBy,
            Instant grantedAt) {}

    /** The roles of a person, the oldest first. */
    public Mono<List<Held>> of(UUID personId) {
        return store.ofPerson(personId)
                .collectList()
                .flatMap(assignments -> assignments.isEmpty()
                        ? Mono.just(List.of())
                        : territory.tree().map(tree -> assignments.stream()
                                .flatMap(assignment -> tree
                                        .place(assignment.placeId())
                                        .map(place -> new Held(assignment.id(), assignment.role(), place))
                                        .stream())
                                .toList()));
    }

    /**
     * Who holds a role at a place and below. The look is audited.
     *
     * @param placeId where; null for everywhere the caller may look
     */
    public Mono<Page<Appointment>> list(UUID callerId, @Nullable UUID placeId, @Nullable Cursor after, int limit) {
        return visible(callerId, placeId)
                .flatMap(places -> store.at(places, after == null ? null : after.id(0), limit + 1))
                .map(rows -> Page.of(rows, limit, row -> Cursor.of(row.id())))
                .flatMap(page -> audit.record(
                                callerId,
                                "role.look",
                                null,
                                placeId,
                                Map.of("seen", page.items().size()))
                        .then(Mono.defer(() -> named(page))));
    }

    /**
     * Ends a role: by oneself, or by somebody above. The last person of the city office cannot leave, because nobody
     * could let anybody in again.
     */
    public Mono<Void> end(UUID callerId, UUID roleId) {
        return store.byId(roleId)
                .switchIfEmpty(Mono.defer(() -> unknown(callerId)))
                .flatMap(assignment -> mayEnd(callerId, assignment)
                        .then(Mono.defer(() -> ended(callerId, assignment)))
                        .as(transaction::transactional)
                        .then(Mono.fromRunnable(() -> rights.changed(assignment.personId()))));
    }

    private Mono<Void> ended(UUID callerId, RoleStore.Assignment assignment) {
        Mono<Void> somebodyStays = assignment.role() == Role.CITY_LEAGUE
                ? store.lockHolders(Role.CITY_LEAGUE, assignment.placeId())
                        .flatMap(holders ->
                                holders > 1 ? Mono.empty() : Mono.error(Refusal.conflict("last_city_league")))
                : Mono.empty();
        return somebodyStays
                .then(Mono.defer(() -> store.end(assignment.id())))
                .flatMap(gone -> gone
                        ? audit.record(
                                callerId,
                                "role.end",
                                assignment.personId(),
                                assignment.placeId(),
                                Map.of("role", assignment.role().name().toLowerCase(java.util.Locale.ROOT)))
                        : Mono.error(Refusal.notFound("role")));
    }

    private Mono<Void> mayEnd(UUID callerId, RoleStore.Assignment assignment) {
        if (assignment.personId().equals(callerId)) {
            return Mono.empty();
        }
        return territory.tree().flatMap(tree -> {
            UUID above = tree.place(assignment.placeId()).map(Place::parentId).orElse(null);
            // A colleague at the same place invites, but only somebody above ends; above the city is nobody.
            UUID from = above == null ? assignment.placeId() : above;
            return rights.require(callerId, from, assignment.role().givenBy());
        });
    }

    /** Only those who may end roles learn that there is no such role. */
    private Mono<RoleStore.Assignment> unknown(UUID callerId) {
        return rights.maySomewhere(callerId, Right.INVITE_WORKER, Right.INVITE_LOCAL_UNIT, Right.INVITE_CITY)
                .flatMap(may ->
                        Mono.error(may ? Refusal.notFound("role") : Refusal.of(Kind.FORBIDDEN, "not_your_place")));
    }

    private Mono<Set<UUID>> visible(UUID callerId, @Nullable UUID placeId) {
        return territory
                .tree()
                .flatMap(tree -> placeId == null
                        ? rights.of(callerId).map(holdings -> holdings.stream()
                                .filter(holding -> holding.role().grants(Right.SEE_ROLES))
                                .flatMap(holding -> tree.within(holding.placeId()).stream())
                                .collect(Collectors.toSet()))
                        : rights.require(callerId, placeId, Right.SEE_ROLES).thenReturn(tree.within(placeId)));
    }

    private Mono<Page<Appointment>> named(Page<RoleStore.Assignment> page) {
        Collection<UUID> ids =
                page.items().stream().map(RoleStore.Assignment::personId).collect(Collectors.toSet());
        return Mono.zip(people.byIds(ids).collectMap(Person::id, Person::displayName), territory.tree())
                .map(known -> page.map(assignment -> new Appointment(
                        assignment.id(),
                        assignment.personId(),
                        Objects.requireNonNullElse(known.getT1().get(assignment.personId()), ""),
                        assignment.role(),
                        known.getT2().place(assignment.placeId()).orElseThrow(),
                        assignment.grantedBy(),
                        assignment.grantedAt())));
    }
}
