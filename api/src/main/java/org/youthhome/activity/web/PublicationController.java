package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.Activities;
import org.youthhome.activity.ActivityPreviews;
import org.youthhome.activity.ActivitySummaries;
import org.youthhome.activity.ActivityTexts;
import org.youthhome.activity.PublicationSchedule;
import org.youthhome.activity.web.ActivityRequest.PhotoRequest;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

/** Before others see it, when they do, and what became of it. */
@RestController
@Tag(name = "publishing")
class PublicationController {

    private final PublicationSchedule schedule;
    private final ActivityPreviews previews;
    private final ActivitySummaries summaries;
    private final ActivityViews views;
    private final Clock clock;

    PublicationController(
            PublicationSchedule schedule,
            ActivityPreviews previews,
            ActivitySummaries summaries,
            ActivityViews views,
            Clock clock) {
        this.schedule = schedule;
        this.previews = previews;
        this.summaries = summaries;
        this.views = views;
        this.clock = clock;
    }

    record PublicationRequest(
            @NotNull @Schema(example = "2026-12-01T08:00:00+08:00")
            OffsetDateTime publishAt) {}

    /**
     * A publication to come.
     *
     * @param failure code of the refusal, where it could not be published at its time
     */
    record PublicationView(
            Instant publishAt,
            PublicationSchedule.State state,
            @Nullable String failure) {
        static PublicationView of(PublicationSchedule.Publication publication) {
            return new PublicationView(publication.publishAt(), publication.state(), publication.failure());
        }
    }

    /**
     * What others would see.
     *
     * @param activity absent while too little is there to show
     */
    record PreviewView(
            @Nullable ActivityView activity,

            @Schema(description = "还缺什么，才能发布 · What is missing to publish it")
            List<ActivityDraftView.MissingField> missing,

            @Schema(description = "可能有误 · What might be a mistake")
            List<WarningView> warnings) {}

    /**
     * Something that might be a mistake.
     *
     * @param occurrence index of the occurrence that it is about
     * @param about title of the other activity, or name of the holiday
     * @param activityId the other activity
     */
    record WarningView(
            ActivityPreviews.WarningCode code,
            @Nullable Integer occurrence,
            @Nullable String about,
            @Nullable UUID activityId) {}

    record SummaryRequest(
            @NotBlank
            @Size(max = 200)
            @Pattern(regexp = "[^\\x00-\\x1f\\x7f]*", message = "control_character")
            @Schema(example = "三队共三百人，清出河岸垃圾两吨。")
            String sentence,

            @Schema(description = "已上传的照片，按显示顺序；不填则没有 · Uploaded before, in their order; left out, there are none")
            @Size(max = ActivityTexts.MOST_PHOTOS)
            @Nullable
            List<@NotNull @Valid PhotoRequest> photos,

            @Schema(description = "同时结束活动 · Close the activity in the same step", defaultValue = "false") @Nullable
            Boolean close) {}

    /**
     * What became of an activity; the numbers are counted.
     *
     * @param occurrencesHeld that were not cancelled and are over
     * @param serviceMinutes of volunteers, scanned
     * @param volunteersStillHere who have not checked out, so that their minutes are still to come
     * @param photos those that have not passed the check, too
     */
    record SummaryView(
            int occurrencesHeld,
            long participantsEnrolled,
            long participantsCame,
            long volunteersEnrolled,
            long volunteersCame,
            long serviceMinutes,
            long volunteersStillHere,
            @Nullable String sentence,
            List<ActivityView.PhotoRef> photos) {
        static SummaryView of(ActivitySummaries.Summary summary, ActivityViews views) {
            return new SummaryView(
                    summary.occurrencesHeld(),
                    summary.participants().enrolled(),
                    summary.participants().came(),
                    summary.volunteers().enrolled(),
                    summary.volunteers().came(),
                    summary.serviceMinutes(),
                    summary.volunteersStillHere(),
                    summary.sentence(),
                    summary.photos().stream().map(views::photo).toList());
        }
    }

    @GetMapping("/api/v1/activities/{id}/preview")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(
            operationId = "previewActivity",
            summary = "预览活动 · What others would see, what is missing, and what might be a mistake")
    Mono<PreviewView> previewActivity(@PathVariable String id) {
        return id(id, "activity").flatMap(previews::ofActivity).map(this::view);
    }

    @GetMapping("/api/v1/activity-drafts/{id}/preview")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity_draft")
    @Operation(
            operationId = "previewActivityDraft",
            summary = "预览草稿 · What others would see, what is missing, and what might be a mistake")
    Mono<PreviewView> previewDraft(@PathVariable String id) {
        return id(id, "activity_draft").flatMap(previews::ofDraft).map(this::view);
    }

    @GetMapping("/api/v1/activities/{id}/publication")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(operationId = "getPublication", summary = "定时发布的状态 · The publication that is to come")
    Mono<PublicationView> publication(@PathVariable String id) {
        return id(id, "activity").flatMap(schedule::of).map(PublicationView::of);
    }

    @PutMapping("/api/v1/activities/{id}/publication")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(operationId = "schedulePublication", summary = "定时发布 · Publish a draft at a time", description = """
                    现在即做内容审核；需人审的，通过后到时再发布。之后改过文字的，到时重新审核。未能发布时通知本人。
                    The content check is passed now; where a person has to decide, it is published at its time once they \
                    accepted. What is changed afterwards is checked again then. Whoever asked is told when it fails.""")
    Mono<PublicationView> schedule(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody PublicationRequest request) {
        return id(id, "activity")
                .flatMap(found -> schedule.put(
                        caller.personId(),
                        found,
                        Versions.optional(ifMatch),
                        request.publishAt().toInstant().truncatedTo(ChronoUnit.MICROS)))
                .map(PublicationView::of);
    }

    @DeleteMapping("/api/v1/activities/{id}/publication")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(operationId = "unschedulePublication", summary = "取消定时发布 · Take it back; it stays a draft")
    Mono<Void> unschedule(Caller caller, @PathVariable String id) {
        return id(id, "activity").flatMap(found -> schedule.remove(caller.personId(), found));
    }

    @GetMapping("/api/v1/activities/{id}/summary")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(operationId = "getActivitySummary", summary = "活动小结 · What became of it: numbers, a sentence and photos")
    Mono<SummaryView> summary(@PathVariable String id) {
        return id(id, "activity").flatMap(summaries::of).map(summary -> SummaryView.of(summary, views));
    }

    @PutMapping("/api/v1/activities/{id}/summary")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(
            operationId = "putActivitySummary",
            summary = "写小结并可结束活动 · Write the sentence, choose photos, and close the activity if wanted",
            description = "数字由系统统计，不由人填。 Numbers are counted, not typed.")
    Mono<SummaryView> summarise(Caller caller, @PathVariable String id, @Valid @RequestBody SummaryRequest request) {
        return id(id, "activity")
                .flatMap(found -> summaries.put(
                        caller.personId(),
                        found,
                        request.sentence().strip(),
                        PhotoRequest.photos(request.photos()),
                        request.close() != null && request.close()))
                .map(summary -> SummaryView.of(summary, views));
    }

    private PreviewView view(ActivityPreviews.Preview preview) {
        Activities.Shown shown = preview.shown();
        return new PreviewView(
                shown == null ? null : views.view(shown, clock.instant()),
                ActivityDraftView.MissingField.of(preview.missing()),
                preview.warnings().stream()
                        .map(warning -> new WarningView(
                                warning.code(), warning.occurrence(), warning.about(), warning.activityId()))
                        .toList());
    }

    private static Mono<UUID> id(String id, String noun) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound(noun)));
    }
}
