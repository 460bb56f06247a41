package org.youthhome.activity;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
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

/** Drafts that are still being typed, in MySQL. */
@Component
class DraftStore {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String SELECT =
            "SELECT id, community_id, content, version, created_by, updated_at FROM activity_draft";

    private final DatabaseClient database;
    private final ActivityPhotos photos;
    private final Clock clock;

    DraftStore(DatabaseClient database, ActivityPhotos photos, Clock clock) {
        this.database = database;
        this.photos = photos;
        this.clock = clock;
    }

    Mono<ActivityDraft> find(UUID id) {
        return database.sql(SELECT + " WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .map(DraftStore::read)
                .one();
    }

    Mono<Void> add(ActivityDraft draft) {
        return hold(draft).then(insert(draft));
    }

    /** What it names stays, at least until the caller's transaction has written that it does. */
    private Mono<Void> hold(ActivityDraft draft) {
        return photos.hold(draft.sketch().photos());
    }

    private Mono<Void> insert(ActivityDraft draft) {
        return database.sql("""
                        INSERT INTO activity_draft (id, youth_home_id, community_id, content, version, created_by,
                            created_at, updated_at)
                        VALUES (:id, :home, :community, :content, :version, :by, :now, :now)
                        """)
                .bind("id", Ids.bytes(draft.id()))
                .bind("home", Ids.bytes(draft.sketch().youthHomeId()))
                .bind("community", Ids.bytes(draft.communityId()))
                .bind("content", JSON.writeValueAsString(draft.sketch()))
                .bind("version", draft.version())
                .bind("by", Ids.bytes(draft.createdBy()))
                .bind("now", Times.column(clock.instant()))
                .then();
    }

    /** Writes the draft where it is still at the version before; refuses when somebody was faster. */
    Mono<Void> save(ActivityDraft draft) {
        return hold(draft).then(update(draft));
    }

    private Mono<Void> update(ActivityDraft draft) {
        return database.sql("""
                        UPDATE activity_draft
                           SET youth_home_id = :home, community_id = :community, content = :content,
                               version = :version, updated_at = :now
                         WHERE id = :id AND version = :before
                        """)
                .bind("home", Ids.bytes(draft.sketch().youthHomeId()))
                .bind("community", Ids.bytes(draft.communityId()))
                .bind("content", JSON.writeValueAsString(draft.sketch()))
                .bind("version", draft.version())
                .bind("now", Times.column(clock.instant()))
                .bind("id", Ids.bytes(draft.id()))
                .bind("before", draft.version() - 1)
                .fetch()
                .rowsUpdated()
                .flatMap(DraftStore::refuseUnlessOne);
    }

    /** Takes the draft away at this version; refuses when it has changed or is gone. */
    Mono<Void> remove(UUID id, int version) {
        return database.sql("DELETE FROM activity_draft WHERE id = :id AND version = :version")
                .bind("id", Ids.bytes(id))
                .bind("version", version)
                .fetch()
                .rowsUpdated()
                .flatMap(DraftStore::refuseUnlessOne);
    }

    /** The latest first. */
    Mono<Page<ActivityDraft>> page(Collection<UUID> communities, int limit, @Nullable String after) {
        if (communities.isEmpty()) {
            return Mono.just(new Page<>(List.of(), null));
        }
        UUID before = after == null ? new UUID(-1, -1) : Cursor.parse(after, 1).id(0);
        return database.sql(
                        SELECT + " WHERE community_id IN (:communities) AND id < :before ORDER BY id DESC LIMIT :limit")
                .bind("communities", communities.stream().map(Ids::bytes).toList())
                .bind("before", Ids.bytes(before))
                .bind("limit", limit + 1)
                .map(DraftStore::read)
                .all()
                .collectList()
                .map(found -> Page.of(found, limit, last -> Cursor.of(last.id())));
    }

    private static Mono<Void> refuseUnlessOne(long rows) {
        return rows == 1 ? Mono.empty() : Mono.error(Refusal.of(Refusal.Kind.STALE, "changed_meanwhile"));
    }

    private static ActivityDraft read(Readable readable) {
        Row row = new Row(readable);
        return new ActivityDraft(
                row.id("id"),
                row.id("community_id"),
                JSON.readValue(row.text("content"), ActivitySketch.class),
                row.number("version"),
                row.id("created_by"),
                row.instant("updated_at"));
    }
}
