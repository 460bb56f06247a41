package org.youthhome.territory;

import java.time.Clock;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** The root of the tree: one deployment belongs to one city. */
@Component
public class CityFoundation {

    private final DatabaseClient database;
    private final Ids ids;
    private final Clock clock;

    CityFoundation(DatabaseClient database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** The city as the database has it now, not as the tree was kept; empty when there is none yet. */
    public Mono<Place> city() {
        return database.sql("SELECT id, name FROM place WHERE kind = 'city' ORDER BY id LIMIT 1")
                .map(readable -> {
                    Row row = new Row(readable);
                    return city(row.id("id"), row.text("name"));
                })
                .one();
    }

    /** Adds the city. Whoever calls it holds a lock by which nobody else does, and tells {@link Territory#changed()}. */
    public Mono<Place> found(String name) {
        UUID id = ids.next();
        return database.sql("INSERT INTO place (id, kind, name, created_at) VALUES (:id, 'city', :name, :now)")
                .bind("id", Ids.bytes(id))
                .bind("name", name)
                .bind("now", Times.column(clock.instant()))
                .then()
                .thenReturn(city(id, name));
    }

    private static Place city(UUID id, String name) {
        return new Place(id, null, Place.Kind.CITY, null, name, false);
    }
}
