package org.youthhome.identity;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code person}. */
@Component
class PersonStore {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final String COLUMNS = "id, display_name, avatar_url, skills, community_id, version";

    private final DatabaseClient database;

    PersonStore(DatabaseClient database) {
        this.database = database;
    }

    Mono<Person> byOpenIdHash(byte[] hash) {
        return database.sql("SELECT " + COLUMNS + " FROM person WHERE open_id_hash = :hash")
                .bind("hash", hash)
                .map(PersonStore::person)
                .one();
    }

    Mono<Person> byId(UUID id) {
        return database.sql("SELECT " + COLUMNS + " FROM person WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .map(PersonStore::person)
                .one();
    }

    Flux<Person> byIds(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Flux.empty();
        }
        return database.sql("SELECT " + COLUMNS + " FROM person WHERE id IN (:ids)")
                .bind("ids", ids.stream().map(Ids::bytes).toList())
                .map(PersonStore::person)
                .all();
    }

    Mono<byte[]> sealedOpenId(UUID id) {
        return database.sql("SELECT open_id_sealed FROM person WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .map(row -> java.util.Objects.requireNonNull(row.get("open_id_sealed", byte[].class)))
                .one();
    }

    /** Fails on a duplicate key when somebody with the openid is there already. */
    Mono<Void> add(Person person, byte[] openIdHash, byte[] openIdSealed, Instant now) {
        return database.sql("""
                        INSERT INTO person (id, open_id_hash, open_id_sealed, display_name, created_at, updated_at)
                        VALUES (:id, :hash, :sealed, :name, :now, :now)
                        """)
                .bind("id", Ids.bytes(person.id()))
                .bind("hash", openIdHash)
                .bind("sealed", openIdSealed)
                .bind("name", person.displayName())
                .bind("now", Times.column(now))
                .then();
    }

    /** Whether the person was still at that version, and is changed. */
    Mono<Boolean> change(UUID id, int version, Profile profile, Instant now) {
        return database.sql("""
                        UPDATE person
                           SET display_name = :name, avatar_url = :avatar, skills = :skills, community_id = :community,
                               version = version + 1, updated_at = :now
                         WHERE id = :id AND version = :version
                        """)
                .bind("name", profile.nickname())
                .bind("avatar", text(profile.avatarUrl()))
                .bind("skills", JSON.writeValueAsString(profile.skills()))
                .bind(
                        "community",
                        profile.communityId() == null
                                ? Parameters.in(R2dbcType.VARBINARY)
                                : Parameters.in(Ids.bytes(profile.communityId())))
                .bind("now", Times.column(now))
                .bind("id", Ids.bytes(id))
                .bind("version", version)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    private static Object text(@Nullable String value) {
        return value == null ? Parameters.in(R2dbcType.VARCHAR) : Parameters.in(value);
    }

    private static Person person(Readable readable) {
        Row row = new Row(readable);
        return new Person(
                row.id("id"),
                row.text("display_name"),
                row.textOrNull("avatar_url"),
                JSON.readValue(row.text("skills"), TEXTS),
                row.idOrNull("community_id"),
                row.number("version"));
    }
}
