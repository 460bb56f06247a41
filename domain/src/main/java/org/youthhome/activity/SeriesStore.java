package org.youthhome.activity;

import io.r2dbc.spi.Readable;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivitySeries.Member;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Series, and which occurrence stands for which of their days. */
@Component
class SeriesStore {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final DatabaseClient database;

    SeriesStore(DatabaseClient database) {
        this.database = database;
    }

    Mono<ActivitySeries> find(UUID activityId) {
        return database.sql("SELECT content FROM activity_series WHERE activity_id = :activity")
                .bind("activity", Ids.bytes(activityId))
                .map(row -> JSON.readValue(new Row(row).text("content"), ActivitySeries.class))
                .one();
    }

    Mono<Void> save(UUID activityId, ActivitySeries series) {
        return database.sql("""
                        INSERT INTO activity_series (activity_id, content) VALUES (:activity, :content)
                        ON DUPLICATE KEY UPDATE content = VALUES(content)
                        """)
                .bind("activity", Ids.bytes(activityId))
                .bind("content", JSON.writeValueAsString(series))
                .then();
    }

    /** By occurrence. */
    Mono<Map<UUID, Member>> members(UUID activityId) {
        return database.sql("""
                        SELECT s.occurrence_id, s.recurs_on, s.starts_at, s.ends_at
                          FROM series_occurrence s JOIN occurrence o ON o.id = s.occurrence_id
                         WHERE s.activity_id = :activity
                        """)
                .bind("activity", Ids.bytes(activityId))
                .map(SeriesStore::read)
                .all()
                .collectMap(Member::occurrenceId, Function.identity());
    }

    Mono<Void> save(UUID activityId, Collection<Member> members) {
        return Flux.fromIterable(members)
                .concatMap(member -> database.sql("""
                                INSERT INTO series_occurrence (occurrence_id, activity_id, recurs_on, starts_at, ends_at)
                                VALUES (:occurrence, :activity, :day, :starts, :ends)
                                ON DUPLICATE KEY UPDATE recurs_on = VALUES(recurs_on), starts_at = VALUES(starts_at),
                                    ends_at = VALUES(ends_at)
                                """)
                        .bind("occurrence", Ids.bytes(member.occurrenceId()))
                        .bind("activity", Ids.bytes(activityId))
                        .bind("day", member.recursOn())
                        .bind("starts", Times.column(member.startsAt()))
                        .bind("ends", Times.column(member.endsAt()))
                        .then())
                .then();
    }

    private static Member read(Readable readable) {
        Row row = new Row(readable);
        return new Member(
                row.id("occurrence_id"),
                Objects.requireNonNull(readable.get("recurs_on", LocalDate.class)),
                row.instant("starts_at"),
                row.instant("ends_at"));
    }
}
