package org.youthhome.activity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityPlan.OccurrencePlan;
import org.youthhome.activity.ActivitySeries.Member;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/**
 * Occurrences that come again and again: laid out by a rule, and changed or called off one by one, from one on, or all.
 * Occurrences are real rows with places of their own, so that enrolment and check-in know nothing of rules. What has
 * begun is never touched; an occurrence that somebody is enrolled in keeps its id, or is cancelled and told.
 */
@Component
public class SeriesDesk {

    private final OccurrenceStore planned;
    private final SeriesStore series;
    private final ActivityDesk desk;
    private final HolidayCalendar holidays;
    private final Clock clock;

    SeriesDesk(OccurrenceStore planned, SeriesStore series, ActivityDesk desk, HolidayCalendar holidays, Clock clock) {
        this.planned = planned;
        this.series = series;
        this.desk = desk;
        this.holidays = holidays;
        this.clock = clock;
    }

    /** How far a change of one occurrence reaches. */
    public enum Scope {
        ONE,
        /** It and those after it that nobody has moved by themselves. */
        FOLLOWING,
        /** Every one of the series that is still to come. */
        ALL
    }

    /** The rule by which the activity's occurrences were laid out last; refuses where there never was one. */
    public Mono<ActivitySeries> get(UUID activityId) {
        return series.find(activityId).switchIfEmpty(Mono.error(() -> Refusal.notFound("series")));
    }

    /** The days that a series would have, without making any. */
    public Mono<List<LocalDate>> days(Recurrence recurrence) {
        return calendar(recurrence).map(calendar -> recurrence.days(calendar, today(), Activity.MOST_OCCURRENCES));
    }

    /**
     * Lays out the activity's occurrences anew from the series' first day on: a later first day changes "this and
     * following" by another rule. What was not laid out by a rule stays as it is.
     *
     * @param read the version that the caller read
     */
    public Mono<Activity> put(UUID caller, UUID activityId, int read, ActivitySeries wanted) {
        return desk.rearrange(caller, activityId, read, null, before -> days(wanted.recurrence())
                .zipWith(series.members(activityId))
                .flatMap(known -> layOut(before, wanted, known.getT1(), known.getT2())));
    }

    private Mono<Rearranged> layOut(
            Activity before, ActivitySeries wanted, List<LocalDate> days, Map<UUID, Member> members) {
        Instant now = clock.instant();
        Map<LocalDate, PlannedOccurrence> byDay = new HashMap<>();
        List<PlannedOccurrence> staying = new ArrayList<>();
        List<PlannedOccurrence> replaced = new ArrayList<>();
        Set<LocalDate> taken = new HashSet<>();
        Set<LocalDate> wantedDays = new HashSet<>(days);
        for (PlannedOccurrence occurrence : before.occurrences()) {
            Member member = members.get(occurrence.id());
            LocalDate day = member == null ? dayOf(occurrence) : member.recursOn();
            boolean open = !occurrence.cancelled() && occurrence.startsAt().isAfter(now);
            boolean inReach = open && !day.isBefore(wanted.recurrence().startsOn());
            // What was made by hand stays as it is, but for what is there when the first rule comes.
            boolean adoptable = member != null || members.isEmpty();
            if (inReach && adoptable && wantedDays.contains(day) && !byDay.containsKey(day)) {
                byDay.put(day, occurrence);
            } else if (inReach && member != null) {
                replaced.add(occurrence);
            } else {
                staying.add(occurrence);
                // One that has begun, or was called off, stands for its day.
                if (member != null) {
                    taken.add(day);
                }
            }
        }
        long wantedAnew = days.stream()
                .filter(day -> byDay.containsKey(day) || !taken.contains(day))
                .count();
        long tooMany = staying.size() + replaced.size() + wantedAnew - Activity.MOST_OCCURRENCES;
        if (tooMany > 0 && tooMany < days.size() && !wanted.recurrence().ends()) {
            // A rule without an end goes as far as there is room.
            return layOut(before, wanted, days.subList(0, days.size() - (int) tooMany), members);
        }
        List<OccurrencePlan> plans = new ArrayList<>();
        staying.forEach(occurrence -> plans.add(asItIs(occurrence)));
        for (LocalDate day : days) {
            PlannedOccurrence there = byDay.get(day);
            if (there == null && taken.contains(day)) {
                continue;
            }
            OccurrencePlan plan = wanted.on(there == null ? null : there.id(), day);
            Member member = there == null ? null : members.get(there.id());
            if (there != null && member != null && member.moved(there)) {
                plan = placed(there, wanted.participantCapacity(), wanted.volunteerCapacity());
            }
            if (plan.endsAt().isAfter(now)) {
                plans.add(plan);
            } else if (there != null) {
                // It is still to come, and its new time is over already.
                plans.add(asItIs(there));
            }
        }
        return planned.inUse(replaced.stream().map(PlannedOccurrence::id).toList())
                .map(inUse -> {
                    replaced.stream()
                            .filter(occurrence -> inUse.contains(occurrence.id()))
                            .forEach(occurrence -> plans.add(asItIs(occurrence)));
                    return new Rearranged(plans, inUse, after -> series.save(after.id(), wanted)
                            .then(series.save(after.id(), laidOut(after, wanted, days, byDay))));
                });
    }

