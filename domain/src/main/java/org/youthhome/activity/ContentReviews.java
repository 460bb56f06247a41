package org.youthhome.activity;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
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
import org.youthhome.media.PhotoVerdicts;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.YouthHome;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Mono;

/**
 * A person reads, or looks at, what the machine would not decide: accepts it, and others see it, or refuses it with a reason. Never
 * the person who asked.
 */
@Component
public class ContentReviews implements PlaceOf {

    private final ReviewStore reviews;
    private final ActivityStore activities;
    private final PhotoVerdicts photos;
    private final Occurrences occurrences;
    private final YouthHomes homes;
    private final Territory territory;
    private final Rights rights;
    private final ActivityNews news;
    private final PublicationStore publications;
    private final AuditTrail audit;
    private final Clock clock;
    private final TransactionalOperator transaction;

    ContentReviews(
            ReviewStore reviews,
            ActivityStore activities,
            PhotoVerdicts photos,
            Occurrences occurrences,
            YouthHomes homes,
            Territory territory,
            Rights rights,
            ActivityNews news,
            PublicationStore publications,
            AuditTrail audit,
            Clock clock,
            TransactionalOperator transaction) {
        this.reviews = reviews;
        this.activities = activities;
        this.photos = photos;
        this.occurrences = occurrences;
        this.homes = homes;
        this.territory = territory;
        this.rights = rights;
        this.news = news;
        this.publications = publications;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * The queue of a place and all below it, the oldest first.
     *
     * @param placeId without it, everywhere the caller may review
     */
    public Mono<Page<ContentReview>> page(
            UUID caller, @Nullable UUID placeId, ContentReview.State state, int limit, @Nullable String after) {
        Mono<? extends Collection<UUID>> within = placeId == null
                ? everywhere(caller)
                : rights.require(caller, placeId, Right.REVIEW_CONTENT)
                        .then(territory.tree())
                        .map(tree -> tree.within(placeId));
        return within.flatMap(communities -> reviews.page(communities, state, limit, after));
    }

    /** Others see it from now on. */
    public Mono<ContentReview> accept(UUID caller, UUID reviewId) {
        return decide(caller, reviewId, ContentReview.State.ACCEPTED, null);
    }

    /** Others do not see it; whoever asked reads the reason. */
    public Mono<ContentReview> refuse(UUID caller, UUID reviewId, String reason) {
        return decide(caller, reviewId, ContentReview.State.REFUSED, reason);
    }

    private Mono<ContentReview> decide(
            UUID caller, UUID reviewId, ContentReview.State decision, @Nullable String reason) {
        return reviews.find(reviewId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("content_review")))
                .flatMap(found -> {
                    UUID activityId = found.activityId();
                    Mono<UUID> decided = activityId == null
                            ? reviews.lock(reviewId).flatMap(locked -> storePhoto(caller, locked, decision, reason))
                            // The activity is locked before its review, as everybody does it.
                            : activities
                                    .lock(activityId)
                                    .zipWith(Mono.defer(() -> reviews.lock(reviewId)))
                                    .flatMap(locked -> store(caller, locked.getT1(), locked.getT2(), decision, reason));
                    return decided.as(transaction::transactional);
                })
                .doOnSuccess(done -> occurrences.changed())
                .flatMap(done -> reviews.find(reviewId));
    }

    private Mono<UUID> store(
            UUID caller,
            Activity activity,
            ContentReview review,
            ContentReview.State decision,
            @Nullable String reason) {
        if (alreadyDecided(caller, review, decision)) {
            return Mono.just(review.id());
        }
        ActivityTexts texts = Objects.requireNonNull(review.texts());
        if (!Objects.equals(review.activityVersion(), activity.version())) {
            return Mono.error(Refusal.conflict("review_withdrawn"));
        }
        // What is to be published at a later time has passed, and waits for it as a draft.
        return Mono.zip(homes.byId(activity.youthHomeId()), publications.later(activity.id(), clock.instant()))
                .flatMap(known -> {
                    YouthHome home = known.getT1();
                    boolean later = known.getT2() && activity.status() == ActivityStatus.IN_REVIEW;
                    Activity after = activity.touched();
                    if (decision == ContentReview.State.ACCEPTED) {
                        Activity said = activity.saying(texts);
                        said.checkPublishable(home, clock.instant());
                        after = later ? said.backToDraft() : said.publish(clock.instant());
                    } else if (activity.status() == ActivityStatus.IN_REVIEW) {
                        after = activity.backToDraft();
                    }
                    return activities
                            .save(activity, after)
                            .then(reviews.decide(review.id(), decision, caller, reason))
                            .then(news.tell(activity, after, null))
                            .then(
                                    later && decision == ContentReview.State.ACCEPTED
                                            ? publications.passed(activity.id(), after.version())
                                            : Mono.empty())
                            .then(
                                    decision == ContentReview.State.REFUSED
                                                    && activity.status() == ActivityStatus.IN_REVIEW
                                            ? notPublished(activity, review)
                                            : Mono.empty())
                            .then(audit.record(
                                    caller,
                                    decision == ContentReview.State.ACCEPTED
                                            ? "content_review.accept"
                                            : "content_review.refuse",
                                    activity.id(),
                                    activity.communityId(),
                                    Map.of("reviewId", review.id(), "version", after.version())))
                            .thenReturn(review.id());
                });
    }

    private Mono<Void> notPublished(Activity activity, ContentReview review) {
        return publications
                .fail(activity.id(), "review_refused")
                .flatMap(failed ->
                        failed ? news.notPublished(review.askedBy(), activity, "review_refused") : Mono.empty());
    }

    private Mono<UUID> storePhoto(
            UUID caller, ContentReview review, ContentReview.State decision, @Nullable String reason) {
        if (alreadyDecided(caller, review, decision)) {
            return Mono.just(review.id());
        }
        UUID photo = Objects.requireNonNull(review.photoId());
        boolean accepted = decision == ContentReview.State.ACCEPTED;
        return photos.decide(photo, accepted, reason)
                .then(reviews.decide(review.id(), decision, caller, reason))
                .then(audit.record(
                        caller,
                        accepted ? "content_review.accept" : "content_review.refuse",
                        photo,
                        review.communityId(),
                        Map.of("reviewId", review.id())))
                .thenReturn(review.id());
    }

    /** Whether it was decided so before; refuses when it was decided otherwise, and who asked for it. */
    private static boolean alreadyDecided(UUID caller, ContentReview review, ContentReview.State decision) {
        if (review.askedBy().equals(caller)) {
            throw Refusal.of(Refusal.Kind.FORBIDDEN, "own_review");
        }
        if (review.state() == ContentReview.State.WAITING) {
            return false;
        }
        if (review.state() != decision) {
            throw Refusal.conflict("review_decided");
        }
        return true;
    }

    private Mono<List<UUID>> everywhere(UUID caller) {
        return rights.of(caller).zipWith(territory.tree(), (holdings, tree) -> holdings.stream()
                .filter(holding -> holding.role().grants(Right.REVIEW_CONTENT))
                .flatMap(holding -> tree.within(holding.placeId()).stream())
                .distinct()
                .filter(id -> tree.place(id)
                        .filter(place -> place.kind() == Place.Kind.COMMUNITY)
                        .isPresent())
                .toList());
    }

    @Override
    public String thing() {
        return "content_review";
    }

    @Override
    public Mono<UUID> placeOf(String variable) {
        return Ids.parse(variable).flatMap(reviews::find).map(ContentReview::communityId);
    }
}
