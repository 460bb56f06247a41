package org.youthhome.activity;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.youthhome.YouthHome;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Mono;

/** An activity as others would see it, with what is missing to publish it, and what might be a mistake. */
@Component
public class ActivityPreviews {

    private static final LocalTime MORNING = LocalTime.of(6, 0);
    private static final LocalTime NIGHT = LocalTime.of(22, 30);
    private static final int MOST_OTHERS = 500;

    private final DatabaseClient database;
    private final ActivityStore store;
    private final ActivityDrafts drafts;
    private final ActivityDesk desk;
    private final Activities activities;
    private final HolidayCalendar holidays;
    private final YouthHomes homes;
    private final Clock clock;

    ActivityPreviews(
            DatabaseClient database,
            ActivityStore store,
            ActivityDrafts drafts,
            ActivityDesk desk,
            Activities activities,
            HolidayCalendar holidays,
            YouthHomes homes,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.drafts = drafts;
        this.desk = desk;
        this.activities = activities;
        this.holidays = holidays;
        this.homes = homes;
        this.clock = clock;
    }

    /** What might be a mistake; nothing of it keeps an activity from being published but {@link #HOME_NOT_LISTED}. */
    public enum WarningCode {
        /** Another activity of the home takes place at the same time. */
        CLASH,
        /** It is on a public holiday. */
        HOLIDAY,
        /** It begins before six, or ends late at night. */
        UNUSUAL_HOUR,
        /** Nothing can be published at this home at present. */
        HOME_NOT_LISTED
    }

    /**
     * One warning.
     *
     * @param occurrence index of the occurrence that it is about
     * @param about title of the other activity, or name of the holiday
     * @param activityId the other activity
     */
    public record Warning(
            WarningCode code,
            @Nullable Integer occurrence,
            @Nullable String about,
            @Nullable UUID activityId) {}

    /**
     * The preview.
     *
     * @param shown as others would see it; null while too little is there to show
     */
    public record Preview(Activities.@Nullable Shown shown, List<Refusal.Field> missing, List<Warning> warnings) {}

    /** @param index of the occurrence, within what is previewed; any other's is 0 */
    private record Span(int index, Instant startsAt, Instant endsAt) {
        boolean overlaps(Span other) {
            return startsAt.isBefore(other.endsAt) && other.startsAt.isBefore(endsAt);
        }
    }

    private record Other(UUID activityId, String title, Span span) {}

    /** Of an activity, by its organisers. */
    public Mono<Preview> ofActivity(UUID id) {
        return store.find(id)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(activity -> Mono.zip(
                                activities.seenByOthers(activity),
                                homes.byId(activity.youthHomeId()).flatMap(home -> warnings(id, home, spans(activity))))
                        .map(known -> new Preview(known.getT1(), activity.missing(), known.getT2())));
    }

    /** Of a draft, by its organisers. */
    public Mono<Preview> ofDraft(UUID id) {
        return drafts.get(id).flatMap(draft -> {
            ActivitySketch sketch = draft.sketch();
            List<Refusal.Field> missing = drafts.missing(draft);
            return homes.byId(sketch.youthHomeId()).flatMap(home -> Mono.zip(
                            warnings(id, home, spans(sketch)),
                            shown(draft, home).map(java.util.Optional::of).defaultIfEmpty(java.util.Optional.empty()))
                    .map(known -> new Preview(known.getT2().orElse(null), missing, known.getT1())));
        });
    }

    private Mono<Activities.Shown> shown(ActivityDraft draft, YouthHome home) {
        ActivitySketch sketch = draft.sketch();
        if (sketch.programme() == null || sketch.title() == null) {
            return Mono.empty();
        }
        return Mono.fromCallable(() -> desk.imagine(draft.id(), draft.createdBy(), sketch.plan(), home))
                .onErrorResume(Refusal.class, no -> Mono.empty())
                .flatMap(activities::seenByOthers);
    }

    private Mono<List<Warning>> warnings(UUID id, YouthHome home, List<Span> spans) {
        List<Warning> warnings = new ArrayList<>();
        if (!home.mayPublish()) {
            warnings.add(new Warning(WarningCode.HOME_NOT_LISTED, null, home.name(), null));
        }
        if (spans.isEmpty()) {
            return Mono.just(warnings);
        }
        Instant first =
                spans.stream().map(Span::startsAt).min(Instant::compareTo).orElseThrow();
        Instant last = spans.stream().map(Span::endsAt).max(Instant::compareTo).orElseThrow();
        return Mono.zip(others(id, home.id(), first, last), holidays.from(day(first), Recurrence.MOST_YEARS + 1))
                .map(found -> {
                    spans.forEach(span -> warn(warnings, span, found.getT1(), found.getT2()));
                    return warnings;
                });
    }

    private static void warn(List<Warning> warnings, Span span, List<Other> others, HolidayCalendar.Days calendar) {
        others.stream()
                .filter(other -> other.span().overlaps(span))
                .forEach(other ->
                        warnings.add(new Warning(WarningCode.CLASH, span.index(), other.title(), other.activityId())));
        calendar.festival(day(span.startsAt()))
                .ifPresent(name -> warnings.add(new Warning(WarningCode.HOLIDAY, span.index(), name, null)));
        LocalTime start = LocalTime.ofInstant(span.startsAt(), Times.CITY_ZONE);
        LocalTime end = LocalTime.ofInstant(span.endsAt(), Times.CITY_ZONE);
        boolean overnight = !day(span.startsAt()).equals(day(span.endsAt()));
        if (start.isBefore(MORNING) || end.isAfter(NIGHT) || overnight) {
            warnings.add(new Warning(WarningCode.UNUSUAL_HOUR, span.index(), null, null));
        }
    }

    private Mono<List<Other>> others(UUID id, UUID homeId, Instant from, Instant to) {
        return database.sql("""
                        SELECT a.id, a.title, o.starts_at, o.ends_at
                          FROM activity a JOIN occurrence o ON o.activity_id = a.id
                         WHERE a.youth_home_id = :home AND a.id <> :id AND a.status IN ('published', 'in_review')
                           AND NOT o.cancelled AND o.starts_at < :to AND o.ends_at > :from
                         ORDER BY o.starts_at LIMIT :most
                        """)
                .bind("home", Ids.bytes(homeId))
                .bind("id", Ids.bytes(id))
                .bind("from", Times.column(from))
                .bind("to", Times.column(to))
                .bind("most", MOST_OTHERS)
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Other(
                            row.id("id"),
                            row.text("title"),
                            new Span(0, row.instant("starts_at"), row.instant("ends_at")));
                })
                .all()
                .collectList();
    }

    private List<Span> spans(Activity activity) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < activity.occurrences().size(); i++) {
            PlannedOccurrence occurrence = activity.occurrences().get(i);
            if (occurrence.upcoming(clock.instant())) {
                spans.add(new Span(i, occurrence.startsAt(), occurrence.endsAt()));
            }
        }
        return spans;
    }

    private static List<Span> spans(ActivitySketch sketch) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < sketch.occurrences().size(); i++) {
            Instant starts = sketch.occurrences().get(i).startsAt();
            Instant ends = sketch.occurrences().get(i).endsAt();
            if (starts != null && ends != null && starts.isBefore(ends)) {
                spans.add(new Span(i, starts, ends));
            }
        }
        return spans;
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, Times.CITY_ZONE);
    }
}
