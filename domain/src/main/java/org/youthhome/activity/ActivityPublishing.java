package org.youthhome.activity;

import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.activity.ContentCheck.Suggestion;
import org.youthhome.activity.ContentCheck.Verdict;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import reactor.core.publisher.Mono;

/**
 * How drafts come before others' eyes: what WeChat lets pass is published, and what it does not decide waits for a person.
 *
 * <p>WeChat is asked outside of any transaction; the version that was judged is compared when its answer is stored.
 */
@Component
public class ActivityPublishing {

    private final ActivityDesk desk;
    private final ActivityStore store;
    private final ReviewStore reviews;
    private final ActivityPhotos photos;
    private final Occurrences occurrences;
    private final ContentJudge judge;
    private final Rights rights;
    private final Clock clock;
    private final TransactionalOperator transaction;

    ActivityPublishing(
            ActivityDesk desk,
            ActivityStore store,
            ReviewStore reviews,
            ActivityPhotos photos,
            Occurrences occurrences,
            ContentJudge judge,
            Rights rights,
            Clock clock,
            TransactionalOperator transaction) {
        this.desk = desk;
        this.store = store;
        this.reviews = reviews;
        this.photos = photos;
        this.occurrences = occurrences;
        this.judge = judge;
        this.rights = rights;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * Passes the texts through the content check: published, or waiting for a person's decision.
     *
     * @param read the version that the caller read, if the caller says so
     */
    public Mono<Activity> publish(UUID caller, UUID id, @Nullable Integer read) {
        return desk.find(id).flatMap(before -> {
            before.refuseUnless(read);
            if (before.status() == ActivityStatus.PUBLISHED || before.status() == ActivityStatus.IN_REVIEW) {
                return Mono.just(before);
            }
            return desk.home(before.youthHomeId()).flatMap(home -> {
                before.checkPublishable(home, clock.instant());
                return judge.verdict(caller, before).flatMap(verdict -> savePublished(caller, before, verdict));
            });
        });
    }

    /**
     * What was a draft as it is typed: checked first, and then published, or put before a person, in one step.
     *
     * @param id of the draft, and of the activity from now on
     * @param instead what gives way to it in the same transaction
     */
    Mono<Activity> publish(UUID caller, UUID id, ActivityPlan plan, Mono<Void> instead) {
        return desk.home(plan.youthHomeId())
                .flatMap(home -> rights.require(caller, home.communityId(), Right.PUBLISH_ACTIVITY)
                        .then(photos.refuseUnlessUsable(caller, home.communityId(), plan.texts(), null))
                        .then(Mono.defer(() -> {
                            Activity draft = desk.imagine(id, caller, plan, home);
                            draft.checkPublishable(home, clock.instant());
                            return judge.verdict(caller, draft)
                                    .flatMap(verdict -> addPublished(caller, draft, verdict, instead));
                        })));
    }

    private Mono<Activity> addPublished(UUID caller, Activity draft, Verdict verdict, Mono<Void> instead) {
        boolean passed = verdict.suggestion() == Suggestion.PASS;
        Activity after = passed ? draft.publish(clock.instant()) : draft.awaitReview();
        return instead.then(store.add(after))
                .then(passed ? Mono.empty() : reviews.ask(after, after.texts(), verdict, caller))
                .then(desk.record(caller, "activity.create", draft))
                .then(desk.record(caller, passed ? "activity.publish" : "activity.ask_review", after))
                .thenReturn(after)
                .as(transaction::transactional)
                .doOnSuccess(saved -> occurrences.changed());
    }

    /** A draft that others see when a person has decided; in the caller's transaction. */
    Mono<Void> awaitReview(UUID caller, Activity before, Verdict verdict) {
        Activity after = before.awaitReview();
        return store.save(before, after).then(reviews.ask(after, after.texts(), verdict, caller));
    }

    private Mono<Activity> savePublished(UUID caller, Activity judged, Verdict verdict) {
        return desk.lock(judged.id())
                .flatMap(before -> {
                    before.refuseUnless(judged.version());
                    boolean passed = verdict.suggestion() == Suggestion.PASS;
                    Activity after = passed ? before.publish(clock.instant()) : before.awaitReview();
                    return store.save(before, after)
                            .then(passed ? Mono.empty() : reviews.ask(after, after.texts(), verdict, caller))
                            .then(desk.record(caller, passed ? "activity.publish" : "activity.ask_review", after))
                            .thenReturn(after);
                })
                .as(transaction::transactional)
                .doOnSuccess(saved -> occurrences.changed());
    }
}