    /** Which occurrence stands for which day, by the series' own times. */
    private static List<Member> laidOut(
            Activity after, ActivitySeries wanted, List<LocalDate> days, Map<LocalDate, PlannedOccurrence> byDay) {
        Map<Instant, UUID> byStart = after.occurrences().stream()
                .collect(Collectors.toMap(PlannedOccurrence::startsAt, PlannedOccurrence::id, (one, other) -> other));
        List<Member> members = new ArrayList<>();
        for (LocalDate day : days) {
            OccurrencePlan plan = wanted.on(null, day);
            PlannedOccurrence there = byDay.get(day);
            UUID id = there == null ? byStart.get(plan.startsAt()) : there.id();
            if (id != null) {
                members.add(new Member(id, day, plan.startsAt(), plan.endsAt()));
            }
        }
        return members;
    }

    /**
     * What somebody wants an occurrence to be from now on; with a wider scope the others get the same times of day and
     * places, as many days from their own as it.
     */
    public Mono<Activity> change(
            UUID caller, UUID activityId, int read, UUID occurrenceId, Scope scope, OccurrencePlan wanted) {
        return desk.rearrange(caller, activityId, read, null, before -> series.members(activityId)
                .map(members -> {
                    PlannedOccurrence target = target(before, occurrenceId);
                    Set<UUID> reach = reach(before, target, scope, members);
                    Duration later = Duration.between(
                            members.containsKey(occurrenceId)
                                    ? members.get(occurrenceId).startsAt()
                                    : target.startsAt(),
                            wanted.startsAt());
                    List<Member> follow = new ArrayList<>();
                    List<OccurrencePlan> plans = before.occurrences().stream()
                            .map(occurrence -> {
                                if (!reach.contains(occurrence.id())) {
                                    return asItIs(occurrence);
                                }
                                Member member = members.get(occurrence.id());
                                Instant from = member == null ? occurrence.startsAt() : member.startsAt();
                                OccurrencePlan plan = like(wanted, occurrence.id(), from.plus(later));
                                if (member != null && scope != Scope.ONE) {
                                    follow.add(new Member(
                                            member.occurrenceId(), member.recursOn(), plan.startsAt(), plan.endsAt()));
                                }
                                return plan;
                            })
                            .toList();
                    return new Rearranged(plans, Set.of(), after -> series.save(activityId, follow));
                }));
    }

    /** It will not take place; the others of the scope neither. */
    public Mono<Activity> cancel(
            UUID caller, UUID activityId, int read, UUID occurrenceId, Scope scope, String reason) {
        return desk.rearrange(caller, activityId, read, reason, before -> series.members(activityId)
                .map(members -> {
                    Set<UUID> reach = reach(before, target(before, occurrenceId), scope, members);
                    return new Rearranged(
                            before.occurrences().stream()
                                    .map(SeriesDesk::asItIs)
                                    .toList(),
                            reach,
                            after -> Mono.empty());
                }));
    }

