package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.Activity;
import org.youthhome.activity.ActivitySketch;
import org.youthhome.activity.ActivitySketch.OccurrenceSketch;
import org.youthhome.activity.ActivityTexts;
import org.youthhome.activity.Audience;
import org.youthhome.activity.web.ActivityRequest.PhotoRequest;
import org.youthhome.programme.Programme;

/** What is there so far of an activity; everything but the home may be missing. */
record ActivityDraftRequest(
        @NotNull UUID youthHomeId,

        @Nullable Programme programme,

        @Size(max = 80) @Pattern(regexp = LINE, message = "control_character") @Schema(example = "读书会") @Nullable
        String title,

        @Size(max = 40) @Nullable String brand,

        @Size(max = 200) @Pattern(regexp = LINE, message = "control_character") @Nullable
        String summary,

        @Size(max = 4000) @Nullable String description,
        @Size(max = 200) @Nullable String meetingPoint,
        @Size(max = 1000) @Nullable String conditions,
        @Size(max = 1000) @Nullable String risks,
        @Size(max = 1000) @Nullable String safeguards,
        @Size(max = 200) @Nullable String contact,
        @Nullable Boolean walkIn,
        @Nullable Boolean showsHeadcount,
        @Nullable Boolean showsArrivals,
        @Min(0) @Max(720) @Nullable Integer doorsOpenMinutes,
        @Min(20) @Max(5000) @Nullable Integer fenceMetres,
        @Nullable OffsetDateTime enrolmentClosesAt,
        @Size(max = 4) @Nullable Set<@NotNull Audience> audiences,

        @Size(max = ActivityTexts.MOST_PHOTOS) @Nullable List<@NotNull @Valid PhotoRequest> photos,

        @Size(max = Activity.MOST_OCCURRENCES) @Nullable List<@NotNull @Valid DraftOccurrence> occurrences) {

    private static final String LINE = "[^\\x00-\\x1f\\x7f]*";

    /** What is there so far of an occurrence. */
    record DraftOccurrence(
            @Nullable OffsetDateTime startsAt,
            @Nullable OffsetDateTime endsAt,
            @Nullable OffsetDateTime volunteerStartsAt,
            @Nullable OffsetDateTime volunteerEndsAt,
            @Min(0) @Max(Activity.MOST_PLACES) @Nullable Integer participantCapacity,
            @Min(0) @Max(Activity.MOST_PLACES) @Nullable Integer volunteerCapacity) {

        OccurrenceSketch sketch() {
            return new OccurrenceSketch(
                    instant(startsAt),
                    instant(endsAt),
                    instant(volunteerStartsAt),
                    instant(volunteerEndsAt),
                    participantCapacity,
                    volunteerCapacity);
        }
    }

    ActivitySketch sketch() {
        return new ActivitySketch(
                youthHomeId,
                programme,
                text(title),
                text(brand),
                text(summary),
                text(description),
                text(meetingPoint),
                text(conditions),
                text(risks),
                text(safeguards),
                text(contact),
                walkIn,
                showsHeadcount,
                showsArrivals,
                doorsOpenMinutes,
                fenceMetres,
                instant(enrolmentClosesAt),
                audiences,
                photos == null ? null : photos.stream().map(PhotoRequest::photo).toList(),
                occurrences == null
                        ? List.of()
                        : occurrences.stream().map(DraftOccurrence::sketch).toList());
    }

    private static @Nullable String text(@Nullable String said) {
        return said == null || said.isBlank() ? null : said.strip();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        // The database keeps microseconds.
        return time == null ? null : time.toInstant().truncatedTo(ChronoUnit.MICROS);
    }
}
