package org.youthhome.activity;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.PlaceOf;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Templates: a community's own, made of its activities, and those of the programmes' brands. */
@Component
public class ActivityTemplates implements PlaceOf {

    /** More is no help for a thumb. */
    public static final int MOST = 100;

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String SELECT = "SELECT id, community_id, name, content, created_at FROM activity_template";

    private final DatabaseClient database;
    private final ShippedTemplates shipped;
    private final ActivityStore activities;
    private final ActivityDrafts drafts;
    private final Rights rights;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;
    private final TransactionalOperator transaction;

    ActivityTemplates(
            DatabaseClient database,
            ShippedTemplates shipped,
            ActivityStore activities,
            ActivityDrafts drafts,
            Rights rights,
            AuditTrail audit,
            Ids ids,
            Clock clock,
            TransactionalOperator transaction) {
        this.database = database;
        this.shipped = shipped;
        this.activities = activities;
        this.drafts = drafts;
        this.rights = rights;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * The community's own, the latest first, and then those of the programmes.
     *
     * @param communityId where the caller may publish; null for those of the programmes alone
     */
    public Mono<List<ActivityTemplate>> list(UUID caller, @Nullable UUID communityId, @Nullable Programme programme) {
        Mono<List<ActivityTemplate>> own = communityId == null
                ? Mono.just(List.of())
                : rights.require(caller, communityId, Right.PUBLISH_ACTIVITY).then(Mono.defer(() -> of(communityId)));
        return own.map(theirs -> java.util.stream.Stream.concat(theirs.stream(), shipped.all().stream())
                .filter(template -> programme == null || template.content().programme() == programme)
                .toList());
    }

    /** Keeps what this activity is like for its community. */
    public Mono<ActivityTemplate> keep(UUID caller, UUID activityId, String name) {
        return activities
                .find(activityId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(activity -> of(activity.communityId()).flatMap(known -> {
                    if (known.size() >= MOST) {
                        return Mono.error(Refusal.conflict("too_many_templates", Map.of("most", MOST)));
                    }
                    ActivityTemplate template = new ActivityTemplate(
                            ids.next(), activity.communityId(), name, ActivityTemplate.of(activity), clock.instant());
                    return add(caller, template).thenReturn(template);
                }));
    }

    /**
     * A draft from the template at a home where the caller may publish; what it leaves open is what is usual there.
     *
     * @param startsOn day of the first occurrence; null leaves the times open
     */
    public Mono<ActivityDraft> draft(UUID caller, UUID id, UUID homeId, @Nullable LocalDate startsOn) {
        return find(id).flatMap(template -> {
            if (startsOn != null) {
                Activity.refuseUnlessPlannable("startsOn", startsOn, clock.instant());
            }
            UUID communityId = template.communityId();
            Mono<Void> allowed =
                    communityId == null ? Mono.empty() : rights.require(caller, communityId, Right.PUBLISH_ACTIVITY);
            return allowed.then(Mono.defer(() -> drafts.create(caller, template.at(homeId, startsOn))));
        });
    }

    /** Throws one of a community's own away. */
    public Mono<Void> remove(UUID caller, UUID id) {
        return find(id).flatMap(template -> database.sql("DELETE FROM activity_template WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .then()
                .then(audit.record(caller, "activity_template.remove", id, template.communityId(), Map.of()))
                .as(transaction::transactional));
    }

    private Mono<ActivityTemplate> find(UUID id) {
        return Mono.justOrEmpty(shipped.byId(id))
                .switchIfEmpty(Mono.defer(() -> database.sql(SELECT + " WHERE id = :id")
                        .bind("id", Ids.bytes(id))
                        .map(ActivityTemplates::read)
                        .one()))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity_template")));
    }

    private Mono<List<ActivityTemplate>> of(UUID communityId) {
        return database.sql(SELECT + " WHERE community_id = :community ORDER BY id DESC LIMIT " + MOST)
                .bind("community", Ids.bytes(communityId))
                .map(ActivityTemplates::read)
                .all()
                .collectList();
    }

    private Mono<Void> add(UUID caller, ActivityTemplate template) {
        UUID communityId = java.util.Objects.requireNonNull(template.communityId());
        return database.sql("""
                        INSERT INTO activity_template (id, community_id, name, content, created_by, created_at)
                        VALUES (:id, :community, :name, :content, :by, :now)
                        """)
                .bind("id", Ids.bytes(template.id()))
                .bind("community", Ids.bytes(communityId))
                .bind("name", template.name())
                .bind("content", JSON.writeValueAsString(template.content()))
                .bind("by", Ids.bytes(caller))
                .bind("now", Times.column(clock.instant()))
                .then()
                .then(audit.record(caller, "activity_template.keep", template.id(), communityId, Map.of()))
                .as(transaction::transactional);
    }

    private static ActivityTemplate read(Readable readable) {
        Row row = new Row(readable);
        return new ActivityTemplate(
                row.id("id"),
                row.id("community_id"),
                row.text("name"),
                JSON.readValue(row.text("content"), ActivityTemplate.Content.class),
                row.instant("created_at"));
    }

    @Override
    public String thing() {
        return "activity_template";
    }

    /** Those of the programmes are in no place: nobody's right reaches them. */
    @Override
    public Mono<UUID> placeOf(String variable) {
        return Ids.parse(variable)
                .flatMap(id -> database.sql("SELECT community_id FROM activity_template WHERE id = :id")
                        .bind("id", Ids.bytes(id))
                        .map(row -> new Row(row).id("community_id"))
                        .one());
    }
}
