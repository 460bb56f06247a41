package org.youthhome.activity;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.media.Photo;
import org.youthhome.media.PhotoReviews;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The queue of what a person has to read or look at. */
@Component
class ReviewStore implements PhotoReviews {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String SELECT = """
            SELECT id, activity_id, activity_version, photo_id, community_id, label, state, texts, asked_by, asked_at,
                   decided_by, decided_at, reason
              FROM content_review
            """;

    private final DatabaseClient database;
    private final Ids ids;
    private final Clock clock;

    ReviewStore(DatabaseClient database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** Puts the texts in the queue for the activity as it is saved in the same transaction. */
    Mono<Void> ask(Activity activity, ActivityTexts texts, ContentCheck.Verdict verdict, UUID askedBy) {
        Integer label = verdict.label();
        return database.sql("""
                        INSERT INTO content_review (id, activity_id, activity_version, community_id, suggestion, label,
                            state, texts, asked_by, asked_at)
                        VALUES (:id, :activity, :version, :community, 'review', :label, 'waiting', :texts, :by, :now)
                        """)
                .bind("id", Ids.bytes(ids.next()))
                .bind("activity", Ids.bytes(activity.id()))
                .bind("version", activity.version())
                .bind("community", Ids.bytes(activity.communityId()))
                .bind("label", label == null ? Parameters.in(R2dbcType.INTEGER) : Parameters.in(label))
                .bind("texts", JSON.writeValueAsString(texts))
                .bind("by", Ids.bytes(askedBy))
                .bind("now", Times.column(clock.instant()))
                .then();
    }

    @Override
    public Mono<Void> ask(Photo photo, @Nullable Integer label) {
        return database.sql("""
                        INSERT INTO content_review (id, photo_id, community_id, suggestion, label, state, asked_by,
                            asked_at)
                        VALUES (:id, :photo, :community, 'review', :label, 'waiting', :by, :now)
                        """)
                .bind("id", Ids.bytes(ids.next()))
                .bind("photo", Ids.bytes(photo.id()))
                .bind("community", Ids.bytes(photo.communityId()))
                .bind("label", label == null ? Parameters.in(R2dbcType.INTEGER) : Parameters.in(label))
                .bind("by", Ids.bytes(photo.uploadedBy()))
                .bind("now", Times.column(clock.instant()))
                .then();
    }

    /** What was asked about the activity is no longer there. */
    Mono<Void> withdraw(UUID activityId) {
        return database.sql("""
                        UPDATE content_review SET state = 'withdrawn'
                         WHERE activity_id = :activity AND state = 'waiting'
                        """).bind("activity", Ids.bytes(activityId)).then();
    }

    /** What waits was asked about texts that are the same at this version. */
    Mono<Void> carry(Activity after) {
        return database.sql("""
                        UPDATE content_review SET activity_version = :version
                         WHERE activity_id = :activity AND state = 'waiting'
                        """)
                .bind("version", after.version())
                .bind("activity", Ids.bytes(after.id()))
                .then();
    }

    Mono<Void> decide(UUID id, ContentReview.State state, UUID by, @Nullable String reason) {
        return database.sql("""
                        UPDATE content_review SET state = :state, decided_by = :by, decided_at = :now, reason = :reason
                         WHERE id = :id
                        """)
                .bind("state", state.name().toLowerCase(Locale.ROOT))
                .bind("by", Ids.bytes(by))
                .bind("now", Times.column(clock.instant()))
                .bind("reason", reason == null ? Parameters.in(R2dbcType.VARCHAR) : Parameters.in(reason))
                .bind("id", Ids.bytes(id))
                .then();
    }

    Mono<ContentReview> find(UUID id) {
        return one(SELECT + " WHERE id = :id", id);
    }

    Mono<ContentReview> lock(UUID id) {
        return one(SELECT + " WHERE id = :id FOR UPDATE", id);
    }

    /** The last that was asked about the activity; empty when nothing ever was. */
    Mono<ContentReview> lastOf(UUID activityId) {
        return one(SELECT + " WHERE activity_id = :id ORDER BY id DESC LIMIT 1", activityId);
    }

    /** The oldest first. */
    Mono<Page<ContentReview>> page(
            Collection<UUID> communities, ContentReview.State state, int limit, @Nullable String after) {
        if (communities.isEmpty()) {
            return Mono.just(new Page<>(List.of(), null));
        }
        List<String> conditions = new ArrayList<>(List.of("state = :state", "community_id IN (:communities)"));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("state", state.name().toLowerCase(Locale.ROOT));
        values.put("communities", communities.stream().map(Ids::bytes).toList());
        if (after != null) {
            conditions.add("id > :after");
            values.put("after", Ids.bytes(Cursor.parse(after, 1).id(0)));
        }
        return database.sql(SELECT + " WHERE " + String.join(" AND ", conditions) + " ORDER BY id LIMIT :limit")
                .bindValues(values)
                .bind("limit", limit + 1)
                .map(ReviewStore::read)
                .all()
                .collectList()
                .map(found -> Page.of(found, limit, last -> Cursor.of(last.id())));
    }

    private Mono<ContentReview> one(String sql, UUID id) {
        return database.sql(sql)
                .bind("id", Ids.bytes(id))
                .map(ReviewStore::read)
                .one();
    }

    private static ContentReview read(Readable readable) {
        Row row = new Row(readable);
        String texts = row.textOrNull("texts");
        return new ContentReview(
                row.id("id"),
                row.idOrNull("activity_id"),
                row.numberOrNull("activity_version"),
                row.idOrNull("photo_id"),
                row.id("community_id"),
                row.numberOrNull("label"),
                ContentReview.State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
                texts == null ? null : JSON.readValue(texts, ActivityTexts.class),
                row.id("asked_by"),
                row.instant("asked_at"),
                row.idOrNull("decided_by"),
                row.instantOrNull("decided_at"),
                row.textOrNull("reason"));
    }
}
