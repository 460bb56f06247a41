package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.Activity;
import org.youthhome.activity.ActivityCopies;
import org.youthhome.activity.ActivityTemplate;
import org.youthhome.activity.ActivityTemplates;
import org.youthhome.activity.web.ActivityRequest.OccurrenceRequest;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Mono;

/** From last time, and from a template. */
@RestController
@Tag(name = "publishing")
class ActivityTemplateController {

    private static final String LINE = "[^\\x00-\\x1f\\x7f]*";

    private final ActivityCopies copies;
    private final ActivityTemplates templates;
    private final ActivityDraftController drafts;
    private final ActivityAnswers answers;

    ActivityTemplateController(
            ActivityCopies copies,
            ActivityTemplates templates,
            ActivityDraftController drafts,
            ActivityAnswers answers) {
        this.copies = copies;
        this.templates = templates;
        this.drafts = drafts;
        this.answers = answers;
    }

    /** When the copy is to take place. With nothing said: whole weeks later, on the next such weekday to come. */
    record CopyRequest(
            @Schema(description = "另一个标题 · Another title")
            @Size(min = 1, max = 80)
            @Pattern(regexp = LINE, message = "control_character")
            @Nullable
            String title,

            @Schema(
                    description = "第一场在哪天，其余各场照旧间隔与时刻 · Day of the first occurrence; the others keep their distance",
                    example = "2026-12-05")
            @Nullable
            LocalDate startsOn,

            @Schema(description = "或逐场写明时间 · Or all occurrences anew") @Size(max = Activity.MOST_OCCURRENCES) @Nullable
            List<@NotNull @Valid OccurrenceRequest> occurrences) {

        ActivityCopies.When when() {
            List<OccurrenceRequest> said = occurrences == null ? List.of() : occurrences;
            return new ActivityCopies.When(
                    title == null || title.isBlank() ? null : title.strip(),
                    startsOn,
                    said.stream().map(OccurrenceRequest::plan).toList());
        }
    }

    record TemplateRequest(
            @NotBlank @Size(max = 80) @Pattern(regexp = LINE, message = "control_character") @Schema(example = "每月服务日")
            String name) {}

    record FromTemplateRequest(
            @NotNull UUID youthHomeId,

            @Schema(
                    description = "第一场在哪天；不写则时间留空 · Day of the first occurrence; left out, times stay open",
                    example = "2026-12-05")
            @Nullable
            LocalDate startsOn) {}

    /**
     * A template.
     *
     * @param communityId whose it is; absent for those of the programmes
     * @param slots when its occurrences are, seen from its first day
     */
    record ActivityTemplateView(
            UUID id,
            @Nullable UUID communityId,
            String name,
            Programme programme,
            @Nullable String brand,
            @Nullable String title,
            @Nullable String summary,
            @Nullable String description,
            List<TemplateSlot> slots,
            @Nullable Instant createdAt) {

        static ActivityTemplateView of(ActivityTemplate template) {
            ActivityTemplate.Content content = template.content();
            return new ActivityTemplateView(
                    template.id(),
                    template.communityId(),
                    template.name(),
                    content.programme(),
                    content.brand(),
                    content.title(),
                    content.summary(),
                    content.description(),
                    content.slots().stream()
                            .map(slot -> new TemplateSlot(
                                    slot.day(),
                                    slot.startsAt().toString(),
                                    slot.minutes(),
                                    slot.participantCapacity(),
                                    slot.volunteerCapacity()))
                            .toList(),
                    template.createdAt());
        }
    }

    /**
     * When one of a template's occurrences is.
     *
     * @param day days after the first, which is 0
     * @param startsAt time of day in the city
     */
    record TemplateSlot(
            int day,

            @Schema(example = "08:30") String startsAt,

            int minutes,
            int participantCapacity,
            int volunteerCapacity) {}

    @PostMapping("/api/v1/activities/{id}/copies")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @Operation(
            operationId = "copyActivity",
            summary = "照上次再办 · From last time: a draft with all of it at other times, and nobody enrolled",
            description = """
                    再调用一次 `POST /api/v1/activities/{id}/publish` 即发布。
                    One more call, `POST /api/v1/activities/{id}/publish`, publishes it.""")
    Mono<ResponseEntity<ActivityView>> copy(
            Caller caller, @PathVariable String id, @Valid @RequestBody CopyRequest request) {
        return id(id, "activity")
                .flatMap(found -> copies.copy(caller.personId(), found, request.when()))
                .flatMap(answers::created);
    }

    @PostMapping("/api/v1/activities/{id}/templates")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "keepActivityTemplate", summary = "存为模板 · Keep an activity as a template of its community")
    Mono<ActivityTemplateView> keep(
            Caller caller, @PathVariable String id, @Valid @RequestBody TemplateRequest request) {
        return id(id, "activity")
                .flatMap(found ->
                        templates.keep(caller.personId(), found, request.name().strip()))
                .map(ActivityTemplateView::of);
    }

    @GetMapping("/api/v1/activity-templates")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    @Operation(
            operationId = "listActivityTemplates",
            summary = "模板列表 · The community's own templates, then those of the programmes' brands")
    Mono<Page<ActivityTemplateView>> list(
            Caller caller,
            @RequestParam(required = false) @Nullable UUID communityId,
            @RequestParam(required = false) @Nullable Programme programme) {
        return templates
                .list(caller.personId(), communityId, programme)
                .map(found ->
                        new Page<>(found.stream().map(ActivityTemplateView::of).toList(), null));
    }

    @PostMapping("/api/v1/activity-templates/{id}/drafts")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @Operation(operationId = "draftFromTemplate", summary = "从模板起草 · A draft from a template")
    Mono<ResponseEntity<ActivityDraftView>> draft(
            Caller caller, @PathVariable String id, @Valid @RequestBody FromTemplateRequest request) {
        return id(id, "activity_template")
                .flatMap(found -> templates.draft(caller.personId(), found, request.youthHomeId(), request.startsOn()))
                .map(drafts::created);
    }

    @DeleteMapping("/api/v1/activity-templates/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity_template")
    @Operation(operationId = "removeActivityTemplate", summary = "删除模板 · Remove one of the community's own templates")
    Mono<Void> remove(Caller caller, @PathVariable String id) {
        return id(id, "activity_template").flatMap(found -> templates.remove(caller.personId(), found));
    }

    private static Mono<UUID> id(String id, String noun) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound(noun)));
    }
}
