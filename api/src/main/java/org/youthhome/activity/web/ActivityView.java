package org.youthhome.activity.web;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Audience;
import org.youthhome.activity.ContentReview;
import org.youthhome.media.Photo;
import org.youthhome.programme.Programme;

/**
 * An activity.
 *
 * @param audiences whom it is made for; empty: everybody
 * @param open whether somebody could enrol now, on some side of some occurrence
 * @param version what {@code If-Match} is compared with
 * @param review what a person was asked about it last; only for those who publish there
 */
record ActivityView(
        UUID id,
        String title,

        Programme programme,
        String programmeName,
        @Nullable String brand,
        String summary,
        String description,
        String meetingPoint,
        String conditions,
        String risks,
        String safeguards,
        String contact,
        HomeRef youthHome,
        CommunityRef community,
        boolean walkIn,
        boolean showsHeadcount,
        boolean showsArrivals,
        int doorsOpenMinutes,
        @Nullable Integer fenceMetres,
        @Nullable Instant enrolmentClosesAt,
        Set<Audience> audiences,

        ActivityStatus status,
        @Nullable String cancelReason,
        @Nullable Instant publishedAt,
        int version,
        boolean open,
        List<OccurrenceView> occurrences,
        List<PhotoRef> photos,
        @Nullable ReviewRef review) {

    /**
     * A photo of an activity, to be had from {@code /api/v1/photos/ID/picture}.
     *
     * @param alt what it shows, for who cannot see it
     * @param state others than those who publish there see only what is {@code passed}
     * @param width pixels of the largest picture that is kept of it
     * @param height pixels of the largest picture that is kept of it
     */
    record PhotoRef(UUID id, String alt, Photo.State state, int width, int height) {}

    /**
     * The home of an activity.
     *
     * @param longitude GCJ-02 degrees east
     * @param latitude GCJ-02 degrees north
     */
    record HomeRef(UUID id, String name, String address, double longitude, double latitude) {}

    /** The community of an activity. */
    record CommunityRef(UUID id, String name) {}

    /**
     * An occurrence with its places.
     *
     * @param volunteerStartsAt start of the volunteers' shift, where it is not the occurrence's own
     * @param volunteerEndsAt end of the volunteers' shift, where it is not the occurrence's own
     */
    record OccurrenceView(
            UUID id,
            Instant startsAt,
            Instant endsAt,
            @Nullable Instant volunteerStartsAt,
            @Nullable Instant volunteerEndsAt,
            int participantCapacity,
            int participantSeatsLeft,
            int volunteerCapacity,
            int volunteerSeatsLeft,
            boolean cancelled) {}

    /** What a person was asked about an activity. */
    record ReviewRef(
            UUID id,

            ContentReview.State state,
            Instant askedAt,
            @Nullable String reason) {}

    /**
     * An activity in a list.
     *
     * @param nextOccurrence the first in the time asked for; otherwise the one that runs or comes next; otherwise the last
     * @param occurrences how many there are
     * @param open whether somebody could enrol now, on some side of some occurrence
     * @param distance metres as the crow flies, where {@code near} was given
     * @param photo the first that has passed
     */
    record ActivityItem(
            UUID id,
            String title,
            Programme programme,
            String programmeName,
            @Nullable String brand,
            String summary,
            HomeRef youthHome,
            CommunityRef community,
            Set<Audience> audiences,
            boolean walkIn,

            ActivityStatus status,
            int version,
            boolean open,
            OccurrenceView nextOccurrence,
            int occurrences,
            @Nullable Integer distance,
            @Nullable PhotoRef photo) {}
}
