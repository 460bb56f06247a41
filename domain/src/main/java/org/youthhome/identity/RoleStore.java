package org.youthhome.identity;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tables {@code role_assignment} and {@code role_invitation}. */
@Component
class RoleStore {

    /** Stands for the city that is yet to be founded, in the invitation that is a start-up claim. */
    static final UUID NO_PLACE_YET = new UUID(0, 0);

    private final DatabaseClient database;

    RoleStore(DatabaseClient database) {
        this.database = database;
    }

    record Assignment(
            UUID id,
            UUID personId,
            Role role,
            UUID placeId,
            @Nullable UUID grantedBy,
            Instant grantedAt) {}

    record Invitation(
            UUID id,
            Role role,
            UUID placeId,
            @Nullable UUID invitedBy,
            Instant expiresAt,
            @Nullable UUID acceptedBy) {}

    Flux<Assignment> ofPerson(UUID personId) {
        return database.sql("SELECT * FROM role_assignment WHERE person_id = :person ORDER BY id")
                .bind("person", Ids.bytes(personId))
                .map(RoleStore::assignment)
                .all();
    }

    Mono<Assignment> byId(UUID id) {
        return database.sql("SELECT * FROM role_assignment WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .map(RoleStore::assignment)
                .one();
    }

    /** Roles at these places, the oldest first, after the given one. */
    Mono<List<Assignment>> at(Collection<UUID> places, @Nullable UUID after, int limit) {
        if (places.isEmpty()) {
            return Mono.just(List.of());
        }
        return database.sql("""
                        SELECT * FROM role_assignment WHERE place_id IN (:places) AND id > :after
                         ORDER BY id LIMIT :limit
                        """)
                .bind("places", places.stream().map(Ids::bytes).toList())
                .bind("after", Ids.bytes(after == null ? NO_PLACE_YET : after))
                .bind("limit", limit)
                .map(RoleStore::assignment)
                .all()
                .collectList();
    }

    /** Fails on a duplicate key when the person holds the role there already. */
    Mono<Void> grant(Assignment assignment) {
        return database.sql("""
                        INSERT INTO role_assignment (id, person_id, role, place_id, granted_by, granted_at)
                        VALUES (:id, :person, :role, :place, :by, :at)
                        """)
                .bind("id", Ids.bytes(assignment.id()))
                .bind("person", Ids.bytes(assignment.personId()))
                .bind("role", text(assignment.role()))
                .bind("place", Ids.bytes(assignment.placeId()))
                .bind("by", id(assignment.grantedBy()))
                .bind("at", Times.column(assignment.grantedAt()))
                .then();
    }

    Mono<Boolean> end(UUID id) {
        return database.sql("DELETE FROM role_assignment WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** How many hold this role at this place; nobody else gives or ends one until the transaction ends. */
    Mono<Integer> lockHolders(Role role, UUID placeId) {
        return database.sql("SELECT id FROM role_assignment WHERE place_id = :place AND role = :role FOR UPDATE")
                .bind("place", Ids.bytes(placeId))
                .bind("role", text(role))
                .fetch()
                .all()
                .count()
                .map(Math::toIntExact);
    }

    Mono<Boolean> anybodyIs(Role role) {
        return database.sql("SELECT 1 FROM role_assignment WHERE role = :role LIMIT 1")
                .bind("role", text(role))
                .fetch()
                .first()
                .hasElement();
    }

    Mono<Void> invite(Invitation invitation, byte[] tokenHash, Instant now) {
        return database.sql("""
                        INSERT INTO role_invitation (id, token_hash, role, place_id, invited_by, created_at, expires_at)
                        VALUES (:id, :hash, :role, :place, :by, :now, :expires)
                        """)
                .bind("id", Ids.bytes(invitation.id()))
                .bind("hash", tokenHash)
                .bind("role", text(invitation.role()))
                .bind("place", Ids.bytes(invitation.placeId()))
                .bind("by", id(invitation.invitedBy()))
                .bind("now", Times.column(now))
                .bind("expires", Times.column(invitation.expiresAt()))
                .then();
    }

    /** Reads an invitation and keeps everybody else from it until the transaction ends. */
    Mono<Invitation> lockInvitation(byte[] tokenHash) {
        return database.sql("SELECT * FROM role_invitation WHERE token_hash = :hash FOR UPDATE")
                .bind("hash", tokenHash)
                .map(RoleStore::invitation)
                .one();
    }

    /** Keeps everybody else from every start-up claim until the transaction ends. */
    Mono<Void> lockClaims() {
        return database.sql("SELECT id FROM role_invitation WHERE place_id = :none ORDER BY id FOR UPDATE")
                .bind("none", Ids.bytes(NO_PLACE_YET))
                .fetch()
                .all()
                .then();
    }

    Mono<Void> accepted(UUID invitationId, UUID personId, Instant now) {
        return database.sql("UPDATE role_invitation SET accepted_by = :person, accepted_at = :now WHERE id = :id")
                .bind("person", Ids.bytes(personId))
                .bind("now", Times.column(now))
                .bind("id", Ids.bytes(invitationId))
                .then();
    }

    private static String text(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static Role role(String text) {
        return Role.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static Object id(@Nullable UUID id) {
        return id == null ? Parameters.in(R2dbcType.VARBINARY) : Parameters.in(Ids.bytes(id));
    }

    private static Assignment assignment(Readable readable) {
        Row row = new Row(readable);
        return new Assignment(
                row.id("id"),
                row.id("person_id"),
                role(row.text("role")),
                row.id("place_id"),
                row.idOrNull("granted_by"),
                row.instant("granted_at"));
    }

    private static Invitation invitation(Readable readable) {
        Row row = new Row(readable);
        return new Invitation(
                row.id("id"),
                role(row.text("role")),
                row.id("place_id"),
                row.idOrNull("invited_by"),
                row.instant("expires_at"),
                row.idOrNull("accepted_by"));
    }
}
