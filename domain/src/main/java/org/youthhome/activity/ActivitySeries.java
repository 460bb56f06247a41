package org.youthhome.activity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityPlan.OccurrencePlan;
import org.youthhome.kernel.Times;

/**
 * Occurrences that come again and again, at the same time of day in the city.
 *
 * @param endsAt on the same day, or on the next one where it is not after the start
 * @param volunteerStartsAt start of the volunteers' shift; null when it is the occurrence's own
 * @param volunteerEndsAt end of the volunteers' shift; null when it is the occurrence's own
 */
public record ActivitySeries(
        Recurrence recurrence,
        LocalTime startsAt,
        LocalTime endsAt,
        @Nullable LocalTime volunteerStartsAt,
        @Nullable LocalTime volunteerEndsAt,
        int participantCapacity,
        int volunteerCapacity) {

    /** Which occurrence a series occurrence is, whatever became of its times. */
    record Member(UUID occurrenceId, LocalDate recursOn, Instant startsAt, Instant endsAt) {

        /** Whether somebody moved this one alone. */
        boolean moved(PlannedOccurrence occurrence) {
            return !occurrence.startsAt().equals(startsAt)
                    || !occurrence.endsAt().equals(endsAt);
        }
    }

    /** How the series has it on a day. */
    OccurrencePlan on(@Nullable UUID id, LocalDate day) {
        Instant starts = at(day, startsAt);
        Instant ends = behind(starts, day, endsAt);
        Instant shiftStarts = volunteerStartsAt == null ? null : at(day, volunteerStartsAt);
        Instant shiftEnds = volunteerEndsAt == null
                ? null
                : behind(shiftStarts == null ? starts : shiftStarts, day, volunteerEndsAt);
        return new OccurrencePlan(id, starts, ends, shiftStarts, shiftEnds, participantCapacity, volunteerCapacity);
    }

    private static Instant at(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(Times.CITY_ZONE).toInstant();
    }

    private static Instant behind(Instant start, LocalDate day, LocalTime time) {
        Instant end = at(day, time);
        return end.isAfter(start) ? end : end.plus(Duration.ofDays(1));
    }
}
