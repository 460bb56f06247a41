package org.youthhome.activity.search;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityCard;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Audience;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.OccurrenceStore;
import org.youthhome.activity.PlannedOccurrence;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;
import reactor.core.publisher.Mono;

/** What the index is made of, read from MySQL: which activities were changed, and what they are now. */
@Component
class IndexedActivities {

    /** More changes than this at once are no longer looked for one by one. */
    static final int MOST_CHANGES = 50_000;

    private static final String CHANGES = """
            SELECT activity_id, row_key, CAST(UNIX_TIMESTAMP(at) * 1000000 AS SIGNED) AS at FROM (
                (SELECT a.id AS activity_id, a.id AS row_key, a.changed_at AS at FROM activity a
                  WHERE a.changed_at >= FROM_UNIXTIME(:since / 1000000) LIMIT :most)
                UNION ALL
                (SELECT o.activity_id, CONCAT(o.id, 'o'), o.changed_at FROM occurrence o
                  WHERE o.changed_at >= FROM_UNIXTIME(:since / 1000000) LIMIT :most)
                UNION ALL
                (SELECT o.activity_id, CONCAT(p.occurrence_id, p.enrolled_as), p.changed_at
                   FROM places p JOIN occurrence o ON o.id = p.occurrence_id
                  WHERE p.changed_at >= FROM_UNIXTIME(:since / 1000000) LIMIT :most)
                UNION ALL
                (SELECT a.id, CONCAT(h.id, a.id), h.changed_at FROM youth_home h JOIN activity a ON a.youth_home_id = h.id
                  WHERE h.changed_at >= FROM_UNIXTIME(:since / 1000000) LIMIT :most)
                UNION ALL
                (SELECT s.activity_id, CONCAT(p.id, s.activity_id), p.changed_at
                   FROM photo p JOIN activity_photo s ON s.photo_id = p.id
                  WHERE p.changed_at >= FROM_UNIXTIME(:since / 1000000) LIMIT :most)
            ) changed
            """;

    private static final String NOW = "CAST(UNIX_TIMESTAMP(CURRENT_TIMESTAMP(6)) * 1000000 AS SIGNED)";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DatabaseClient database;
    private final OccurrenceStore occurrences;

    IndexedActivities(DatabaseClient database, OccurrenceStore occurrences) {
        this.database = database;
        this.occurrences = occurrences;
    }

    /** A row that was changed, and when. */
    record Change(UUID activityId, ByteBuffer row, long at) {}

    /** By the database's clock, in microseconds since 1970. */
    Mono<Long> now() {
        return database.sql("SELECT " + NOW + " AS now")
                .map(readable -> new Row(readable).bigNumber("now"))
                .one()
                .timeout(PATIENCE);
    }

    /** The rows changed since then; {@link #MOST_CHANGES} and more where it was too many to say. */
    Mono<List<Change>> since(long micros) {
        return database.sql(CHANGES)
                .bind("since", micros)
                .bind("most", MOST_CHANGES)
                .map(readable -> {
                    Row row = new Row(readable);
                    byte[] key = readable.get("row_key", byte[].class);
                    return new Change(
                            row.id("activity_id"), ByteBuffer.wrap(Objects.requireNonNull(key)), row.bigNumber("at"));
                })
                .all()
                .collectList()
                .timeout(PATIENCE);
    }

    /** Those that are not over. */
    Mono<List<UUID>> ahead(Instant now) {
        return database.sql("SELECT DISTINCT activity_id FROM occurrence WHERE starts_at > :earliest")
                .bind("earliest", Times.column(now.minus(Occurrence.LONGEST)))
                .map(readable -> new Row(readable).id("activity_id"))
                .all()
                .collectList()
                .timeout(PATIENCE);
    }

    /** The next so many by their ids; the latest come first, because they are asked for first. */
    Mono<List<UUID>> before(@Nullable UUID id, int most) {
        return database.sql("SELECT id FROM activity WHERE id < :id ORDER BY id DESC LIMIT :most")
                .bind("id", Ids.bytes(id == null ? new UUID(-1, -1) : id))
                .bind("most", most)
                .map(readable -> new Row(readable).id("id"))
                .all()
                .collectList()
                .timeout(PATIENCE);
    }

    /** What they are now; who is not among them is gone. */
    Mono<List<Findable>> read(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Mono.just(List.of());
        }
        List<byte[]> keys = ids.stream().map(Ids::bytes).toList();
        return occurrences
                .of(ids)
                .zipWith(photos(keys))
                .flatMap(found -> database.sql("""
                                SELECT a.id, a.title, a.summary, a.programme, a.brand, a.audiences, a.status, a.version,
                                       a.walk_in, a.youth_home_id, a.community_id, a.enrolment_closes_at, a.published_at,
                                       a.last_ends_at, h.name, h.address, h.longitude, h.latitude
                                  FROM activity a
                                  JOIN youth_home h ON h.id = a.youth_home_id
                                 WHERE a.id IN (:ids)
                                """)
                        .bind("ids", keys)
                        .map(readable -> activity(new Row(readable), found.getT1(), found.getT2()))
                        .all()
                        .filter(activity -> !activity.occurrences().isEmpty())
                        .collectList())
                .timeout(PATIENCE);
    }

    /** Of each activity the first photo that has passed. */
    private Mono<Map<UUID, ActivityCard.Photo>> photos(List<byte[]> activities) {
        return database.sql("""
                        SELECT s.activity_id, s.alt, p.id, p.width, p.height
                          FROM activity_photo s JOIN photo p ON p.id = s.photo_id AND p.state = 'passed'
                         WHERE s.activity_id IN (:ids)
                         ORDER BY s.activity_id, s.position
                        """)
                .bind("ids", activities)
                .map(readable -> {
                    Row row = new Row(readable);
                    return Map.entry(
                            row.id("activity_id"),
                            new ActivityCard.Photo(
                                    row.id("id"), row.text("alt"), row.number("width"), row.number("height")));
                })
                .all()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, further) -> first));
    }

    private static Findable activity(
            Row row, Map<UUID, List<PlannedOccurrence>> occurrences, Map<UUID, ActivityCard.Photo> photos) {
        return new Findable(
                row.id("id"),
                row.text("title"),
                row.text("summary"),
                Programme.valueOf(row.text("programme").toUpperCase(Locale.ROOT)),
                row.textOrNull("brand"),
                Audience.of(row.text("audiences")),
                ActivityStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.number("version"),
                row.flag("walk_in"),
                row.id("youth_home_id"),
                row.text("name"),
                row.text("address"),
                new GeoPoint(row.decimal("longitude"), row.decimal("latitude")),
                row.id("community_id"),
                row.instantOrNull("enrolment_closes_at"),
                row.instantOrNull("published_at"),
                row.instant("last_ends_at"),
                photos.get(row.id("id")),
                occurrences.getOrDefault(row.id("id"), List.of()));
    }
}
