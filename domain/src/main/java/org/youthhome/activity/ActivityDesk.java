package org.youthhome.activity;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.activity.ActivityPlan.OccurrencePlan;
import org.youthhome.activity.ContentCheck.Suggestion;
import org.youthhome.activity.ContentCheck.Verdict;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.youthhome.YouthHome;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Mono;

/**
 * Where organisers write: draft, edit, cancel, close; {@link ActivityPublishing} publishes. Whether the caller may do it at
 * the activity's own community is decided before; what only a body says, the home, is decided here.
 *
 * <p>WeChat is asked outside of any transaction; the version that was judged is compared when its answer is stored.
 */
@Component
public class ActivityDesk {

    private static final int CODE_BITS = 56;

    private final ActivityStore store;
    private final OccurrenceStore planned;
    private final ReviewStore reviews;
    private final PublicationStore publications;
    private final ActivityPhotos photos;
    private final Occurrences occurrences;
    private final YouthHomes homes;
    private final ContentJudge judge;
    private final Rights rights;
    private final ActivityNews news;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;
    private final TransactionalOperator transaction;
    private final SecureRandom random = new SecureRandom();

    ActivityDesk(
            ActivityStore store,
            OccurrenceStore planned,
            ReviewStore reviews,
            PublicationStore publications,
            ActivityPhotos photos,
            Occurrences occurrences,
            YouthHomes homes,
            ContentJudge judge,
            Rights rights,
            ActivityNews news,
            AuditTrail audit,
            Ids ids,
            Clock clock,
            TransactionalOperator transaction) {
        this.store = store;
        this.planned = planned;
        this.reviews = reviews;
        this.publications = publications;
        this.photos = photos;
        this.occurrences = occurrences;
        this.homes = homes;
        this.judge = judge;
        this.rights = rights;
        this.news = news;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** A new draft at a home where the caller may publish. */
    public Mono<Activity> create(UUID caller, ActivityPlan plan) {
        return keep(caller, ids.next(), plan, Mono.empty());
    }

    /**
     * The activity as the plan wants it. Texts that others already read pass the content check again: when a person
     * has to decide, the old ones stay until then and all else is changed at once.
     *
     * @param read the version that the caller read
     */
    public Mono<Activity> edit(UUID caller, UUID id, int read, ActivityPlan plan) {
        return find(id).flatMap(before -> targetHome(caller, before, plan).flatMap(home -> {
            before.refuseUnless(read);
            Mono<Void> usable = photos.refuseUnlessUsable(caller, home.communityId(), plan.texts(), before.texts());
            return usable.then(planned.inUse(before.leftOut(plan))).flatMap(inUse -> {
                Activity wanted = before.edit(plan, home, clock.instant(), inUse, begin());
                boolean judged = wanted.status() == ActivityStatus.PUBLISHED
                        && !wanted.texts().said().equals(before.texts().said());
                return judged
                        ? judge.verdict(caller, wanted)
                                .flatMap(verdict -> saveEdit(caller, id, read, plan, home, verdict))
                        : saveEdit(caller, id, read, plan, home, null);
            });
        }));
    }

    private Mono<Activity> saveEdit(
            UUID caller, UUID id, int read, ActivityPlan plan, YouthHome home, @Nullable Verdict verdict) {
        return lock(id).flatMap(before -> {
                    before.refuseUnless(read);
                    return planned.inUse(before.leftOut(plan)).flatMap(inUse -> {
                        Activity wanted = before.edit(plan, home, clock.instant(), inUse, begin());
                        if (verdict == null || verdict.suggestion() == Suggestion.PASS) {
                            return save(caller, before, wanted, null, reviews.withdraw(id));
                        }
                        Activity after = wanted.saying(before.texts());
                        return save(
                                caller,
                                before,
                                after,
                                null,
                                reviews.withdraw(id).then(reviews.ask(after, wanted.texts(), verdict, caller)));
                    });
                })
                .as(transaction::transactional)
                .doOnSuccess(saved -> occurrences.changed());
    }

    /**
     * The activity with its occurrences arranged anew, and nothing else changed.
     *
     * @param reason why some of them are called off, where some are
     * @param how decided with the activity locked
     */
    Mono<Activity> rearrange(
            UUID caller,
            UUID id,
            int read,
            @Nullable String reason,
            Function<Activity, Mono<SeriesDesk.Rearranged>> how) {
        return lock(id).flatMap(before -> {
                    before.refuseUnless(read);
                    return Mono.zip(home(before.youthHomeId()), how.apply(before))
                            .flatMap(known -> rearrange(caller, before, known.getT1(), reason, known.getT2()));
                })
                .as(transaction::transactional)
                .doOnSuccess(saved -> occurrences.changed());
    }

    private Mono<Activity> rearrange(
            UUID caller, Activity before, YouthHome home, @Nullable String reason, SeriesDesk.Rearranged wanted) {
        ActivityPlan plan = new ActivityPlan(
                before.youthHomeId(), before.programme(), before.texts(), before.terms(), wanted.occurrences());
        return planned.inUse(before.leftOut(plan)).flatMap(inUse -> {
            Activity after =
                    before.edit(plan, home, clock.instant(), inUse, begin()).callingOff(wanted.cancelled());
            // Texts that wait beside those of a published activity are not touched by its hours.
            Mono<Void> waiting =
                    before.status() == ActivityStatus.PUBLISHED ? reviews.carry(after) : reviews.withdraw(before.id());
            return save(
                    caller, before, after, reason, waiting.then(wanted.then().apply(after)));
        });
    }

    private Mono<Activity> save(
            UUID caller, Activity before, Activity after, @Nullable String reason, Mono<Void> also) {
        return store.save(before, after)
                .then(also)
                .then(
                        after.texts().said().equals(before.texts().said())
                                ? publications.carry(before, after)
                                : Mono.empty())
                .then(news.tell(before, after, reason))
                .then(record(caller, "activity.edit", after))
                .thenReturn(after);
    }

    /**
     * What was a draft as it is typed, kept as an activity that nobody but its organisers sees yet.
     *
     * @param id of the draft, and of the activity from now on
     * @param instead what gives way to it in the same transaction
     */
    Mono<Activity> keep(UUID caller, UUID id, ActivityPlan plan, Mono<Void> instead) {
        return home(plan.youthHomeId())
                .flatMap(home -> rights.require(caller, home.communityId(), Right.PUBLISH_ACTIVITY)
                        .then(photos.refuseUnlessUsable(caller, home.communityId(), plan.texts(), null))
                        .then(Mono.defer(() -> {
                            Activity draft = Activity.draft(id, caller, plan, home, clock.instant(), begin());
                            return instead.then(store.add(draft))
                                    .then(record(caller, "activity.create", draft))
                                    .thenReturn(draft)
                                    .as(transaction::transactional);
                        })));
    }

    /** What this plan would become, without keeping it; refuses as a draft would be refused. */
    Activity imagine(UUID id, UUID author, ActivityPlan plan, YouthHome home) {
        return Activity.draft(id, author, plan, home, clock.instant(), begin());
    }

    /** Will not take place; a second time changes nothing. */
    public Mono<Activity> cancel(UUID caller, UUID id, @Nullable Integer read, String reason) {
        return end(caller, id, read, ActivityStatus.CANCELLED, "activity.cancel", activity -> activity.cancel(reason));
    }

    /** Has taken place; a second time changes nothing. */
    public Mono<Activity> close(UUID caller, UUID id, @Nullable Integer read) {
        return end(
                caller, id, read, ActivityStatus.CLOSED, "activity.close", activity -> activity.close(clock.instant()));
    }

    private Mono<Activity> end(
            UUID caller,
            UUID id,
            @Nullable Integer read,
            ActivityStatus to,
            String action,
            Function<Activity, Activity> change) {
        return lock(id).flatMap(before -> {
                    if (before.status() == to) {
                        return Mono.just(before);
                    }
                    before.refuseUnless(read);
                    Activity after = change.apply(before);
                    return store.save(before, after)
                            .then(reviews.withdraw(id))
                            .then(news.tell(before, after, null))
                            .then(record(caller, action, after))
                            .thenReturn(after);
                })
                .as(transaction::transactional)
                .doOnSuccess(saved -> occurrences.changed());
    }

    private Mono<YouthHome> targetHome(UUID caller, Activity before, ActivityPlan plan) {
        return home(plan.youthHomeId())
                .flatMap(home -> home.communityId().equals(before.communityId())
                        ? Mono.just(home)
                        : rights.require(caller, home.communityId(), Right.PUBLISH_ACTIVITY)
                                .thenReturn(home));
    }

    Mono<YouthHome> home(UUID id) {
        return homes.byId(id).switchIfEmpty(Mono.error(() -> Refusal.invalid("youthHomeId", "youth_home_not_found")));
    }

    Mono<Activity> find(UUID id) {
        return store.find(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")));
    }

    Mono<Activity> lock(UUID id) {
        return store.lock(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")));
    }

    /** Into the audit log, with what it is now. */
    Mono<Void> record(UUID caller, String action, Activity activity) {
        return audit.record(
                caller,
                action,
                activity.id(),
                activity.communityId(),
                Map.of(
                        "version", activity.version(),
                        "status", activity.status().name().toLowerCase(Locale.ROOT)));
    }

    private Function<OccurrencePlan, PlannedOccurrence> begin() {
        return plan -> new PlannedOccurrence(
                ids.next(),
                random.nextLong() >>> (Long.SIZE - CODE_BITS),
                plan.startsAt(),
                plan.endsAt(),
                plan.shiftStartsAt(),
                plan.shiftEndsAt(),
                false,
                new PlannedOccurrence.Seats(plan.participantCapacity(), 0),
                new PlannedOccurrence.Seats(plan.volunteerCapacity(), 0));
    }
}
