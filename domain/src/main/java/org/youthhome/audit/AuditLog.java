package org.youthhome.audit;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Row;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@link AuditTrail} wrote. */
@Component
public class AuditLog {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final UUID LAST = new UUID(-1L, -1L);

    private final DatabaseClient database;

    AuditLog(DatabaseClient database) {
        this.database = database;
    }

    /**
     * A row of the log.
     *
     * @param actorId who did it; null for the program itself
     * @param action {@code noun.verb}, e.g. {@code activity.publish}
     */
    public record Entry(
            UUID id,
            Instant at,
            @Nullable UUID actorId,
            String action,
            @Nullable UUID subjectId,
            @Nullable UUID placeId,
            Map<String, Object> details) {}

    /**
     * The log from the newest entry back.
     *
     * @param places only what was done in these places; null for everything
     * @param after where the page before ended: the id of its last entry
     */
    public Mono<Page<Entry>> page(@Nullable Collection<UUID> places, @Nullable Cursor after, int limit) {
        if (places != null && places.isEmpty()) {
            return Mono.just(new Page<>(List.of(), null));
        }
        DatabaseClient.GenericExecuteSpec query = database.sql("SELECT * FROM audit_entry WHERE id < :before "
                        + (places == null ? "" : "AND place_id IN (:places) ")
                        + "ORDER BY id DESC LIMIT :limit")
                .bind("before", Ids.bytes(after == null ? LAST : after.id(0)))
                .bind("limit", limit + 1);
        if (places != null) {
            query = query.bind("places", places.stream().map(Ids::bytes).toList());
        }
        return query.map(readable -> {
                    Row row = new Row(readable);
                    String details = row.textOrNull("details");
                    return new Entry(
                            row.id("id"),
                            row.instant("at"),
                            row.idOrNull("actor_id"),
                            row.text("action"),
                            row.idOrNull("subject_id"),
                            row.idOrNull("place_id"),
                            details == null ? Map.of() : JSON.readValue(details, OBJECT));
                })
                .all()
                .collectList()
                .map(rows -> Page.of(rows, limit, entry -> Cursor.of(entry.id())));
    }
}
