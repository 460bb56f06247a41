package org.youthhome.audit;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who did what, where and when. A row is written in the transaction of what it tells about, so that neither is without
 * the other; rows are only ever added (PIPL: every look of staff at a person's details is one, too).
 */
@Component
public class AuditTrail {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final DatabaseClient database;
    private final Ids ids;
    private final Clock clock;

    public AuditTrail(DatabaseClient database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Adds a row.
     *
     * @param actorId who did it; null for the program itself
     * @param action {@code noun.verb} of the contract, e.g. {@code activity.publish}
     * @param details what else matters, no personal data
     */
    public Mono<Void> record(
            @Nullable UUID actorId,
            String action,
            @Nullable UUID subjectId,
            @Nullable UUID placeId,
            Map<String, ?> details) {
        return database.sql("""
                        INSERT INTO audit_entry (id, at, actor_id, action, subject_id, place_id, details)
                        VALUES (:id, :at, :actor, :action, :subject, :place, :details)
                        """)
                .bind("id", Ids.bytes(ids.next()))
                .bind("at", Times.column(clock.instant()))
                .bind("actor", parameter(actorId))
                .bind("action", action)
                .bind("subject", parameter(subjectId))
                .bind("place", parameter(placeId))
                .bind("details", JSON.writeValueAsString(details))
                .then();
    }

    private static io.r2dbc.spi.Parameter parameter(@Nullable UUID id) {
        return id == null ? io.r2dbc.spi.Parameters.in(byte[].class) : io.r2dbc.spi.Parameters.in(Ids.bytes(id));
    }
}
