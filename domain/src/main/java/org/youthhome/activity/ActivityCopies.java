package org.youthhome.activity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityPlan.OccurrencePlan;
import org.youthhome.activity.ActivityTexts.CaptionedPhoto;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** "From last time": a new draft with all that an earlier activity had, at other times, and with nobody in it. */
@Component
public class ActivityCopies {

    private static final int WEEK = 7;

    private final ActivityStore store;
    private final ActivityDesk desk;
    private final ActivityPhotos photos;
    private final Clock clock;

    ActivityCopies(ActivityStore store, ActivityDesk desk, ActivityPhotos photos, Clock clock) {
        this.store = store;
        this.desk = desk;
        this.photos = photos;
        this.clock = clock;
    }

    /**
     * When the copy is to take place. Without any of these it is whole weeks later, so that its first occurrence is
     * the next one that is still to come on the same weekday.
     *
     * @param title another one; null keeps it
     * @param startsOn day of the first occurrence in the city; the others keep their distance and all their times of
     *     day
     * @param occurrences all of them anew; empty to move those of the original
     */
    public record When(@Nullable String title, @Nullable LocalDate startsOn, List<OccurrencePlan> occurrences) {}

    /** A new draft like this activity, without photos that were refused; whoever asks may publish at its home. */
    public Mono<Activity> copy(UUID caller, UUID id, When when) {
        return store.find(id)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(last -> photos.usable(last.texts().photos())
                        .flatMap(usable -> desk.create(caller, plan(last, usable, when))));
    }

    private ActivityPlan plan(Activity last, List<CaptionedPhoto> usable, When when) {
        List<PlannedOccurrence> pattern = last.held();
        long days = days(pattern.get(0), when.startsOn());
        ActivityTexts texts = last.texts().showing(usable);
        ActivityTerms terms = last.terms();
        String title = when.title();
        Instant closes = terms.enrolmentClosesAt();
        return new ActivityPlan(
                last.youthHomeId(),
                last.programme(),
                title == null ? texts : texts.titled(title),
                new ActivityTerms(
                        terms.walkIn(),
                        terms.showsHeadcount(),
                        terms.showsArrivals(),
                        terms.doorsOpenMinutes(),
                        terms.fenceMetres(),
                        // With times of its own nothing says how long before them enrolment should close.
                        closes == null || !when.occurrences().isEmpty() ? null : closes.plus(Duration.ofDays(days)),
                        terms.audiences()),
                when.occurrences().isEmpty()
                        ? pattern.stream()
                                .map(occurrence -> moved(occurrence, Duration.ofDays(days)))
                                .toList()
                        : when.occurrences());
    }

    /** Days of the city have 24 hours all year, so that moving by days keeps every time of day. */
    private long days(PlannedOccurrence first, @Nullable LocalDate startsOn) {
        LocalDate was = LocalDate.ofInstant(first.startsAt(), Times.CITY_ZONE);
        if (startsOn != null) {
            Activity.refuseUnlessPlannable("startsOn", startsOn, clock.instant());
            return ChronoUnit.DAYS.between(was, startsOn);
        }
        long weeks = 1;
        Duration late = Duration.between(first.startsAt(), clock.instant());
        if (!late.isNegative()) {
            weeks = late.toDays() / WEEK + 1;
        }
        return weeks * WEEK;
    }

    private static OccurrencePlan moved(PlannedOccurrence occurrence, Duration by) {
        return new OccurrencePlan(
                null,
                occurrence.startsAt().plus(by),
                occurrence.endsAt().plus(by),
                occurrence.volunteerStartsAt().plus(by),
                occurrence.volunteerEndsAt().plus(by),
                occurrence.participants().capacity(),
                occurrence.volunteers().capacity());
    }
}
