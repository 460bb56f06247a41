package org.youthhome.activity;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.PlaceOf;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.YouthHome;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Mono;

/**
 * Drafts as they are typed: saved often and incomplete. Publishing one says all that is missing at once, and makes it
 * the activity of the same id, in one step; until then there is nothing that others could see.
 *
 * <p>Saving leaves no line in the audit log: nothing is decided by it, and it happens with every pause of a thumb.
 */
@Component
public class ActivityDrafts implements PlaceOf {

    private final DraftStore store;
    private final ActivityStore activities;
    private final ActivityDesk desk;
    private final ActivityPublishing publishing;
    private final UsualTerms usual;
    private final YouthHomes homes;
    private final Territory territory;
    private final Rights rights;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;
    private final TransactionalOperator transaction;

    ActivityDrafts(
            DraftStore store,
            ActivityStore activities,
            ActivityDesk desk,
            ActivityPublishing publishing,
            UsualTerms usual,
            YouthHomes homes,
            Territory territory,
            Rights rights,
            AuditTrail audit,
            Ids ids,
            Clock clock,
            TransactionalOperator transaction) {
        this.store = store;
        this.activities = activities;
        this.desk = desk;
        this.publishing = publishing;
        this.usual = usual;
        this.homes = homes;
        this.territory = territory;
        this.rights = rights;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** A new draft at a home where the caller may publish; what is left open is what is usual there. */
    public Mono<ActivityDraft> create(UUID caller, ActivitySketch sketch) {
        return homeFor(caller, sketch).flatMap(home -> usual.at(home, sketch.programme())
                .map(sketch::or)
                .flatMap(filled -> {
                    Instant now = clock.instant();
                    ActivityDraft draft = new ActivityDraft(ids.next(), home.communityId(), filled, 0, caller, now);
                    return store.add(draft)
                            .then(audit.record(
                                    caller, "activity_draft.create", draft.id(), home.communityId(), Map.of()))
                            .thenReturn(draft)
                            .as(transaction::transactional);
                }));
    }

    /** The draft; refuses when there is none. */
    public Mono<ActivityDraft> get(UUID id) {
        return store.find(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("activity_draft")));
    }

    /**
     * As it stands now.
     *
     * @param read the version that the caller read
     */
    public Mono<ActivityDraft> save(UUID caller, UUID id, int read, ActivitySketch sketch) {
        return get(id).flatMap(before -> homeFor(caller, sketch).flatMap(home -> {
            if (before.version() != read) {
                return Mono.error(Refusal.of(Refusal.Kind.STALE, "changed_meanwhile"));
            }
            ActivityDraft after =
                    new ActivityDraft(id, home.communityId(), sketch, read + 1, before.createdBy(), clock.instant());
            return store.save(after).thenReturn(after).as(transaction::transactional);
        }));
    }

    /** Throws it away. */
    public Mono<Void> discard(UUID caller, UUID id) {
        return get(id).flatMap(draft -> store.remove(id, draft.version())
                .then(audit.record(caller, "activity_draft.discard", id, draft.communityId(), Map.of()))
                .as(transaction::transactional));
    }

    /** The drafts of everywhere the caller may publish, the latest first. */
    public Mono<Page<ActivityDraft>> page(UUID caller, int limit, @Nullable String after) {
        return rights.of(caller)
                .zipWith(territory.tree(), (holdings, tree) -> holdings.stream()
                        .filter(holding -> holding.role().grants(Right.PUBLISH_ACTIVITY))
                        .flatMap(holding -> tree.within(holding.placeId()).stream())
                        .distinct()
                        .toList())
                .flatMap(communities -> store.page(communities, limit, after));
    }

    /** All that keeps it from being published. */
    public List<Refusal.Field> missing(ActivityDraft draft) {
        return draft.sketch().missing(clock.instant());
    }

    /**
     * Becomes the activity of the same id: published, or waiting for a person's decision. A second time answers what
     * became of it.
     *
     * @param read the version that the caller read, if the caller says so
     */
    public Mono<Activity> publish(UUID caller, UUID id, @Nullable Integer read) {
        return become(
                        id,
                        read,
                        draft -> publishing.publish(
                                caller, id, draft.sketch().plan(), store.remove(id, draft.version())))
                // Kept meanwhile as an activity that is a draft still.
                .flatMap(became -> became.status() == ActivityStatus.DRAFT
                        ? publishing.publish(caller, id, null)
                        : Mono.just(became));
    }

    /**
     * Becomes the activity of the same id, which is a draft still: to be published at a time, or to get a series of
     * occurrences before anybody sees it.
     *
     * @param read the version that the caller read, if the caller says so
     */
    public Mono<Activity> finish(UUID caller, UUID id, @Nullable Integer read) {
        return become(
                id, read, draft -> desk.keep(caller, id, draft.sketch().plan(), store.remove(id, draft.version())));
    }

    private Mono<Activity> become(UUID id, @Nullable Integer read, Function<ActivityDraft, Mono<Activity>> how) {
        return activities.find(id).switchIfEmpty(Mono.defer(() -> get(id).flatMap(draft -> {
            if (read != null && read != draft.version()) {
                return Mono.error(Refusal.of(Refusal.Kind.STALE, "changed_meanwhile"));
            }
            List<Refusal.Field> missing = missing(draft);
            if (!missing.isEmpty()) {
                return Mono.error(Refusal.conflict("activity_incomplete", missing));
            }
            return how.apply(draft)
                    // Somebody else was faster with the very same.
                    .onErrorResume(Refusal.class, stale -> activities.find(id).switchIfEmpty(Mono.error(stale)));
        })));
    }

    private Mono<YouthHome> homeFor(UUID caller, ActivitySketch sketch) {
        return homes.byId(sketch.youthHomeId())
                .switchIfEmpty(Mono.error(() -> Refusal.invalid("youthHomeId", "youth_home_not_found")))
                .flatMap(home -> rights.require(caller, home.communityId(), Right.PUBLISH_ACTIVITY)
                        .thenReturn(home));
    }

    @Override
    public String thing() {
        return "activity_draft";
    }

    @Override
    public Mono<UUID> placeOf(String variable) {
        // A draft that has been published is the activity of the same id: publishing it again is harmless.
        return Ids.parse(variable).flatMap(id -> store.find(id)
                .map(ActivityDraft::communityId)
                .switchIfEmpty(Mono.defer(() -> activities.communityOf(id))));
    }
}
