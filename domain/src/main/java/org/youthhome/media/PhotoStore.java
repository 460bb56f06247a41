package org.youthhome.media;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.kernel.Tokens;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Photos, and what WeChat said of them, in MySQL. */
@Component
class PhotoStore {

    private static final String SELECT = """
            SELECT id, community_id, uploaded_by, uploaded_at, width, height, state, label, reason FROM photo
            """;

    private final DatabaseClient database;
    private final Clock clock;

    PhotoStore(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param checkToken by which WeChat may fetch the picture until the time given */
    Mono<Void> add(Photo photo, String checkToken, Instant until) {
        return database.sql("""
                        INSERT INTO photo (id, community_id, uploaded_by, uploaded_at, width, height, state, check_token,
                            check_until)
                        VALUES (:id, :community, :by, :at, :width, :height, :state, :token, :until)
                        """)
                .bind("id", Ids.bytes(photo.id()))
                .bind("community", Ids.bytes(photo.communityId()))
                .bind("by", Ids.bytes(photo.uploadedBy()))
                .bind("at", Times.column(photo.uploadedAt()))
                .bind("width", photo.width())
                .bind("height", photo.height())
                .bind("state", code(photo.state()))
                .bind("token", Tokens.hash(checkToken))
                .bind("until", Times.column(until))
                .then();
    }

    /** Ids of those decided about that were uploaded before this moment, behind this id. */
    Mono<List<UUID>> decided(Instant before, UUID after, int most) {
        return database.sql("""
                        SELECT id FROM photo
                         WHERE id > :after AND uploaded_at < :before AND state IN ('passed', 'refused')
                         ORDER BY id LIMIT :most
                        """)
                .bind("after", Ids.bytes(after))
                .bind("before", Times.column(before))
                .bind("most", most)
                .map(readable -> new Row(readable).id("id"))
                .all()
                .collectList();
    }

    /** Keeps others from using the photo until the caller's transaction ends; empty when there is none. */
    Mono<UUID> lock(UUID id) {
        return database.sql("SELECT id FROM photo WHERE id = :id FOR UPDATE")
                .bind("id", Ids.bytes(id))
                .map(readable -> new Row(readable).id("id"))
                .one();
    }

    /** How many of these there are; none of them goes before the caller's transaction ends. */
    Mono<Long> hold(Collection<UUID> ids) {
        return database.sql("SELECT id FROM photo WHERE id IN (:ids) ORDER BY id LOCK IN SHARE MODE")
                .bind("ids", ids.stream().map(Ids::bytes).toList())
                .map(readable -> new Row(readable).id("id"))
                .all()
                .count();
    }

    Mono<Void> remove(UUID id) {
        return database.sql("DELETE FROM photo WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .then();
    }

    Mono<Photo> find(UUID id) {
        return database.sql(SELECT + " WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .map(PhotoStore::read)
                .one();
    }

    Flux<Photo> find(Collection<UUID> ids) {
        return ids.isEmpty()
                ? Flux.empty()
                : database.sql(SELECT + " WHERE id IN (:ids)")
                        .bind("ids", ids.stream().map(Ids::bytes).toList())
                        .map(PhotoStore::read)
                        .all();
    }

    /** The photo that is being checked and that WeChat may fetch by this token now. */
    Mono<Photo> findByToken(UUID id, String token) {
        return database.sql(SELECT + """
                         WHERE id = :id AND check_token = :token AND check_until > :now AND state = 'checking'
                        """)
                .bind("id", Ids.bytes(id))
                .bind("token", Tokens.hash(token))
                .bind("now", Times.column(clock.instant()))
                .map(PhotoStore::read)
                .one();
    }

    Mono<Photo> findByTrace(String traceId) {
        return database.sql(SELECT + " WHERE trace_id = :trace")
                .bind("trace", traceId)
                .map(PhotoStore::read)
                .one();
    }

    /** How many this person uploaded within the time before now. */
    Mono<Long> uploadedWithin(UUID person, Duration time) {
        return database.sql("SELECT COUNT(*) AS photos FROM photo WHERE uploaded_by = :person AND uploaded_at > :since")
                .bind("person", Ids.bytes(person))
                .bind("since", Times.column(clock.instant().minus(time)))
                .map(readable -> new Row(readable).bigNumber("photos"))
                .one();
    }

    /** Those that still wait for WeChat although they were uploaded before this moment, the oldest first. */
    Flux<Photo> waitingSince(Instant before, int most) {
        return database.sql(SELECT + """
                         WHERE state = 'checking' AND uploaded_at <= :before ORDER BY uploaded_at LIMIT :most
                        """)
                .bind("before", Times.column(before))
                .bind("most", most)
                .map(PhotoStore::read)
                .all();
    }

    /** Notes by what name WeChat will speak of it. */
    Mono<Void> asked(UUID id, String traceId) {
        return database.sql("UPDATE photo SET trace_id = :trace WHERE id = :id")
                .bind("trace", traceId)
                .bind("id", Ids.bytes(id))
                .then();
    }

    /** Moves it on if it is still there; whether it was. */
    Mono<Boolean> move(UUID id, Photo.State from, Photo.State to, @Nullable Integer label, @Nullable String reason) {
        boolean decided = to == Photo.State.PASSED || to == Photo.State.REFUSED;
        return database.sql("""
                        UPDATE photo
                           SET state = :to, label = COALESCE(:label, label), reason = :reason, decided_at = :decided
                         WHERE id = :id AND state = :from
                        """)
                .bind("to", code(to))
                .bind("label", number(label))
                .bind("reason", reason == null ? Parameters.in(R2dbcType.VARCHAR) : Parameters.in(reason))
                .bind(
                        "decided",
                        decided ? Parameters.in(Times.column(clock.instant())) : Parameters.in(R2dbcType.TIMESTAMP))
                .bind("id", Ids.bytes(id))
                .bind("from", code(from))
                .fetch()
                .rowsUpdated()
                .map(moved -> moved > 0);
    }

    /** Keeps what WeChat said; what it said first stays. */
    Mono<Void> keep(PhotoVerdict verdict) {
        return database.sql("""
                        INSERT INTO photo_verdict (trace_id, suggestion, label, heard_at)
                        VALUES (:trace, :suggestion, :label, :now) ON DUPLICATE KEY UPDATE trace_id = trace_id
                        """)
                .bind("trace", verdict.traceId())
                .bind("suggestion", code(verdict.suggestion()))
                .bind("label", number(verdict.label()))
                .bind("now", Times.column(clock.instant()))
                .then();
    }

    /** What WeChat said under this name first. */
    Mono<PhotoVerdict> verdict(String traceId) {
        return database.sql("SELECT suggestion, label FROM photo_verdict WHERE trace_id = :trace")
                .bind("trace", traceId)
                .map(readable -> {
                    Row row = new Row(readable);
                    return new PhotoVerdict(
                            traceId,
                            PhotoVerdict.Suggestion.valueOf(
                                    row.text("suggestion").toUpperCase(Locale.ROOT)),
                            row.numberOrNull("label"));
                })
                .one();
    }

    /** Forgets what was said before this moment: nothing that waits is as old. */
    Mono<Void> forgetVerdicts(Instant before) {
        return database.sql("DELETE FROM photo_verdict WHERE heard_at < :before")
                .bind("before", Times.column(before))
                .then();
    }

    private static Parameter number(@Nullable Integer number) {
        return number == null ? Parameters.in(R2dbcType.INTEGER) : Parameters.in(number);
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Photo read(Readable readable) {
        Row row = new Row(readable);
        return new Photo(
                row.id("id"),
                row.id("community_id"),
                row.id("uploaded_by"),
                row.instant("uploaded_at"),
                Photo.State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
                row.numberOrNull("label"),
                row.textOrNull("reason"),
                row.number("width"),
                row.number("height"));
    }
}
