package org.youthhome.activity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityPlan.OccurrencePlan;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.YouthHome;

/**
 * An activity with its occurrences. It decides what may become of it and refuses the rest; use cases fetch and save.
 *
 * @param communityId of the home: rights are decided by it
 * @param version raised by every write; what {@code If-Match} is compared with
 * @param publishedAt when others first saw it; null while nobody has
 * @param occurrences in the order of their times
 */
public record Activity(
        UUID id,
        UUID youthHomeId,
        UUID communityId,
        Programme programme,
        ActivityTexts texts,
        ActivityTerms terms,
        ActivityStatus status,
        @Nullable String cancelReason,
        int version,
        UUID createdBy,
        @Nullable Instant publishedAt,
        List<PlannedOccurrence> occurrences) {

    public static final int MOST_OCCURRENCES = 100;
    public static final int MOST_PLACES = 10_000;

    private static final Duration FARTHEST = Duration.ofDays(731);

    public Activity {
        occurrences = occurrences.stream()
                .sorted(Comparator.comparing(PlannedOccurrence::startsAt).thenComparing(PlannedOccurrence::id))
                .toList();
    }

    /** A new draft. */
    static Activity draft(
            UUID id,
            UUID author,
            ActivityPlan plan,
            YouthHome home,
            Instant now,
            Function<OccurrencePlan, PlannedOccurrence> begin) {
        check(plan, List.of(), now);
        return new Activity(
                id,
                home.id(),
                home.communityId(),
                plan.programme(),
                plan.texts(),
                plan.terms(),
                ActivityStatus.DRAFT,
                null,
                0,
                author,
                null,
                plan.occurrences().stream().map(begin).toList());
    }

    /** The occurrences that the plan leaves out. */
    Set<UUID> leftOut(ActivityPlan plan) {
        Set<UUID> left = occurrences.stream().map(PlannedOccurrence::id).collect(Collectors.toCollection(HashSet::new));
        plan.occurrences().forEach(occurrence -> left.remove(occurrence.id()));
        return left;
    }

    /**
     * As the plan wants it. What is waiting for review goes back to draft: what was asked about is no longer there.
     *
     * @param inUse those of {@link #leftOut} which somebody enrolled in or came to
     */
    Activity edit(
            ActivityPlan plan,
            YouthHome home,
            Instant now,
            Set<UUID> inUse,
            Function<OccurrencePlan, PlannedOccurrence> begin) {
        if (status == ActivityStatus.CANCELLED || status == ActivityStatus.CLOSED) {
            throw ended();
        }
        check(plan, occurrences, now);
        if (!inUse.isEmpty()) {
            throw Refusal.conflict(
                    "occurrence_in_use", Map.of("occurrenceId", inUse.iterator().next()));
        }
        List<PlannedOccurrence> kept = new ArrayList<>();
        for (int i = 0; i < plan.occurrences().size(); i++) {
            OccurrencePlan wanted = plan.occurrences().get(i);
            PlannedOccurrence before = occurrence(wanted.id());
            if (before == null) {
                kept.add(begin.apply(wanted));
                continue;
            }
            room(
                    "occurrences[%d].participantCapacity".formatted(i),
                    wanted.participantCapacity(),
                    before.participants());
            room("occurrences[%d].volunteerCapacity".formatted(i), wanted.volunteerCapacity(), before.volunteers());
            kept.add(before.as(wanted));
        }
        Activity edited = new Activity(
                id,
                home.id(),
                home.communityId(),
                plan.programme(),
                plan.texts(),
                plan.terms(),
                status == ActivityStatus.IN_REVIEW ? ActivityStatus.DRAFT : status,
                cancelReason,
                version + 1,
                createdBy,
                publishedAt,
                kept);
        if (edited.status == ActivityStatus.PUBLISHED) {
            edited.refuseWithoutNotice();
            if (!home.id().equals(youthHomeId)) {
                refuseAt(home);
            }
        }
        return edited;
    }

    /** Refuses when it cannot be published as it is; the content check comes after. */
    void checkPublishable(YouthHome home, Instant now) {
        if (status == ActivityStatus.CANCELLED || status == ActivityStatus.CLOSED) {
            throw ended();
        }
        refuseAt(home);
        if (occurrences.stream().noneMatch(occurrence -> occurrence.upcoming(now))) {
            throw Refusal.conflict("already_over");
        }
        refuseWithoutNotice();
    }

    /** Seen by everybody from now on. */
    Activity publish(Instant now) {
        return moved(ActivityStatus.PUBLISHED, null, publishedAt == null ? now : publishedAt, occurrences);
    }

    /** Waits until a person has read it. */
    Activity awaitReview() {
        return moved(ActivityStatus.IN_REVIEW, null, publishedAt, occurrences);
    }

    /** A person has read it and said no. */
    Activity backToDraft() {
        return moved(ActivityStatus.DRAFT, null, publishedAt, occurrences);
    }

    /** With other texts, and all else as it was. */
    Activity saying(ActivityTexts other) {
        return new Activity(
                id,
                youthHomeId,
                communityId,
                programme,
                other,
                terms,
                status,
                cancelReason,
                version,
                createdBy,
                publishedAt,
                occurrences);
    }

    /** With these photos, and all else as it was. */
    Activity showing(List<ActivityTexts.CaptionedPhoto> photos) {
        return photos.equals(texts.photos()) ? this : saying(texts.showing(photos));
    }

    /** One version on, though nothing else changed: what is decided about it has. */
    Activity touched() {
        return moved(status, cancelReason, publishedAt, occurrences);
    }

    /** Will not take place. */
    Activity cancel(String reason) {
        if (status == ActivityStatus.CLOSED) {
            throw ended();
        }
        return moved(
                ActivityStatus.CANCELLED,
                reason,
                publishedAt,
                occurrences.stream().map(PlannedOccurrence::cancel).toList());
    }

    /** These of its occurrences will not take place. */
    Activity callingOff(Set<UUID> some) {
        return new Activity(
                id,
                youthHomeId,
                communityId,
                programme,
                texts,
                terms,
                status,
                cancelReason,
                version,
                createdBy,
                publishedAt,
                occurrences.stream()
                        .map(occurrence -> some.contains(occurrence.id()) ? occurrence.cancel() : occurrence)
                        .toList());
    }

    /** Has taken place; refuses while something is still to come in which somebody has a place. */
    Activity close(Instant now) {
        if (status == ActivityStatus.CANCELLED) {
            throw ended();
        }
        if (status != ActivityStatus.PUBLISHED) {
            throw Refusal.conflict("activity_not_published");
        }
        if (occurrences.stream()
                .anyMatch(occurrence ->
                        !occurrence.cancelled() && occurrence.startsAt().isAfter(now) && occurrence.isExpected())) {
            throw Refusal.conflict("occurrences_to_come");
        }
        return moved(ActivityStatus.CLOSED, null, publishedAt, occurrences);
    }

    /** Refuses when somebody has written since the caller read that version. */
    void refuseUnless(@Nullable Integer read) {
        if (read != null && read != version) {
            throw Refusal.of(Refusal.Kind.STALE, "changed_meanwhile");
        }
    }

    /** What does or did take place, by its start; all of it, when everything was called off. */
    List<PlannedOccurrence> held() {
        List<PlannedOccurrence> held = occurrences.stream()
                .filter(occurrence -> !occurrence.cancelled())
                .sorted(Comparator.comparing(PlannedOccurrence::startsAt))
                .toList();
        return held.isEmpty() ? occurrences : held;
    }

    /** Whether everybody may see it: published, or was published before it was closed or cancelled. */
    public boolean visible() {
        return status == ActivityStatus.PUBLISHED
                || (publishedAt != null && (status == ActivityStatus.CLOSED || status == ActivityStatus.CANCELLED));
    }

    /** Whether somebody could enrol now, on some side of some occurrence. */
    public boolean open(Instant now) {
        Instant closes = terms.enrolmentClosesAt();
        return status == ActivityStatus.PUBLISHED
                && (closes == null || closes.isAfter(now))
                && occurrences.stream().anyMatch(occurrence -> occurrence.upcoming(now) && occurrence.seatsLeft());
    }

    Instant firstStartsAt() {
        return occurrences.get(0).startsAt();
    }

    Instant lastEndsAt() {
        return occurrences.stream()
                .map(PlannedOccurrence::endsAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private @Nullable PlannedOccurrence occurrence(@Nullable UUID wanted) {
        return occurrences.stream()
                .filter(occurrence -> occurrence.id().equals(wanted))
                .findFirst()
                .orElse(null);
    }

    private Activity moved(
            ActivityStatus to,
            @Nullable String reason,
            @Nullable Instant published,
            List<PlannedOccurrence> occurrencesThen) {
        return new Activity(
                id,
                youthHomeId,
                communityId,
                programme,
                texts,
                terms,
                to,
                reason,
                version + 1,
                createdBy,
                published,
                occurrencesThen);
    }

    private Refusal ended() {
        return Refusal.conflict(status == ActivityStatus.CANCELLED ? "activity_cancelled" : "activity_closed");
    }

    private static void refuseAt(YouthHome home) {
        if (!home.mayPublish()) {
            throw Refusal.conflict(
                    "home_not_listed", Map.of("stage", home.stage().name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * GB/T 40143 asks for content, conditions, risks, safeguards and a contact where volunteers are called for; time,
     * place and number are in the occurrences. Without volunteers, what is done is enough.
     */
    private void refuseWithoutNotice() {
        List<Refusal.Field> missing = missing();
        if (!missing.isEmpty()) {
            throw Refusal.conflict("recruitment_notice_incomplete", missing);
        }
    }

    /** What its recruitment notice lacks. */
    List<Refusal.Field> missing() {
        List<Refusal.Field> missing = new ArrayList<>();
        missing(missing, "description", texts.description());
        if (occurrences.stream().anyMatch(occurrence -> occurrence.volunteers().capacity() > 0)) {
            missing(missing, "conditions", texts.conditions());
            missing(missing, "risks", texts.risks());
            missing(missing, "safeguards", texts.safeguards());
            missing(missing, "contact", texts.contact());
        }
        return missing;
    }

    private static void missing(List<Refusal.Field> missing, String field, String text) {
        if (text.isBlank()) {
            missing.add(Refusal.Field.of(field, "required"));
        }
    }

    private static void room(String field, int wanted, PlannedOccurrence.Seats seats) {
        if (wanted < seats.taken()) {
            throw Refusal.conflict("capacity_below_taken", Map.of("field", field, "taken", seats.taken()));
        }
    }

    /** Refuses a day on which nothing can be planned: one that is over, or more than two years ahead. */
    static void refuseUnlessPlannable(String field, LocalDate day, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, Times.CITY_ZONE);
        if (day.isBefore(today)) {
            throw Refusal.invalid(field, "already_over");
        }
        if (day.isAfter(today.plusDays(FARTHEST.toDays()))) {
            throw Refusal.invalid(field, "too_far_ahead");
        }
    }

    private static void check(ActivityPlan plan, List<PlannedOccurrence> before, Instant now) {
        List<Refusal.Field> wrong = wrong(plan, before, now);
        if (!wrong.isEmpty()) {
            throw Refusal.invalid(wrong);
        }
    }

    /** The rules that no single field can break. What an occurrence already was is not held against it. */
    static List<Refusal.Field> wrong(ActivityPlan plan, List<PlannedOccurrence> before, Instant now) {
        List<Refusal.Field> wrong = new ArrayList<>();
        String brand = plan.texts().brand();
        if (brand != null && !plan.programme().brands().contains(brand)) {
            wrong.add(Refusal.Field.of("brand", "unknown_brand"));
        }
        if (plan.programme() == Programme.SOCIAL && plan.terms().showsArrivals()) {
            // RULES: whoever comes to meet people is never on a visible list.
            wrong.add(Refusal.Field.of("showsArrivals", "never_for_social"));
        }
        if (plan.occurrences().isEmpty()) {
            wrong.add(Refusal.Field.of("occurrences", "required"));
        }
        if (plan.occurrences().size() > MOST_OCCURRENCES) {
            wrong.add(new Refusal.Field("occurrences", "bad_count", Map.of("min", 1, "max", MOST_OCCURRENCES)));
        }
        Map<UUID, PlannedOccurrence> known =
                before.stream().collect(Collectors.toMap(PlannedOccurrence::id, Function.identity()));
        Set<UUID> met = new HashSet<>();
        for (int i = 0; i < plan.occurrences().size(); i++) {
            OccurrencePlan occurrence = plan.occurrences().get(i);
            String path = "occurrences[%d].".formatted(i);
            UUID id = occurrence.id();
            PlannedOccurrence was = id == null ? null : known.get(id);
            if (id != null && was == null) {
                wrong.add(Refusal.Field.of(path + "id", "unknown_occurrence"));
            } else if (id != null && !met.add(id)) {
                wrong.add(Refusal.Field.of(path + "id", "repeated"));
            }
            if (occurrence.participantCapacity() == 0 && occurrence.volunteerCapacity() == 0) {
                wrong.add(Refusal.Field.of(path + "participantCapacity", "no_places"));
            }
            if (was == null || !was.equals(was.as(occurrence))) {
                times(wrong, path, occurrence, was, now);
            }
        }
        Instant closes = plan.terms().enrolmentClosesAt();
        if (closes != null
                && plan.occurrences().stream()
                        .noneMatch(occurrence -> !occurrence.endsAt().isBefore(closes))
                && !plan.occurrences().isEmpty()) {
            wrong.add(Refusal.Field.of("enrolmentClosesAt", "after_the_end"));
        }
        return wrong;
    }

    private static void times(
            List<Refusal.Field> wrong,
            String path,
            OccurrencePlan occurrence,
            @Nullable PlannedOccurrence was,
            Instant now) {
        boolean moved = was == null
                || !was.startsAt().equals(occurrence.startsAt())
                || !was.endsAt().equals(occurrence.endsAt());
        if (!occurrence.startsAt().isBefore(occurrence.endsAt())) {
            wrong.add(Refusal.Field.of(path + "endsAt", "out_of_order"));
        } else if (Duration.between(occurrence.startsAt(), occurrence.endsAt()).compareTo(Occurrence.LONGEST) > 0) {
            wrong.add(new Refusal.Field(
                    path + "endsAt", "too_long_a_time", Map.of("hours", Occurrence.LONGEST.toHours())));
        } else if (moved && !occurrence.endsAt().isAfter(now)) {
            wrong.add(Refusal.Field.of(path + "endsAt", "already_over"));
        }
        if (occurrence.startsAt().isAfter(now.plus(FARTHEST))) {
            wrong.add(Refusal.Field.of(path + "startsAt", "too_far_ahead"));
        }
        Instant shiftStart = occurrence.shiftStartsAt();
        Instant shiftEnd = occurrence.shiftEndsAt();
        if (!shiftStart.isBefore(shiftEnd)) {
            wrong.add(Refusal.Field.of(path + "volunteerEndsAt", "out_of_order"));
        } else if (Duration.between(shiftStart, shiftEnd).compareTo(Occurrence.LONGEST) > 0) {
            wrong.add(new Refusal.Field(
                    path + "volunteerEndsAt", "too_long_a_time", Map.of("hours", Occurrence.LONGEST.toHours())));
        } else if (!shiftStart.isBefore(occurrence.endsAt()) || !shiftEnd.isAfter(occurrence.startsAt())) {
            wrong.add(Refusal.Field.of(path + "volunteerStartsAt", "shift_apart"));
        }
    }
}
