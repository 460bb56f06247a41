package org.youthhome.activity;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.activity.ContentCheck.Suggestion;
import org.youthhome.activity.ContentCheck.Verdict;
import org.youthhome.audit.AuditTrail;
import org.youthhome.kernel.Refusal;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Mono;

/**
 * Publications to come, asked for and taken back. The content check is passed when one is asked for: WeChat judges only
 * authors who were active within two hours, and a person who has to decide then has time to. {@link ScheduledPublishing}
 * publishes at its time.
 */
@Component
public class PublicationSchedule {

    private final PublicationStore publications;
    private final ActivityStore store;
    private final ReviewStore reviews;
    private final ActivityPublishing publishing;
    private final ContentJudge judge;
    private final Occurrences occurrences;
    private final YouthHomes homes;
    private final AuditTrail audit;
    private final Clock clock;
    private final TransactionalOperator transaction;

    PublicationSchedule(
            PublicationStore publications,
            ActivityStore store,
            ReviewStore reviews,
            ActivityPublishing publishing,
            ContentJudge judge,
            Occurrences occurrences,
            YouthHomes homes,
            AuditTrail audit,
            Clock clock,
            TransactionalOperator transaction) {
        this.publications = publications;
        this.store = store;
        this.reviews = reviews;
        this.publishing = publishing;
        this.judge = judge;
        this.occurrences = occurrences;
        this.homes = homes;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Where a publication stands. */
    public enum State {
        WAITING,
        /** A person reads the texts first. */
        IN_REVIEW,
        /** It could not be published at its time; whoever asked for it was told. */
        FAILED
    }

    /**
     * A publication to come.
     *
     * @param failure code of the refusal, where it failed
     */
    public record Publication(
            Instant publishAt, State state, @Nullable String failure) {}

    /** The publication that is to come; refuses where none is. */
    public Mono<Publication> of(UUID activityId) {
        return publications
                .find(activityId)
                .map(PublicationSchedule::publication)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("publication")));
    }

    private static Publication publication(PublicationStore.Entry entry) {
        State state = entry.failure() != null ? State.FAILED : entry.isInReview() ? State.IN_REVIEW : State.WAITING;
        return new Publication(entry.publishAt(), state, entry.failure());
    }

    /**
     * Is to be published then; asked again, then instead.
     *
     * @param read the version that the caller read, if the caller says so
     * @param publishAt in the future, and before the last occurrence ends
     */
    public Mono<Publication> put(UUID caller, UUID activityId, @Nullable Integer read, Instant publishAt) {
        return store.find(activityId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(activity -> {
                    activity.refuseUnless(read);
                    refuseUnlessDraft(activity);
                    if (!publishAt.isAfter(clock.instant())) {
                        return Mono.error(Refusal.invalid("publishAt", "already_over"));
                    }
                    if (!publishAt.isBefore(activity.lastEndsAt())) {
                        return Mono.error(Refusal.invalid("publishAt", "after_the_end"));
                    }
                    if (activity.status() == ActivityStatus.IN_REVIEW) {
                        return enter(caller, activity, publishAt, null);
                    }
                    return homes.byId(activity.youthHomeId()).flatMap(home -> {
                        activity.checkPublishable(home, clock.instant());
                        return judge.verdict(caller, activity)
                                .flatMap(verdict -> enter(caller, activity, publishAt, verdict));
                    });
                })
                .then(Mono.defer(() -> of(activityId)));
    }

    private Mono<Void> enter(UUID caller, Activity judged, Instant publishAt, @Nullable Verdict verdict) {
        return store.lock(judged.id())
                .flatMap(before -> {
                    before.refuseUnless(judged.version());
                    refuseUnlessDraft(before);
                    boolean passed = verdict != null && verdict.suggestion() == Suggestion.PASS;
                    Mono<Void> asks =
                            verdict == null || passed ? Mono.empty() : publishing.awaitReview(caller, before, verdict);
                    return asks.then(publications.write(caller, before, publishAt, passed ? before.version() : null))
                            .then(audit.record(
                                    caller,
                                    "activity.schedule",
                                    before.id(),
                                    before.communityId(),
                                    Map.of("publishAt", publishAt.toString(), "version", before.version())));
                })
                .as(transaction::transactional)
                .doOnSuccess(done -> occurrences.changed());
    }

    /** Takes it back; it stays a draft. Where nothing was to come, nothing changes. */
    public Mono<Void> remove(UUID caller, UUID activityId) {
        return store.lock(activityId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(activity -> publications
                        .drop(activityId)
                        .flatMap(dropped -> dropped == 0
                                ? Mono.<Void>empty()
                                : takeFromReview(activity)
                                        .then(audit.record(
                                                caller,
                                                "activity.unschedule",
                                                activityId,
                                                activity.communityId(),
                                                Map.of("version", activity.version())))))
                .as(transaction::transactional);
    }

    /** What a person accepts later would otherwise be published at once. */
    private Mono<Void> takeFromReview(Activity activity) {
        return activity.status() == ActivityStatus.IN_REVIEW
                ? store.save(activity, activity.backToDraft()).then(reviews.withdraw(activity.id()))
                : Mono.empty();
    }

    private static void refuseUnlessDraft(Activity activity) {
        if (!List.of(ActivityStatus.DRAFT, ActivityStatus.IN_REVIEW).contains(activity.status())) {
            throw Refusal.conflict("not_a_draft");
        }
    }
}