    private PlannedOccurrence target(Activity activity, UUID occurrenceId) {
        PlannedOccurrence target = activity.occurrences().stream()
                .filter(occurrence -> occurrence.id().equals(occurrenceId))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("occurrence"));
        if (target.cancelled()) {
            throw Refusal.conflict("occurrence_cancelled");
        }
        if (!target.upcoming(clock.instant())) {
            throw Refusal.conflict("occurrence_over");
        }
        return target;
    }

    private Set<UUID> reach(Activity activity, PlannedOccurrence target, Scope scope, Map<UUID, Member> members) {
        Set<UUID> reach = new HashSet<>(Set.of(target.id()));
        if (scope == Scope.ONE) {
            return reach;
        }
        Instant now = clock.instant();
        Member from = members.get(target.id());
        for (PlannedOccurrence occurrence : activity.occurrences()) {
            Member member = members.get(occurrence.id());
            // An activity without a rule counts as a series of all it has.
            boolean belongs = from == null || member != null;
            if (!belongs || occurrence.cancelled() || !occurrence.startsAt().isAfter(now)) {
                continue;
            }
            boolean follows = dayOf(occurrence, member).isAfter(dayOf(target, from))
                    && (member == null || !member.moved(occurrence));
            if (scope == Scope.ALL || follows) {
                reach.add(occurrence.id());
            }
        }
        return reach;
    }

    private static LocalDate dayOf(PlannedOccurrence occurrence, @Nullable Member member) {
        return member == null ? dayOf(occurrence) : member.recursOn();
    }

    private static LocalDate dayOf(PlannedOccurrence occurrence) {
        return LocalDate.ofInstant(occurrence.startsAt(), Times.CITY_ZONE);
    }

    private static OccurrencePlan asItIs(PlannedOccurrence occurrence) {
        return placed(
                occurrence,
                occurrence.participants().capacity(),
                occurrence.volunteers().capacity());
    }

    private static OccurrencePlan placed(PlannedOccurrence occurrence, int participants, int volunteers) {
        return new OccurrencePlan(
                occurrence.id(),
                occurrence.startsAt(),
                occurrence.endsAt(),
                occurrence.volunteerStartsAt(),
                occurrence.volunteerEndsAt(),
                participants,
                volunteers);
    }

    /** The same as wanted, beginning at another time. */
    private static OccurrencePlan like(OccurrencePlan wanted, UUID id, Instant startsAt) {
        Duration by = Duration.between(wanted.startsAt(), startsAt);
        Instant shiftStarts = wanted.volunteerStartsAt();
        Instant shiftEnds = wanted.volunteerEndsAt();
        return new OccurrencePlan(
                id,
                startsAt,
                wanted.endsAt().plus(by),
                shiftStarts == null ? null : shiftStarts.plus(by),
                shiftEnds == null ? null : shiftEnds.plus(by),
                wanted.participantCapacity(),
                wanted.volunteerCapacity());
    }

    private Mono<HolidayCalendar.Days> calendar(Recurrence recurrence) {
        LocalDate first = recurrence.startsOn();
        if (first.isBefore(today().minusYears(1)) || first.isAfter(today().plusYears(Recurrence.MOST_YEARS))) {
            return Mono.error(() -> Refusal.invalid("startsOn", "bad_day"));
        }
        return recurrence.schoolDays()
                ? holidays.from(first, Recurrence.MOST_YEARS + 1)
                : Mono.just(new HolidayCalendar.Days(List.of()));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Times.CITY_ZONE);
    }

    /**
     * How an activity's occurrences are to be.
     *
     * @param cancelled those of them that will not take place
     * @param then what is written with them
     */
    record Rearranged(List<OccurrencePlan> occurrences, Set<UUID> cancelled, Function<Activity, Mono<Void>> then) {}
}
