package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.ActivityDraft;
import org.youthhome.activity.ActivityDrafts;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "publishing")
class ActivityDraftController {

    private final ActivityDrafts drafts;
    private final ActivityAnswers answers;

    ActivityDraftController(ActivityDrafts drafts, ActivityAnswers answers) {
        this.drafts = drafts;
        this.answers = answers;
    }

    @GetMapping("/api/v1/activity-drafts")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    @Operation(
            operationId = "listActivityDrafts",
            summary = "草稿列表 · Drafts of everywhere I may publish, the latest first")
    Mono<Page<ActivityDraftView>> list(
            Caller caller,
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable String after) {
        return drafts.page(caller.personId(), limit, after)
                .map(page -> page.map(draft -> ActivityDraftView.of(draft, drafts.missing(draft))));
    }

    @PostMapping("/api/v1/activity-drafts")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @Operation(
            operationId = "createActivityDraft",
            summary = "新建草稿 · Begin a draft: a home is enough",
            description = """
                    未写的联系人、集合地点、开门时间等按该青年之家上一次活动填好。
                    What is left open is filled in as it was at the home's last activity: contact, meeting point, doors.""")
    Mono<ResponseEntity<ActivityDraftView>> create(Caller caller, @Valid @RequestBody ActivityDraftRequest request) {
        return drafts.create(caller.personId(), request.sketch()).map(this::created);
    }

    @GetMapping("/api/v1/activity-drafts/{id}")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity_draft")
    @Operation(operationId = "getActivityDraft", summary = "草稿 · A draft, and what is missing to publish it")
    Mono<ResponseEntity<ActivityDraftView>> get(@PathVariable String id) {
        return id(id).flatMap(drafts::get).map(draft -> answer(HttpStatus.OK, draft));
    }

    @PutMapping("/api/v1/activity-drafts/{id}")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity_draft")
    @Operation(
            operationId = "saveActivityDraft",
            summary = "保存草稿 · Save a draft as it is typed, incomplete or not",
            description = "须带 `If-Match`。 Needs `If-Match`.")
    Mono<ResponseEntity<ActivityDraftView>> save(
            Caller caller,
            @PathVariable String id,
            @Parameter(required = true) @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable
                    String ifMatch,
            @Valid @RequestBody ActivityDraftRequest request) {
        return id(id).flatMap(
                        found -> drafts.save(caller.personId(), found, Versions.required(ifMatch), request.sketch()))
                .map(draft -> answer(HttpStatus.OK, draft));
    }

    @DeleteMapping("/api/v1/activity-drafts/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity_draft")
    @Operation(operationId = "discardActivityDraft", summary = "丢弃草稿 · Throw a draft away")
    Mono<Void> discard(Caller caller, @PathVariable String id) {
        return id(id).flatMap(found -> drafts.discard(caller.personId(), found));
    }

    @PostMapping("/api/v1/activity-drafts/{id}/publish")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity_draft")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @Operation(
            operationId = "publishActivityDraft",
            summary = "发布草稿 · Publish a draft: it becomes the activity of the same id",
            description = """
                    缺什么一次说清（409 `activity_incomplete`，`errors[]`），包括法律要求的招募公告内容。可重复提交。
                    All that is missing is told at once (409 `activity_incomplete`, `errors[]`), what law asks of a \
                    recruitment notice included. 202 when a person reads it first. Idempotent.""")
    Mono<ResponseEntity<ActivityView>> publish(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return id(id).flatMap(found -> drafts.publish(caller.personId(), found, Versions.optional(ifMatch)))
                .flatMap(answers::checked);
    }

    @PostMapping("/api/v1/activity-drafts/{id}/finish")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity_draft")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @Operation(
            operationId = "finishActivityDraft",
            summary = "写完但先不发布 · Make a complete draft an unpublished activity of the same id",
            description = """
                    之后可定时发布（`PUT /api/v1/activities/{id}/publication`）或先排重复场次。可重复提交。
                    To be published at a time, or to get a series first. Idempotent.""")
    Mono<ResponseEntity<ActivityView>> finish(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return id(id).flatMap(found -> drafts.finish(caller.personId(), found, Versions.optional(ifMatch)))
                .flatMap(answers::checked);
    }

    ResponseEntity<ActivityDraftView> created(ActivityDraft draft) {
        return answer(HttpStatus.CREATED, draft);
    }

    private ResponseEntity<ActivityDraftView> answer(HttpStatus status, ActivityDraft draft) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).eTag("\"" + draft.version() + "\"");
        if (status == HttpStatus.CREATED) {
            answer.location(URI.create("/api/v1/activity-drafts/" + draft.id()));
        }
        return answer.body(ActivityDraftView.of(draft, drafts.missing(draft)));
    }

    private static Mono<UUID> id(String id) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("activity_draft")));
    }
}
