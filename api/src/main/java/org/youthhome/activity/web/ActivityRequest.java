package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
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
import org.youthhome.activity.ActivityPlan;
import org.youthhome.activity.ActivityTerms;
import org.youthhome.activity.ActivityTexts;
import org.youthhome.activity.Audience;
import org.youthhome.programme.Programme;

/**
 * The whole of an activity as its organiser wants it; what is left out is empty or the default.
 *
 * @param doorsOpenMinutes how long before the start check-in opens
 * @param fenceMetres how near to the home a check-in has to come from; left out where it does not matter
 * @param enrolmentClosesAt left out, enrolment stays open until the end
 */
record ActivityRequest(
        @NotBlank
        @Size(max = 80)
        @Pattern(regexp = LINE, message = "control_character")
        @Schema(example = "七彩志愿服务进社区·集中服务日")
        String title,

        @NotNull UUID youthHomeId,

        @NotNull Programme programme,

        @Schema(description = "one of the programme's named brands", example = "七彩志愿服务进社区") @Size(max = 40) @Nullable
        String brand,

        @Schema(description = "the one line of a list", example = "智慧助老、垃圾分类、护河，三队任选。")
        @Size(max = 200)
        @Pattern(regexp = LINE, message = "control_character")
        @Nullable
        String summary,

        @Schema(description = "what is done; needed to publish") @Size(max = 4000) @Nullable
        String description,

        @Size(max = 200) @Nullable String meetingPoint,

        @Schema(description = "who can take part; needed to publish where volunteers are called for")
        @Size(max = 1000)
        @Nullable
        String conditions,

        @Schema(description = "needed to publish where volunteers are called for") @Size(max = 1000) @Nullable
        String risks,

        @Schema(description = "safeguards and insurance; needed to publish where volunteers are called for")
        @Size(max = 1000)
        @Nullable
        String safeguards,

        @Schema(description = "who to ask; needed to publish where volunteers are called for")
        @Size(max = 200)
        @Nullable
        String contact,

        @Schema(description = "whether a scan by somebody not enrolled enrols and checks in", defaultValue = "true")
        @Nullable
        Boolean walkIn,

        @Schema(defaultValue = "true") @Nullable Boolean showsHeadcount,

        @Schema(description = "masked names of the last arrivals on the wall screen", defaultValue = "false") @Nullable
        Boolean showsArrivals,

        @Schema(defaultValue = "30") @Min(0) @Max(720) @Nullable
        Integer doorsOpenMinutes,

        @Min(20) @Max(5000) @Nullable Integer fenceMetres,

        @Nullable OffsetDateTime enrolmentClosesAt,

        @Schema(description = "whom it is made for; left out: everybody") @Size(max = 4) @Nullable
        Set<@NotNull Audience> audiences,

        @NotEmpty @Size(max = Activity.MOST_OCCURRENCES) List<@NotNull @Valid OccurrenceRequest> occurrences,

        @Schema(description = "uploaded before, in the order in which they are shown; left out, there are none")
        @Size(max = ActivityTexts.MOST_PHOTOS)
        @Nullable
        List<@NotNull @Valid PhotoRequest> photos) {

    private static final String LINE = "[^\\x00-\\x1f\\x7f]*";

    /**
     * A photo of the activity.
     *
     * @param alt what it shows, for who cannot see it
     */
    record PhotoRequest(
            @NotNull UUID id,

            @Schema(example = "志愿者在河边捡拾垃圾")
            @Size(max = 200)
            @Pattern(regexp = LINE, message = "control_character")
            @Nullable
            String alt) {

        ActivityTexts.CaptionedPhoto photo() {
            return new ActivityTexts.CaptionedPhoto(id, text(alt));
        }

        /** Left out, there are none. */
        static List<ActivityTexts.CaptionedPhoto> photos(@Nullable List<PhotoRequest> said) {
            return said == null
                    ? List.of()
                    : said.stream().map(PhotoRequest::photo).toList();
        }
    }

    /**
     * An occurrence. At least one of the capacities is above 0; it lasts at most 24 hours and starts within two years.
     *
     * @param id left out for a new one
     * @param volunteerStartsAt start of the volunteers' shift, where it is not the occurrence's own
     * @param volunteerEndsAt end of the volunteers' shift, where it is not the occurrence's own
     */
    record OccurrenceRequest(
            @Nullable UUID id,

            @NotNull @Schema(example = "2026-11-29T08:30:00+08:00")
            OffsetDateTime startsAt,

            @NotNull @Schema(example = "2026-11-29T11:00:00+08:00")
            OffsetDateTime endsAt,

            @Schema(description = "0 when left out") @Min(0) @Max(Activity.MOST_PLACES) @Nullable
            Integer participantCapacity,

            @Schema(description = "0 when left out", example = "300") @Min(0) @Max(Activity.MOST_PLACES) @Nullable
            Integer volunteerCapacity,

            @Nullable OffsetDateTime volunteerStartsAt,
            @Nullable OffsetDateTime volunteerEndsAt) {

        ActivityPlan.OccurrencePlan plan() {
            return new ActivityPlan.OccurrencePlan(
                    id,
                    instant(startsAt),
                    instant(endsAt),
                    instantOrNull(volunteerStartsAt),
                    instantOrNull(volunteerEndsAt),
                    participantCapacity == null ? 0 : participantCapacity,
                    volunteerCapacity == null ? 0 : volunteerCapacity);
        }
    }

    ActivityPlan plan() {
        return new ActivityPlan(
                youthHomeId,
                programme,
                new ActivityTexts(
                        title.strip(),
                        brand == null || brand.isBlank() ? null : brand.strip(),
                        text(summary),
                        text(description),
                        text(meetingPoint),
                        text(conditions),
                        text(risks),
                        text(safeguards),
                        text(contact),
                        PhotoRequest.photos(photos)),
                new ActivityTerms(
                        walkIn == null || walkIn,
                        showsHeadcount == null || showsHeadcount,
                        showsArrivals != null && showsArrivals,
                        doorsOpenMinutes == null ? ActivityTerms.DOORS_OPEN_MINUTES : doorsOpenMinutes,
                        fenceMetres,
                        instantOrNull(enrolmentClosesAt),
                        audiences == null ? Set.of() : audiences),
                occurrences.stream().map(OccurrenceRequest::plan).toList());
    }

    private static String text(@Nullable String said) {
        return said == null ? "" : said.strip();
    }

    private static Instant instant(OffsetDateTime time) {
        // The database keeps microseconds.
        return time.toInstant().truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable Instant instantOrNull(@Nullable OffsetDateTime time) {
        return time == null ? null : instant(time);
    }
}
