package org.youthhome.activity;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.activity.ContentCheck.Suggestion;
import org.youthhome.activity.ContentCheck.Verdict;
import org.youthhome.audit.AuditTrail;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishing at a time. The content check is passed when it is asked for: WeChat judges only authors who were active
 * within two hours, and a person who has to decide then has time to. What was changed after it passed is checked again
 * at its time.
 *
 * <p>Two processes may do the same at once: the activity is locked and its row read again before anything is written,
 * so that it is published once.
 */
@Component
public class PublicationSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(PublicationSchedule.class);
    private static final int AT_ONCE = 100;

    private static final String SELECT = """
            SELECT p.activity_id, p.publish_at, p.asked_by, p.passed_version, p.failure, a.status
              FROM scheduled_publication p JOIN activity a ON a.id = p.activity_id
            """;

    private final DatabaseClient database;
    private final ActivityStore store;
    private final ReviewStore reviews;
    private final ActivityDesk desk;
    private final ActivityNews news;
    private final Occurrences occurrences;
    private final YouthHomes homes;
    private final AuditTrail audit;
    private final Clock clock;
    private final TransactionalOperator transaction;

    PublicationSchedule(
            DatabaseClient database,
            ActivityStore store,
            ReviewStore reviews,
            ActivityDesk desk,
            ActivityNews news,
            Occurrences occurrences,
            YouthHomes homes,
            AuditTrail audit,
            Clock clock,
            TransactionalOperator transaction) {
        this.database = database;
        this.store = store;
        this.reviews = reviews;
        this.desk = desk;
        this.news = news;
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

    private record Entry(
            UUID activityId,
            Instant publishAt,
            UUID askedBy,
            @Nullable Integer passedVersion,
            @Nullable String failure,
            String status) {

        Publication publication() {
            State state = failure != null ? State.FAILED : status.equals("in_review") ? State.IN_REVIEW : State.WAITING;
            return new Publication(publishAt, state, failure);
        }
    }

    /** The publication that is to come; refuses where none is. */
    public Mono<Publication> of(UUID activityId) {
        return database.sql(SELECT + " WHERE p.activity_id = :id AND a.status IN ('draft', 'in_review')")
                .bind("id", Ids.bytes(activityId))
                .map(PublicationSchedule::read)
                .one()
                .map(Entry::publication)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("publication")));
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
                        return desk.judge(caller, activity)
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
                    Mono<Void> asks = verdict == null || passed ? Mono.empty() : awaitReview(caller, before, verdict);
                    return asks.then(write(caller, before, publishAt, passed ? before.version() : null))
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

    private Mono<Void> awaitReview(UUID caller, Activity before, Verdict verdict) {
        Activity after = before.awaitReview();
        return homes.byId(before.youthHomeId())
                .flatMap(home -> store.save(before, after))
                .then(reviews.ask(after, after.texts(), verdict, caller));
    }

    private Mono<Void> write(UUID caller, Activity activity, Instant publishAt, @Nullable Integer passed) {
        return database.sql("""
                        INSERT INTO scheduled_publication (activity_id, publish_at, asked_by, passed_version, failure)
                        VALUES (:id, :at, :by, :passed, NULL)
                        ON DUPLICATE KEY UPDATE publish_at = VALUES(publish_at), asked_by = VALUES(asked_by),
                            passed_version = VALUES(passed_version), failure = NULL
                        """)
                .bind("id", Ids.bytes(activity.id()))
                .bind("at", Times.column(publishAt))
                .bind("by", Ids.bytes(caller))
                .bind("passed", passed == null ? Parameters.in(R2dbcType.INTEGER) : Parameters.in(passed))
                .then();
    }

    /** Takes it back; it stays a draft. Where nothing was to come, nothing changes. */
    public Mono<Void> remove(UUID caller, UUID activityId) {
        return store.lock(activityId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(activity -> drop(activityId)
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

    /**
     * Whether it is to be published later than now. A person who accepts its texts then leaves it a draft, which has
     * passed at this version.
     */
    Mono<Boolean> later(UUID activityId) {
        return database.sql("""
                        SELECT activity_id FROM scheduled_publication
                         WHERE activity_id = :id AND publish_at > :now AND failure IS NULL
                        """)
                .bind("id", Ids.bytes(activityId))
                .bind("now", Times.column(clock.instant()))
                .map(row -> true)
                .one()
                .defaultIfEmpty(false);
    }

    /** The activity has passed the content check as it is at this version. */
    Mono<Void> passed(UUID activityId, int version) {
        return database.sql("UPDATE scheduled_publication SET passed_version = :version WHERE activity_id = :id")
                .bind("version", version)
                .bind("id", Ids.bytes(activityId))
                .then();
    }

    /** Publishes all that is due; answers how many it looked at. */
    Mono<Long> run() {
        return database.sql(SELECT + """
                         WHERE p.failure IS NULL AND p.publish_at <= :now AND a.status <> 'in_review'
                         ORDER BY p.publish_at LIMIT :most
                        """)
                .bind("now", Times.column(clock.instant()))
                .bind("most", AT_ONCE)
                .map(PublicationSchedule::read)
                .all()
                .collectList()
                .flatMapMany(due -> Flux.fromIterable(due))
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
                return drop(due.activityId()).then();
            }
            Integer passed = due.passedVersion();
            Mono<Void> publishing = passed != null && passed == activity.version()
                    ? publishPassed(due.activityId())
                    : homes.byId(activity.youthHomeId())
                            .switchIfEmpty(Mono.error(() -> Refusal.notFound("youth_home")))
                            .flatMap(home -> {
                                activity.checkPublishable(home, clock.instant());
                                return desk.judge(due.askedBy(), activity)
                                        .flatMap(verdict -> verdict.suggestion() == Suggestion.PASS
                                                ? passed(due, activity.version())
                                                        .then(publishPassed(due.activityId()))
                                                : askAtItsTime(due, activity, verdict));
                            });
            return publishing.onErrorResume(
                    Refusal.class,
                    // Somebody was at it meanwhile: looked at again at the next turn.
                    no -> no.kind() == Refusal.Kind.STALE ? Mono.empty() : fail(activity, due, no.code()));
        });
    }

    private Mono<Void> passed(Entry due, int version) {
        return database.sql("""
                        UPDATE scheduled_publication SET passed_version = :version
                         WHERE activity_id = :id AND publish_at = :at AND failure IS NULL
                        """)
                .bind("version", version)
                .bind("id", Ids.bytes(due.activityId()))
                .bind("at", Times.column(due.publishAt()))
                .then();
    }

    /** The publication stays to come until a person has decided. */
    private Mono<Void> askAtItsTime(Entry due, Activity judged, Verdict verdict) {
        return store.lock(judged.id())
                .filter(before -> before.status() == ActivityStatus.DRAFT && before.version() == judged.version())
                .flatMap(before -> database.sql(SELECT + " WHERE p.activity_id = :id FOR UPDATE")
                        .bind("id", Ids.bytes(before.id()))
                        .map(PublicationSchedule::read)
                        .one()
                        .filter(entry -> entry.publishAt().equals(due.publishAt()) && entry.failure() == null)
                        .flatMap(entry -> awaitReview(due.askedBy(), before, verdict)
                                .then(audit.record(
                                        due.askedBy(),
                                        "activity.ask_review",
                                        before.id(),
                                        before.communityId(),
                                        Map.of("publishAt", due.publishAt().toString())))))
                .as(transaction::transactional)
                .doOnSuccess(done -> occurrences.changed());
    }

    private Mono<Void> publishPassed(UUID activityId) {
        return store.lock(activityId)
                .flatMap(before -> database.sql(SELECT + " WHERE p.activity_id = :id FOR UPDATE")
                        .bind("id", Ids.bytes(activityId))
                        .map(PublicationSchedule::read)
                        .one()
                        .filter(entry -> before.status() == ActivityStatus.DRAFT
                                && Integer.valueOf(before.version()).equals(entry.passedVersion())
                                && !entry.publishAt().isAfter(clock.instant()))
                        .flatMap(entry -> homes.byId(before.youthHomeId()).flatMap(home -> {
                            before.checkPublishable(home, clock.instant());
                            Activity after = before.publish(clock.instant());
                            return store.save(before, after)
                                    .then(drop(activityId))
                                    .then(audit.record(
                                            entry.askedBy(),
                                            "activity.publish",
                                            activityId,
                                            before.communityId(),
                                            Map.of(
                                                    "version",
                                                    after.version(),
                                                    "status",
                                                    "published",
                                                    "publishAt",
                                                    entry.publishAt().toString())))
                                    .thenReturn(after);
                        })))
                .as(transaction::transactional)
                .doOnSuccess(published -> occurrences.changed())
                .then();
    }

    private Mono<Void> fail(Activity activity, Entry due, String code) {
        return database.sql(
                        "UPDATE scheduled_publication SET failure = :code WHERE activity_id = :id AND publish_at = :at AND failure IS NULL")
                .bind("at", Times.column(due.publishAt()))
                .bind("code", code)
                .bind("id", Ids.bytes(due.activityId()))
                .fetch()
                .rowsUpdated()
                .flatMap(rows -> rows == 0
                        ? Mono.<Void>empty()
                        : news.notPublished(due.askedBy(), activity, code)
                                .then(audit.record(
                                        null,
                                        "activity.publish_failed",
                                        activity.id(),
                                        activity.communityId(),
                                        Map.of("code", code))))
                .as(transaction::transactional);
    }

    private Mono<Long> drop(UUID activityId) {
        return database.sql("DELETE FROM scheduled_publication WHERE activity_id = :id")
                .bind("id", Ids.bytes(activityId))
                .fetch()
                .rowsUpdated();
    }

    private static void refuseUnlessDraft(Activity activity) {
        if (!List.of(ActivityStatus.DRAFT, ActivityStatus.IN_REVIEW).contains(activity.status())) {
            throw Refusal.conflict("not_a_draft");
        }
    }

    private static Entry read(Readable readable) {
        Row row = new Row(readable);
        return new Entry(
                row.id("activity_id"),
                row.instant("publish_at"),
                row.id("asked_by"),
                row.numberOrNull("passed_version"),
                row.textOrNull("failure"),
                row.text("status"));
    }
}
