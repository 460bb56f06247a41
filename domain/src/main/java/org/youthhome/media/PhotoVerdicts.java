package org.youthhome.media;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.People;
import org.youthhome.kernel.PublicAddress;
import org.youthhome.kernel.PublicChange;
import org.youthhome.kernel.Refusal;
import org.youthhome.media.Photo.State;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What becomes of a photo: WeChat is asked, and says it later; where it does not, a person does. Each step is a compare
 * and set, so that what is said twice, late or at once counts once.
 */
@Component
public class PhotoVerdicts {

    private static final Logger LOG = LoggerFactory.getLogger(PhotoVerdicts.class);

    /** WeChat's picture may be asked for as long, whatever it was told. */
    static final Duration FETCHED_WITHIN = Duration.ofHours(1);

    private static final Duration KEPT = Duration.ofDays(30);
    private static final int AT_ONCE = 100;

    private final PhotoStore store;
    private final PhotoCheck check;
    private final PhotoReviews reviews;
    private final People people;
    private final PublicAddress address;
    private final MediaSettings settings;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final TransactionalOperator transaction;

    PhotoVerdicts(
            PhotoStore store,
            PhotoCheck check,
            PhotoReviews reviews,
            People people,
            PublicAddress address,
            MediaSettings settings,
            AuditTrail audit,
            ApplicationEventPublisher events,
            Clock clock,
            TransactionalOperator transaction) {
        this.store = store;
        this.check = check;
        this.reviews = reviews;
        this.people = people;
        this.address = address;
        this.settings = settings;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Asks WeChat for a verdict, or a person where WeChat cannot be asked. Whatever fails, the timer tries again. */
    Mono<Void> ask(Photo photo, String checkToken) {
        URI picture = URI.create(address.link("/api/v1/photos/%s/check/%s".formatted(photo.id(), checkToken)));
        return people.openIdOf(photo.uploadedBy())
                .flatMap(openId -> check.ask(openId, picture))
                .flatMap(traceId -> store.asked(photo.id(), traceId)
                        // It may have spoken before we knew its name.
                        .then(store.verdict(traceId))
                        .flatMap(verdict -> apply(photo, verdict))
                        .thenReturn(true))
                .switchIfEmpty(Mono.defer(() -> toPerson(photo, null).thenReturn(true)))
                .then()
                .onErrorResume(away -> {
                    LOG.warn("A photo's check waits: {}", away.toString());
                    return Mono.empty();
                });
    }

    /** WeChat has spoken, perhaps not for the first time. */
    public Mono<Void> heard(PhotoVerdict said) {
        return store.keep(said).then(store.verdict(said.traceId())).flatMap(first -> store.findByTrace(said.traceId())
                .flatMap(photo -> apply(photo, first)));
    }

    /** A person has decided, in the caller's transaction; refuses when somebody did before. */
    public Mono<Void> decide(UUID photoId, boolean accepted, @Nullable String reason) {
        return store.move(photoId, State.IN_REVIEW, accepted ? State.PASSED : State.REFUSED, null, reason)
                .flatMap(moved -> moved ? Mono.empty() : Mono.error(Refusal.conflict("review_decided")));
    }

    /** Hands to a person what WeChat has not spoken of in time; answers how many. */
    Mono<Long> overdue() {
        return store.waitingSince(clock.instant().minus(settings.verdictWithin()), AT_ONCE)
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(photo -> toPerson(photo, null).thenReturn(photo).onErrorResume(away -> {
                    LOG.warn("Photo {} waits for a person: {}", photo.id(), away.toString());
                    return Mono.empty();
                }))
                .count()
                .flatMap(handed ->
                        store.forgetVerdicts(clock.instant().minus(KEPT)).thenReturn(handed));
    }

    private Mono<Void> apply(Photo photo, PhotoVerdict verdict) {
        return switch (verdict.suggestion()) {
            case PASS ->
                store.move(photo.id(), State.CHECKING, State.PASSED, verdict.label(), null)
                        .doOnNext(moved -> {
                            if (moved) {
                                changed();
                            }
                        })
                        .then();
            case RISKY ->
                store.move(photo.id(), State.CHECKING, State.REFUSED, verdict.label(), null)
                        .flatMap(moved -> moved
                                ? audit.record(
                                        null,
                                        "photo.risky",
                                        photo.id(),
                                        photo.communityId(),
                                        Map.of("reason", ContentRisk.reason(verdict.label())))
                                : Mono.empty())
                        .as(transaction::transactional)
                        .then();
            case REVIEW -> toPerson(photo, verdict.label());
        };
    }

    private Mono<Void> toPerson(Photo photo, @Nullable Integer label) {
        return store.move(photo.id(), State.CHECKING, State.IN_REVIEW, label, null)
                .flatMap(moved -> moved ? reviews.ask(photo, label) : Mono.empty())
                .as(transaction::transactional);
    }

    private void changed() {
        events.publishEvent(new PublicChange());
    }
}
