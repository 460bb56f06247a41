package org.youthhome.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** The tables {@code refresh_token} and {@code revoked_family}: hashes only. */
@Component
class RefreshTokenStore {

    private final DatabaseClient database;

    RefreshTokenStore(DatabaseClient database) {
        this.database = database;
    }

    record Issued(
            UUID familyId,
            UUID personId,
            Instant expiresAt,
            @Nullable Instant usedAt) {}

    Mono<Void> add(byte[] hash, UUID familyId, UUID personId, Instant now, Instant expiresAt) {
        return database.sql("""
                        INSERT INTO refresh_token (token_hash, family_id, person_id, issued_at, expires_at)
                        VALUES (:hash, :family, :person, :now, :expires)
                        """)
                .bind("hash", hash)
                .bind("family", Ids.bytes(familyId))
                .bind("person", Ids.bytes(personId))
                .bind("now", Times.column(now))
                .bind("expires", Times.column(expiresAt))
                .then();
    }

    /** Reads a token and keeps everybody else from it until the transaction ends. */
    Mono<Issued> lock(byte[] hash) {
        return database.sql("""
                        SELECT family_id, person_id, expires_at, used_at
                          FROM refresh_token WHERE token_hash = :hash FOR UPDATE
                        """)
                .bind("hash", hash)
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Issued(
                            row.id("family_id"),
                            row.id("person_id"),
                            row.instant("expires_at"),
                            row.instantOrNull("used_at"));
                })
                .one();
    }

    Mono<Void> markUsed(byte[] hash, Instant now) {
        return database.sql("UPDATE refresh_token SET used_at = :now WHERE token_hash = :hash")
                .bind("now", Times.column(now))
                .bind("hash", hash)
                .then();
    }

    Mono<Boolean> isRevoked(UUID familyId) {
        return database.sql("SELECT 1 FROM revoked_family WHERE family_id = :family")
                .bind("family", Ids.bytes(familyId))
                .fetch()
                .first()
                .hasElement();
    }

    Mono<Void> revoke(UUID familyId, String reason, Instant now) {
        return database.sql(
                        "INSERT INTO revoked_family (family_id, revoked_at, reason) VALUES (:family, :now, :reason)")
                .bind("family", Ids.bytes(familyId))
                .bind("now", Times.column(now))
                .bind("reason", reason)
                .then()
                .onErrorResume(DuplicateKeyException.class, revokedAlready -> Mono.empty());
    }

    /** Drops what nobody can use any more, a person's own rows only, so that no login waits for a great sweep. */
    Mono<Void> dropExpired(UUID personId, Instant now) {
        return database.sql("DELETE FROM refresh_token WHERE person_id = :person AND expires_at < :now")
                .bind("person", Ids.bytes(personId))
                .bind("now", Times.column(now))
                .then();
    }
}
