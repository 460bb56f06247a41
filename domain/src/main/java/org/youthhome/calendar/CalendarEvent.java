package org.youthhome.calendar;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;

/**
 * An occurrence in a calendar.
 *
 * @param id of the occurrence: what a calendar program knows it by, for ever
 * @param place name and address of the home, and the meeting point where there is one
 * @param location GCJ-02
 * @param startsAt of the shift, in a volunteer's own calendar
 * @param cancelReason why it will not take place, where it will not and somebody said why
 * @param version of the activity, which never goes back
 * @param changedAt when the activity was written last
 * @param volunteer in a person's own calendar: whether they come as a volunteer; null elsewhere
 */
public record CalendarEvent(
        UUID id,
        UUID activityId,
        String title,
        Programme programme,
        String summary,
        String contact,
        String place,
        GeoPoint location,
        Instant startsAt,
        Instant endsAt,
        boolean cancelled,
        @Nullable String cancelReason,
        int version,
        Instant changedAt,
        @Nullable Boolean volunteer) {}
