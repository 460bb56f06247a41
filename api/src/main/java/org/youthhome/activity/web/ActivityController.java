package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.Activities;
import org.youthhome.activity.ActivityDesk;
import org.youthhome.activity.ActivityPublishing;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "activities")
class ActivityController {

    private final Activities activities;
    private final ActivityDesk desk;
    private final ActivityPublishing publishing;
    private final ActivityViews views;
    private final ActivityAnswers answers;

    ActivityController(
            Activities activities,
            ActivityDesk desk,
            ActivityPublishing publishing,
            ActivityViews views,
            ActivityAnswers answers) {
        this.activities = activities;
        this.desk = desk;
        this.publishing = publishing;
        this.views = views;
        this.answers = answers;
    }

    /** Why it will not take place; everybody who enrolled reads it. */
    record CancelRequest(@NotBlank @Size(max = 200) String reason) {}

    @GetMapping("/api/v1/activities/{id}")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.STRANGERS)
    @Operation(summary = "活动详情 · An activity; a draft is seen by its organisers only", operationId = "getActivity")
    Mono<ResponseEntity<ActivityView>> get(@Nullable Caller caller, @PathVariable String id) {
        return id(id).flatMap(found -> activities.show(found, caller == null ? null : caller.personId()))
                .map(shown -> answers.answer(HttpStatus.OK, shown));
    }

    @PostMapping("/api/v1/activities")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @Operation(
            summary = "新建活动 · Draft an activity: a title, a home, a programme and one occurrence are enough",
            operationId = "createActivity")
    Mono<ResponseEntity<ActivityView>> create(Caller caller, @Valid @RequestBody ActivityRequest request) {
        return Mono.defer(() -> desk.create(caller.personId(), request.plan())).flatMap(answers::created);
    }

    @PutMapping("/api/v1/activities/{id}")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @Operation(
            summary = "修改活动 · Change an activity, the whole of it",
            description = """
                    须带 `If-Match`。已发布活动的文字修改须再次通过内容审核；等人审核时答 202，此前仍显示原文。
                    Needs `If-Match`. Texts that others already read pass the content check again; 202 when a person has to \
                    decide: the old ones stay until then.""",
            operationId = "changeActivity")
    Mono<ResponseEntity<ActivityView>> change(
            Caller caller,
            @PathVariable String id,
            @Parameter(required = true) @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable
                    String ifMatch,
            @Valid @RequestBody ActivityRequest request) {
        return id(id).flatMap(found -> desk.edit(caller.personId(), found, Versions.required(ifMatch), request.plan()))
                .flatMap(answers::checked);
    }

    @PostMapping("/api/v1/activities/{id}/publish")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @Operation(
            summary = "发布活动 · Publish an activity: 200 when it is, 202 when a person reads it first",
            operationId = "publishActivity")
    Mono<ResponseEntity<ActivityView>> publish(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return id(id).flatMap(found -> publishing.publish(caller.personId(), found, Versions.optional(ifMatch)))
                .flatMap(answers::checked);
    }

    @PostMapping("/api/v1/activities/{id}/cancel")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(summary = "取消活动 · Cancel an activity and all its occurrences", operationId = "cancelActivity")
    Mono<ResponseEntity<ActivityView>> cancel(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody CancelRequest request) {
        return id(id).flatMap(found -> desk.cancel(
                        caller.personId(),
                        found,
                        Versions.optional(ifMatch),
                        request.reason().strip()))
                .flatMap(activities::shown)
                .map(shown -> answers.answer(HttpStatus.OK, shown));
    }

    @PostMapping("/api/v1/activities/{id}/close")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(summary = "结束活动 · Close an activity that has taken place", operationId = "closeActivity")
    Mono<ResponseEntity<ActivityView>> close(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return id(id).flatMap(found -> desk.close(caller.personId(), found, Versions.optional(ifMatch)))
                .flatMap(activities::shown)
                .map(shown -> answers.answer(HttpStatus.OK, shown));
    }

    private static Mono<UUID> id(String id) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")));
    }
}
