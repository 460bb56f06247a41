package org.youthhome.activity;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.notification.Announcements;
import org.youthhome.notification.NoticeKind;
import org.youthhome.notification.Told;
import org.youthhome.youthhome.YouthHome;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Mono;

/**
 * Tells those enrolled what has changed for them: when, where, or that it will not take place. Words that nobody plans
 * their day by are changed without a notice. Asked within the transaction of the change.
 */
@Component
class ActivityNews {

    private final Announcements announcements;
    private final YouthHomes homes;
    private final Clock clock;

    ActivityNews(Announcements announcements, YouthHomes homes, Clock clock) {
        this.announcements = announcements;
        this.homes = homes;
        this.clock = clock;
    }

    /**
     * What became of a published activity.
     *
     * @param reason why occurrences were cancelled, where they were
     */
    Mono<Void> tell(Activity before, Activity after, @Nullable String reason) {
        if (before.status() != ActivityStatus.PUBLISHED) {
            return Mono.empty();
        }
        if (after.status() == ActivityStatus.CANCELLED) {
            return announce(NoticeKind.ACTIVITY_CANCELLED, after, after.cancelReason(), null, cancelled(before, after));
        }
        List<Told.Change> cancelled = cancelled(before, after);
        Mono<Void> calledOff = announce(NoticeKind.OCCURRENCES_CANCELLED, after, reason, null, cancelled);
        boolean moved = !before.youthHomeId().equals(after.youthHomeId())
                || !before.texts().meetingPoint().equals(after.texts().meetingPoint());
        Mono<Void> changed = moved
                ? homes.byId(after.youthHomeId())
                        .flatMap(home -> announce(
                                NoticeKind.ACTIVITY_CHANGED,
                                after,
                                null,
                                place(home, after),
                                changes(before, after, true)))
                : announce(NoticeKind.ACTIVITY_CHANGED, after, null, null, changes(before, after, false));
        return calledOff.then(changed);
    }

    /** To whoever asked for it: it could not be published at its time. */
    Mono<Void> notPublished(UUID personId, Activity activity, String code) {
        return tellAsker(NoticeKind.PUBLISHING_FAILED, personId, activity, code);
    }

    /** To whoever asked for it: at its time a person has to read it first, and then it is published. */
    Mono<Void> awaitsReview(UUID personId, Activity activity) {
        return tellAsker(NoticeKind.PUBLISHING_IN_REVIEW, personId, activity, null);
    }

    private Mono<Void> tellAsker(NoticeKind kind, UUID personId, Activity activity, @Nullable String code) {
        return announcements.tell(
                personId, new Told(kind, activity.id(), activity.texts().title(), code, null, List.of()));
    }

    private Mono<Void> announce(
            NoticeKind kind,
            Activity activity,
            @Nullable String reason,
            Told.@Nullable Place place,
            List<Told.Change> changes) {
        return changes.isEmpty()
                ? Mono.empty()
                : announcements.announce(
                        new Told(kind, activity.id(), activity.texts().title(), reason, place, changes));
    }

    /** Those to come that are cancelled by this change. */
    private List<Told.Change> cancelled(Activity before, Activity after) {
        Map<UUID, PlannedOccurrence> was = byId(before);
        Instant now = clock.instant();
        return after.occurrences().stream()
                .filter(PlannedOccurrence::cancelled)
                .filter(occurrence -> {
                    PlannedOccurrence then = was.get(occurrence.id());
                    return then != null && then.upcoming(now);
                })
                .map(occurrence -> new Told.Change(occurrence.id(), true, hours(occurrence), null))
                .toList();
    }

    /** Those to come whose hours are others now; all to come where the place is another. */
    private List<Told.Change> changes(Activity before, Activity after, boolean all) {
        Map<UUID, PlannedOccurrence> was = byId(before);
        Instant now = clock.instant();
        List<Told.Change> changes = new ArrayList<>();
        for (PlannedOccurrence occurrence : after.occurrences()) {
            PlannedOccurrence then = was.get(occurrence.id());
            if (then == null || !then.upcoming(now) || occurrence.cancelled()) {
                continue;
            }
            boolean moved = !hours(then).equals(hours(occurrence));
            if (moved || all) {
                changes.add(new Told.Change(occurrence.id(), false, hours(occurrence), moved ? hours(then) : null));
            }
        }
        return changes;
    }

    private static Map<UUID, PlannedOccurrence> byId(Activity activity) {
        return activity.occurrences().stream().collect(Collectors.toMap(PlannedOccurrence::id, Function.identity()));
    }

    private static Told.Hours hours(PlannedOccurrence occurrence) {
        return new Told.Hours(
                occurrence.startsAt(),
                occurrence.endsAt(),
                occurrence.volunteerStartsAt(),
                occurrence.volunteerEndsAt());
    }

    private static Told.Place place(YouthHome home, Activity activity) {
        return new Told.Place(home.name(), home.address(), activity.texts().meetingPoint());
    }
}
