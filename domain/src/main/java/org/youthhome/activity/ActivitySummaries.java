package org.youthhome.activity;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.activity.ActivityTexts.CaptionedPhoto;
import org.youthhome.audit.AuditTrail;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/**
 * What became of an activity: numbers, which are counted and never typed, one sentence, and photos. For its organisers; a
 * bulletin can be made of it later.
 */
@Component
public class ActivitySummaries {

    private final DatabaseClient database;
    private final ActivityStore store;
    private final ActivityDesk desk;
    private final ContentJudge judge;
    private final ActivityPhotos photos;
    private final AuditTrail audit;
    private final Clock clock;
    private final TransactionalOperator transaction;

    ActivitySummaries(
            DatabaseClient database,
            ActivityStore store,
            ActivityDesk desk,
            ContentJudge judge,
            ActivityPhotos photos,
            AuditTrail audit,
            Clock clock,
            TransactionalOperator transaction) {
        this.database = database;
        this.store = store;
        this.desk = desk;
        this.judge = judge;
        this.photos = photos;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * People with their companions.
     *
     * @param enrolled whose enrolment stands
     * @param came who checked in, walk-ins among them
     */
    public record Side(long enrolled, long came) {}

    /**
     * The summary.
     *
     * @param occurrencesHeld that were not cancelled and are over
     * @param serviceMinutes of volunteers, scanned; minutes entered by hand are another total
     * @param volunteersStillHere who have not checked out, so that their minutes are still to come
     * @param sentence up to 200 characters; null while nobody wrote one
     * @param photos in their order, those that have not passed the check, too
     */
    public record Summary(
            int occurrencesHeld,
            Side participants,
            Side volunteers,
            long serviceMinutes,
            long volunteersStillHere,
            @Nullable String sentence,
            List<Activities.ShownPhoto> photos) {}

    public Mono<Summary> of(UUID activityId) {
        return store.find(activityId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(activity -> Mono.zip(
                                enrolled(activityId),
                                came(activityId),
                                sentence(activityId)
                                        .map(java.util.Optional::of)
                                        .defaultIfEmpty(java.util.Optional.empty()),
                                photos.of(ActivityPhotos.Of.SUMMARY, activityId)
                                        .flatMap(captioned -> photos.shown(captioned, true)))
                        .map(known -> {
                            Map<String, Long> enrolled = known.getT1();
                            Map<String, Came> came = known.getT2();
                            Came participants = came.getOrDefault("participant", Came.NOBODY);
                            Came volunteers = came.getOrDefault("volunteer", Came.NOBODY);
                            return new Summary(
                                    (int) activity.occurrences().stream()
                                            .filter(occurrence -> !occurrence.cancelled()
                                                    && !occurrence.endsAt().isAfter(clock.instant()))
                                            .count(),
                                    new Side(enrolled.getOrDefault("participant", 0L), participants.people()),
                                    new Side(enrolled.getOrDefault("volunteer", 0L), volunteers.people()),
                                    volunteers.minutes(),
                                    volunteers.open(),
                                    known.getT3().orElse(null),
                                    known.getT4());
                        }));
    }

    /**
     * Writes the sentence and which photos belong to it. All words pass the content check at once, so that a bulletin is not
     * held up by it later; what is risky is refused.
     *
     * @param shown photos that the caller may use, in their order, up to {@link ActivityTexts#MOST_PHOTOS}; each passes its
     *     own check
     * @param close whether the activity is closed in the same step
     */
    public Mono<Summary> put(UUID caller, UUID activityId, String sentence, List<CaptionedPhoto> shown, boolean close) {
        return store.find(activityId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(activity -> {
                    if (activity.status() != ActivityStatus.PUBLISHED && activity.status() != ActivityStatus.CLOSED) {
                        return Mono.error(Refusal.conflict("activity_not_published"));
                    }
                    if (activity.firstStartsAt().isAfter(clock.instant())) {
                        return Mono.error(Refusal.conflict("activity_not_begun"));
                    }
                    ActivityTexts wanted = texts(sentence, shown);
                    return photos.of(ActivityPhotos.Of.SUMMARY, activityId)
                            .flatMap(before -> photos.refuseUnlessUsable(
                                    caller, activity.communityId(), wanted, texts(sentence, before)))
                            .then(Mono.defer(() -> judge.verdict(caller, activity.saying(wanted))))
                            .flatMap(verdict -> write(caller, activity, sentence, shown))
                            .then(close ? desk.close(caller, activityId, null).then() : Mono.empty());
                })
                .then(Mono.defer(() -> of(activityId)));
    }

    private static ActivityTexts texts(String sentence, List<CaptionedPhoto> photos) {
        return new ActivityTexts(sentence, null, "", "", "", "", "", "", "", photos);
    }

    private Mono<Void> write(UUID caller, Activity activity, String sentence, List<CaptionedPhoto> shown) {
        return database.sql("""
                        INSERT INTO activity_summary (activity_id, sentence, written_by, written_at)
                        VALUES (:id, :sentence, :by, :now)
                        ON DUPLICATE KEY UPDATE sentence = VALUES(sentence), written_by = VALUES(written_by),
                            written_at = VALUES(written_at)
                        """)
                .bind("id", Ids.bytes(activity.id()))
                .bind("sentence", sentence)
                .bind("by", Ids.bytes(caller))
                .bind("now", Times.column(clock.instant()))
                .then()
                // Its row is locked by now: whoever writes beside waits.
                .then(Mono.defer(() -> photos.of(ActivityPhotos.Of.SUMMARY, activity.id())))
                .flatMap(before -> photos.save(ActivityPhotos.Of.SUMMARY, activity.id(), before, shown))
                .then(audit.record(caller, "activity.summarise", activity.id(), activity.communityId(), Map.of()))
                .as(transaction::transactional);
    }

    private record Came(long people, long minutes, long open) {
        static final Came NOBODY = new Came(0, 0, 0);
    }

    private Mono<Map<String, Long>> enrolled(UUID activityId) {
        return database.sql("""
                        SELECT e.enrolled_as, CAST(SUM(1 + e.companions) AS SIGNED) AS people
                          FROM enrolment e JOIN occurrence o ON o.id = e.occurrence_id
                         WHERE o.activity_id = :id AND e.status = 'confirmed' GROUP BY e.enrolled_as
                        """)
                .bind("id", Ids.bytes(activityId))
                .map(readable -> {
                    Row row = new Row(readable);
                    return Map.entry(row.text("enrolled_as"), row.bigNumber("people"));
                })
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Mono<Map<String, Came>> came(UUID activityId) {
        return database.sql("""
                        SELECT c.enrolled_as, CAST(SUM(c.people) AS SIGNED) AS people,
                               CAST(COALESCE(SUM(c.minutes), 0) AS SIGNED) AS minutes,
                               CAST(SUM(CASE WHEN c.checked_out_at IS NULL THEN 1 ELSE 0 END) AS SIGNED) AS still_here
                          FROM check_in c JOIN occurrence o ON o.id = c.occurrence_id
                         WHERE o.activity_id = :id GROUP BY c.enrolled_as
                        """)
                .bind("id", Ids.bytes(activityId))
                .map(readable -> {
                    Row row = new Row(readable);
                    return Map.entry(
                            row.text("enrolled_as"),
                            new Came(row.bigNumber("people"), row.bigNumber("minutes"), row.bigNumber("still_here")));
                })
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Mono<String> sentence(UUID activityId) {
        return database.sql("SELECT sentence FROM activity_summary WHERE activity_id = :id")
                .bind("id", Ids.bytes(activityId))
                .map(row -> new Row(row).text("sentence"))
                .one();
    }
}
