package org.youthhome.activity;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** Publications to come, in MySQL: at most one for each activity. */
@Component
class PublicationStore {

    private static final String SELECT = """
            SELECT p.activity_id, p.publish_at, p.asked_by, p.passed_version, p.failure, a.status
              FROM scheduled_publication p JOIN activity a ON a.id = p.activity_id
            """;

    private final DatabaseClient database;

    PublicationStore(DatabaseClient database) {
        this.database = database;
    }

    /**
     * A publication to come.
     *
     * @param passedVersion of the activity, whose texts have passed the content check
     * @param failure code of the refusal, where it could not be published
     * @param status the activity's
     */
    record Entry(
            UUID activityId,
            Instant publishAt,
            UUID askedBy,
            @Nullable Integer passedVersion,
            @Nullable String failure,
            String status) {

        boolean isInReview() {
            return status.equals("in_review");
        }

        /** Whether it is still what was asked for then. */
        boolean isStill(Entry due) {
            return failure == null && publishAt.equals(due.publishAt);
        }

        boolean passedAt(int version) {
            return Integer.valueOf(version).equals(passedVersion);
        }
    }

    /** What is to come of an activity that is not published yet. */
    Mono<Entry> find(UUID activityId) {
        return database.sql(SELECT + " WHERE p.activity_id = :id AND a.status IN ('draft', 'in_review')")
                .bind("id", Ids.bytes(activityId))
                .map(PublicationStore::read)
                .one();
    }

    /** The same, locked until the caller's transaction ends. */
    Mono<Entry> lock(UUID activityId) {
        return database.sql(SELECT + " WHERE p.activity_id = :id FOR UPDATE")
                .bind("id", Ids.bytes(activityId))
                .map(PublicationStore::read)
                .one();
    }

    /** What is due and nobody has to read first, the longest due first. */
    Mono<List<Entry>> due(Instant now, int most) {
        return database.sql(SELECT + """
                         WHERE p.failure IS NULL AND p.publish_at <= :now AND a.status <> 'in_review'
                         ORDER BY p.publish_at LIMIT :most
                        """)
                .bind("now", Times.column(now))
                .bind("most", most)
                .map(PublicationStore::read)
                .all()
                .collectList();
    }

    /** In the place of the one that there may be. */
    Mono<Void> write(UUID caller, Activity activity, Instant publishAt, @Nullable Integer passed) {
        return database.sql("""
                        INSERT INTO scheduled_publication (activity_id, publish_at, asked_by, passed_version, failure)
                        VALUES (:id, :at, :by, :passed, NULL)
                        ON DUPLICATE KEY UPDATE publish_at = VALUES(publish_at), asked_by = VALUES(asked_by),
                            passed_version = VALUES(passed_version), failure = NULL
                        """)
                .bind("id", Ids.bytes(activity.id()))
                .bind("at", Times.column(publishAt))
                .bind("by", Ids.bytes(caller))
                .bind("passed", passed == null ? Parameters.in(R2dbcType.INTEGER) : Parameters.in(passed))
                .then();
    }

    /**
     * Whether it is to be published later than now. A person who accepts its texts then leaves it a draft, which has
     * passed at this version.
     */
    Mono<Boolean> later(UUID activityId, Instant now) {
        return database.sql("""
                        SELECT activity_id FROM scheduled_publication
                         WHERE activity_id = :id AND publish_at > :now AND failure IS NULL
                        """)
                .bind("id", Ids.bytes(activityId))
                .bind("now", Times.column(now))
                .map(row -> true)
                .one()
                .defaultIfEmpty(false);
    }

    /** The activity has passed the content check as it is at this version. */
    Mono<Void> passed(UUID activityId, int version) {
        return database.sql("UPDATE scheduled_publication SET passed_version = :version WHERE activity_id = :id")
                .bind("version", version)
                .bind("id", Ids.bytes(activityId))
                .then();
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

    /** Answers how many there were. */
    Mono<Long> drop(UUID activityId) {
        return database.sql("DELETE FROM scheduled_publication WHERE activity_id = :id")
                .bind("id", Ids.bytes(activityId))
                .fetch()
                .rowsUpdated();
    }

    private static Entry read(Readable readable) {
        Row row = new Row(readable);
        return new Entry(
                row.id("activity_id"),
                row.instant("publish_at"),
                row.id("asked_by"),
                row.numberOrNull("passed_version"),
                row.textOrNull("failure"),
                row.text("status"));
    }
}
