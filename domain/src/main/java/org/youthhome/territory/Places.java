package org.youthhome.territory;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/**
 * Writes places, in the caller's transaction; whoever commits it calls {@link Territory#changed()} afterwards.
 */
@Component
public class Places {

    private final DatabaseClient database;
    private final Clock clock;

    public Places(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Waits for whoever else is writing the tree, and keeps others out until the transaction ends. */
    public Mono<Void> lock() {
        return database.sql("SELECT id FROM place WHERE kind = 'city' FOR UPDATE")
                .map(row -> 1)
                .all()
                .then();
    }

    public Mono<Void> add(Place place) {
        return database.sql("""
                        INSERT INTO place (id, parent_id, kind, character_kind, name, pilot, created_at)
                        VALUES (:id, :parent, :kind, :character, :name, :pilot, :now)
                        """)
                .bind("id", Ids.bytes(place.id()))
                .bind("parent", id(place.parentId()))
                .bind("kind", place.kind().name().toLowerCase(Locale.ROOT))
                .bind("character", character(place.character()))
                .bind("name", place.name())
                .bind("pilot", place.pilot())
                .bind("now", Times.column(clock.instant()))
                .then();
    }

    /** Changes what sort of place it is and whether it is a pilot. */
    public Mono<Void> change(Place place) {
        return database.sql("UPDATE place SET character_kind = :character, pilot = :pilot WHERE id = :id")
                .bind("character", character(place.character()))
                .bind("pilot", place.pilot())
                .bind("id", Ids.bytes(place.id()))
                .then();
    }

    private static io.r2dbc.spi.Parameter id(@Nullable UUID id) {
        return id == null ? Parameters.in(byte[].class) : Parameters.in(Ids.bytes(id));
    }

    private static io.r2dbc.spi.Parameter character(Place.@Nullable Character character) {
        return character == null
                ? Parameters.in(R2dbcType.VARCHAR)
                : Parameters.in(character.name().toLowerCase(Locale.ROOT));
    }
}
