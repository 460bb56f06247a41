package org.youthhome.activity;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import reactor.core.publisher.Mono;

/** What becomes of a publication to come when its activity changes, in MySQL. */
@Component
class PublicationStore {

    private final DatabaseClient database;

    PublicationStore(DatabaseClient database) {
        this.database = database;
    }

    /** The texts that passed before are the same at this version. */
    Mono<Void> carry(Activity before, Activity after) {
        return database.sql("""
                        UPDATE scheduled_publication SET passed_version = :after
                         WHERE activity_id = :id AND passed_version = :before
                        """)
                .bind("after", after.version())
                .bind("before", before.version())
                .bind("id", Ids.bytes(after.id()))
                .then();
    }

    /** It is not published at its time; answers whether there was one to come. */
    Mono<Boolean> fail(UUID activityId, String code) {
        return database.sql(
                        "UPDATE scheduled_publication SET failure = :code WHERE activity_id = :id AND failure IS NULL")
                .bind("code", code)
                .bind("id", Ids.bytes(activityId))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }
}
