package org.youthhome.activity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivitySketch.OccurrenceSketch;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;

/**
 * What activities of one sort have in common.
 *
 * @param communityId whose it is; null for those that are shipped with the program
 * @param name 1 to 80 characters
 * @param createdAt null for those that are shipped
 */
public record ActivityTemplate(
        UUID id,
        @Nullable UUID communityId,
        String name,
        Content content,
        @Nullable Instant createdAt) {

    /**
     * All but home and dates; what is null or left out is up to the draft.
     *
     * @param title of the activity
     * @param slots when its occurrences are, seen from its first day
     */
    public record Content(
            Programme programme,
            @Nullable String title,
            @Nullable String brand,
            @Nullable String summary,
            @Nullable String description,
            @Nullable String meetingPoint,
            @Nullable String conditions,
            @Nullable String risks,
            @Nullable String safeguards,
            @Nullable String contact,
            @Nullable Boolean walkIn,
            @Nullable Boolean showsHeadcount,
            @Nullable Boolean showsArrivals,
            @Nullable Integer doorsOpenMinutes,
            @Nullable Integer fenceMetres,
            @Nullable Set<Audience> audiences,
            List<Slot> slots) {

        public Content {
            slots = List.copyOf(Objects.requireNonNullElse(slots, List.<Slot>of()));
        }
    }

    /**
     * When one of the occurrences is.
     *
     * @param day days after the first, which is 0
     * @param startsAt time of day in the city
     * @param minutes how long it lasts
     * @param shiftStartsMinutes the volunteers' shift begins so much after the start; below 0 before it; null with it
     * @param shiftEndsMinutes the volunteers' shift ends so much after the end; below 0 before it; null with it
     */
    public record Slot(
            int day,
            LocalTime startsAt,
            int minutes,
            @Nullable Integer shiftStartsMinutes,
            @Nullable Integer shiftEndsMinutes,
            int participantCapacity,
            int volunteerCapacity) {

        static Slot of(PlannedOccurrence occurrence, LocalDate first) {
            var start = occurrence.startsAt().atZone(Times.CITY_ZONE);
            Instant shiftStart = occurrence.ownShiftStart();
            Instant shiftEnd = occurrence.ownShiftEnd();
            return new Slot(
                    (int) (start.toLocalDate().toEpochDay() - first.toEpochDay()),
                    start.toLocalTime(),
                    (int) Duration.between(occurrence.startsAt(), occurrence.endsAt())
                            .toMinutes(),
                    shiftStart == null
                            ? null
                            : (int) Duration.between(occurrence.startsAt(), shiftStart)
                                    .toMinutes(),
                    shiftEnd == null
                            ? null
                            : (int) Duration.between(occurrence.endsAt(), shiftEnd)
                                    .toMinutes(),
                    occurrence.participants().capacity(),
                    occurrence.volunteers().capacity());
        }

        OccurrenceSketch from(LocalDate first) {
            Instant start =
                    first.plusDays(day).atTime(startsAt).atZone(Times.CITY_ZONE).toInstant();
            Instant end = start.plus(Duration.ofMinutes(minutes));
            return new OccurrenceSketch(
                    start,
                    end,
                    shiftStartsMinutes == null ? null : start.plus(Duration.ofMinutes(shiftStartsMinutes)),
                    shiftEndsMinutes == null ? null : end.plus(Duration.ofMinutes(shiftEndsMinutes)),
                    participantCapacity,
                    volunteerCapacity);
        }

        /** Without a day: the places alone. */
        OccurrenceSketch undated() {
            return new OccurrenceSketch(null, null, null, null, participantCapacity, volunteerCapacity);
        }
    }

    /** What it makes of an activity, with nothing but its dates and people left out. */
    static Content of(Activity activity) {
        ActivityTexts texts = activity.texts();
        ActivityTerms terms = activity.terms();
        List<PlannedOccurrence> held = activity.held();
        LocalDate first = LocalDate.ofInstant(held.get(0).startsAt(), Times.CITY_ZONE);
        return new Content(
                activity.programme(),
                texts.title(),
                texts.brand(),
                texts.summary(),
                texts.description(),
                texts.meetingPoint(),
                texts.conditions(),
                texts.risks(),
                texts.safeguards(),
                texts.contact(),
                terms.walkIn(),
                terms.showsHeadcount(),
                terms.showsArrivals(),
                terms.doorsOpenMinutes(),
                terms.fenceMetres(),
                terms.audiences(),
                held.stream().map(occurrence -> Slot.of(occurrence, first)).toList());
    }

    /**
     * The draft that it gives at a home.
     *
     * @param startsOn day of the first occurrence; null leaves the times open
     */
    ActivitySketch at(UUID homeId, @Nullable LocalDate startsOn) {
        return new ActivitySketch(
                homeId,
                content.programme(),
                content.title(),
                content.brand(),
                content.summary(),
                content.description(),
                content.meetingPoint(),
                content.conditions(),
                content.risks(),
                content.safeguards(),
                content.contact(),
                content.walkIn(),
                content.showsHeadcount(),
                content.showsArrivals(),
                content.doorsOpenMinutes(),
                content.fenceMetres(),
                null,
                content.audiences(),
                null,
                content.slots().stream()
                        .map(slot -> startsOn == null ? slot.undated() : slot.from(startsOn))
                        .toList());
    }
}
