package org.youthhome.notification;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** What a person was told. */
@Component
public class Inbox {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final DatabaseClient database;
    private final Clock clock;

    Inbox(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * One notice.
     *
     * @param told with this person's own hours and occurrences
     * @param readAt null while it is unread
     */
    public record Notice(
            UUID id, Told told, Instant toldAt, @Nullable Instant readAt) {}

    /** A person's notices, the latest first. */
    public Mono<Page<Notice>> of(UUID personId, boolean unread, int limit, @Nullable String after) {
        UUID before = after == null ? new UUID(-1, -1) : Cursor.parse(after, 1).id(0);
        return database.sql("""
                        SELECT id, content, told_at, read_at FROM notice
                         WHERE person_id = :person AND id < :before %s
                         ORDER BY id DESC LIMIT :limit
                        """.formatted(unread ? "AND read_at IS NULL" : ""))
                .bind("person", Ids.bytes(personId))
                .bind("before", Ids.bytes(before))
                .bind("limit", limit + 1)
                .map(Inbox::read)
                .all()
                .collectList()
                .map(found -> Page.of(found, limit, last -> Cursor.of(last.id())));
    }

    /** How many of them are unread. */
    public Mono<Long> unread(UUID personId) {
        return database.sql("SELECT COUNT(*) AS unread FROM notice WHERE person_id = :person AND read_at IS NULL")
                .bind("person", Ids.bytes(personId))
                .map(row -> new Row(row).bigNumber("unread"))
                .one();
    }

    /** The person has read it; a second time changes nothing. */
    public Mono<Void> markRead(UUID personId, UUID noticeId) {
        return database.sql("SELECT read_at FROM notice WHERE id = :id AND person_id = :person")
                .bind("id", Ids.bytes(noticeId))
                .bind("person", Ids.bytes(personId))
                .map(row -> noticeId)
                .one()
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("notice")))
                .then(mark(" AND id = :id", personId, noticeId));
    }

    /** The person has read all there was. */
    public Mono<Void> markAllRead(UUID personId) {
        return mark(" AND id <= :id", personId, new UUID(-1, -1));
    }

    private Mono<Void> mark(String which, UUID personId, UUID id) {
        return database.sql("UPDATE notice SET read_at = :now WHERE person_id = :person AND read_at IS NULL" + which)
                .bind("now", Times.column(clock.instant()))
                .bind("person", Ids.bytes(personId))
                .bind("id", Ids.bytes(id))
                .then();
    }

    private static Notice read(Readable readable) {
        Row row = new Row(readable);
        return new Notice(
                row.id("id"),
                JSON.readValue(row.text("content"), Told.class),
                row.instant("told_at"),
                row.instantOrNull("read_at"));
    }
}
