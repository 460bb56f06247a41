package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityDraft;
import org.youthhome.activity.ActivitySketch;
import org.youthhome.activity.ActivitySketch.OccurrenceSketch;
import org.youthhome.activity.ActivityTexts;
import org.youthhome.activity.Audience;
import org.youthhome.kernel.Refusal;
import org.youthhome.programme.Programme;

/** A draft as it is typed, with all that keeps it from being published. */
record ActivityDraftView(
        @Schema(description = "发布后即活动的标识 · Of the activity, too, once it is published")
        UUID id,

        UUID communityId,
        UUID youthHomeId,
        @Nullable Programme programme,
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
        @Nullable Instant enrolmentClosesAt,
        @Nullable Set<Audience> audiences,
        @Nullable List<DraftPhotoView> photos,
        List<DraftOccurrenceView> occurrences,
        int version,
        UUID createdBy,
        Instant updatedAt,

        @Schema(description = "还缺什么，才能发布 · What is missing to publish it; empty when nothing is")
        List<MissingField> missing) {

    /** What is there so far of an occurrence. */
    record DraftOccurrenceView(
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            @Nullable Instant volunteerStartsAt,
            @Nullable Instant volunteerEndsAt,
            @Nullable Integer participantCapacity,
            @Nullable Integer volunteerCapacity) {

        static DraftOccurrenceView of(OccurrenceSketch occurrence) {
            return new DraftOccurrenceView(
                    occurrence.startsAt(),
                    occurrence.endsAt(),
                    occurrence.volunteerStartsAt(),
                    occurrence.volunteerEndsAt(),
                    occurrence.participantCapacity(),
                    occurrence.volunteerCapacity());
        }
    }

    /**
     * Something that keeps an activity from being published.
     *
     * @param field path of the field, as in {@code errors[]} of a problem
     * @param code why, as in {@code errors[]} of a problem
     */
    record MissingField(String field, String code) {

        static List<MissingField> of(List<Refusal.Field> fields) {
            return fields.stream()
                    .map(field -> new MissingField(field.field(), field.code()))
                    .toList();
        }
    }

    /** A photo of the draft, with what it shows. */
    record DraftPhotoView(UUID id, String alt) {}

    private static @Nullable List<DraftPhotoView> photos(@Nullable List<ActivityTexts.CaptionedPhoto> photos) {
        return photos == null
                ? null
                : photos.stream()
                        .map(photo -> new DraftPhotoView(photo.id(), photo.alt()))
                        .toList();
    }

    static ActivityDraftView of(ActivityDraft draft, List<Refusal.Field> missing) {
        ActivitySketch sketch = draft.sketch();
        return new ActivityDraftView(
                draft.id(),
                draft.communityId(),
                sketch.youthHomeId(),
                sketch.programme(),
                sketch.title(),
                sketch.brand(),
                sketch.summary(),
                sketch.description(),
                sketch.meetingPoint(),
                sketch.conditions(),
                sketch.risks(),
                sketch.safeguards(),
                sketch.contact(),
                sketch.walkIn(),
                sketch.showsHeadcount(),
                sketch.showsArrivals(),
                sketch.doorsOpenMinutes(),
                sketch.fenceMetres(),
                sketch.enrolmentClosesAt(),
                sketch.audiences(),
                photos(sketch.photos()),
                sketch.occurrences().stream().map(DraftOccurrenceView::of).toList(),
                draft.version(),
                draft.createdBy(),
                draft.updatedAt(),
                MissingField.of(missing));
    }
}
