package org.youthhome.activity;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.activity.ContentCheck.Suggestion;
import org.youthhome.activity.ContentCheck.Verdict;
import org.youthhome.activity.PublicationStore.Entry;
import org.youthhome.audit.AuditTrail;
import org.youthhome.kernel.PeriodicWork;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Turns;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes what is due every ten seconds; of all processes one at a time. What was changed after it passed the content
 * check is checked again.
 *
 * <p>Two processes may do the same at once, and somebody may take back or put off what is being checked: before anything is
 * written, the activity is locked and its row read again.
 */
@Component
class ScheduledPublishing extends PeriodicWork {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledPublishing.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    /** A little less, since no two ticks are exactly as far apart. */
    private static final Duration NOT_BEFORE = Duration.ofSeconds(9);

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int AT_ONCE = 100;

    private final PublicationStore publications;
    private final ActivityStore store;
    private final ActivityPublishing publishing;
    private final ContentJudge judge;
    private final ActivityNews news;
    private final Occurrences occurrences;
    private final YouthHomes homes;
    private final AuditTrail audit;
    private final Turns turns;
    private final Clock clock;
    private final TransactionalOperator transaction;

    ScheduledPublishing(
            PublicationStore publications,
            ActivityStore store,
            ActivityPublishing publishing,
            ContentJudge judge,
            ActivityNews news,
            Occurrences occurrences,
            YouthHomes homes,
            AuditTrail audit,
            Turns turns,
            Clock clock,
            TransactionalOperator transaction) {
        super(EVERY);
        this.publications = publications;
        this.store = store;
        this.publishing = publishing;
        this.judge = judge;
        this.news = news;
        this.occurrences = occurrences;
        this.homes = homes;
        this.audit = audit;
        this.turns = turns;
        this.clock = clock;
        this.transaction = transaction;
    }

    @Override
    protected Mono<?> beat() {
        return turns.take("scheduled-publishing", NOT_BEFORE, LONGEST, run());
    }

    /** Publishes all that is due; answers how many it looked at. */
    Mono<Long> run() {
        return Mono.defer(() -> publications.due(clock.instant(), AT_ONCE))
                .flatMapMany(Flux::fromIterable)
                .concatMap(due -> publish(due)
                        .onErrorResume(fault -> {
                            LOG.warn("Publication of {} waits: {}", due.activityId(), fault.toString());
                            return Mono.empty();
                        })
                        .thenReturn(due))
                .count();
    }

    private Mono<Void> publish(Entry due) {
        return store.find(due.activityId()).flatMap(activity -> {
            if (activity.status() != ActivityStatus.DRAFT) {
                return publications.drop(due.activityId()).then();
            }
            Mono<Void> publishing =
                    due.passedAt(activity.version()) ? as(due, activity, this::publish) : checked(due, activity);
            return publishing.onErrorResume(
                    Refusal.class,
                    // Somebody was at it meanwhile: looked at again at the next turn.
                    no -> no.kind() == Refusal.Kind.STALE ? Mono.empty() : fail(activity, due, no.code()));
        });
    }

    private Mono<Void> checked(Entry due, Activity activity) {
        return homes.byId(activity.youthHomeId())
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("youth_home")))
                .flatMap(home -> {
                    activity.checkPublishable(home, clock.instant());
                    return judge.verdict(due.askedBy(), activity);
                })
                .flatMap(verdict -> verdict.suggestion() == Suggestion.PASS
                        ? as(due, activity, this::publish)
                        : as(due, activity, (before, entry) -> awaitReview(before, entry, verdict)));
    }

    /** Does this if the activity is still that draft, and its publication still the one that is due. */
    private Mono<Void> as(Entry due, Activity judged, BiFunction<Activity, Entry, Mono<Void>> then) {
        return store.lock(judged.id())
                .filter(before -> before.status() == ActivityStatus.DRAFT && before.version() == judged.version())
                .flatMap(before -> publications
                        .lock(before.id())
                        .filter(entry -> entry.isStill(due))
                        .flatMap(entry -> then.apply(before, entry)))
                .as(transaction::transactional)
                .doOnSuccess(done -> occurrences.changed());
    }

    private Mono<Void> publish(Activity before, Entry entry) {
        return homes.byId(before.youthHomeId()).flatMap(home -> {
            before.checkPublishable(home, clock.instant());
            Activity after = before.publish(clock.instant());
            return store.save(before, after)
                    .then(publications.drop(before.id()))
                    .then(record(
                            entry.askedBy(),
                            "activity.publish",
                            before,
                            Map.of(
                                    "version",
                                    after.version(),
                                    "status",
                                    "published",
                                    "publishAt",
                                    entry.publishAt().toString())));
        });
    }

    /** The publication stays to come until a person has decided. */
    private Mono<Void> awaitReview(Activity before, Entry entry, Verdict verdict) {
        return publishing
                .awaitReview(entry.askedBy(), before, verdict)
                .then(news.awaitsReview(entry.askedBy(), before))
                .then(record(
                        entry.askedBy(),
                        "activity.ask_review",
                        before,
                        Map.of("publishAt", entry.publishAt().toString())));
    }

    private Mono<Void> fail(Activity activity, Entry due, String code) {
        return publications
                .lock(activity.id())
                .filter(entry -> entry.isStill(due))
                .flatMap(entry -> publications
                        .fail(activity.id(), code)
                        .then(news.notPublished(entry.askedBy(), activity, code))
                        .then(record(null, "activity.publish_failed", activity, Map.of("code", code))))
                .as(transaction::transactional);
    }

    private Mono<Void> record(@Nullable UUID by, String action, Activity activity, Map<String, ?> details) {
        return audit.record(by, action, activity.id(), activity.communityId(), details);
    }
}
