package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.Activities;
import org.youthhome.activity.Activity;
import org.youthhome.activity.ActivityDesk;
import org.youthhome.activity.ActivityList;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.ContentReview;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "activities")
class ActivityController {

    private final ActivityList list;
    private final Activities activities;
    private final ActivityDesk desk;
    private final ActivityViews views;
    private final Clock clock;

    ActivityController(ActivityList list, Activities activities, ActivityDesk desk, ActivityViews views, Clock clock) {
        this.list = list;
        this.activities = activities;
        this.desk = desk;
        this.views = views;
        this.clock = clock;
    }

    /** Why it will not take place; everybody who enrolled reads it. */
    record CancelRequest(@NotBlank @Size(max = 200) String reason) {}

    @GetMapping("/api/v1/activities")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(value = SharedAnswer.Among.EVERYBODY, unless = "mine")
    @Operation(
            summary = "活动列表 · Activities: what runs or comes next first, then what is over, the latest first",
            operationId = "listActivities")
    Mono<Page<ActivityView.ActivityItem>> list(
            @Nullable Caller caller,
            @RequestParam(required = false) @Nullable UUID communityId,
            @RequestParam(required = false) @Nullable UUID youthHomeId,
            @RequestParam(required = false) @Nullable Programme programme,
            @Parameter(
                            description = "起始时间 · Only with an occurrence that ends after it; ISO 8601 with offset",
                            schema = @Schema(type = "string", format = "date-time"))
                    @RequestParam(required = false)
                    @Nullable
                    String from,
            @Parameter(
                            description = "截止时间 · Only with an occurrence that starts before it; ISO 8601 with offset",
                            schema = @Schema(type = "string", format = "date-time"))
                    @RequestParam(required = false)
                    @Nullable
                    String to,
            @Parameter(
                            description =
                                    "关键词 · Any piece of title, summary, brand, home or programme, two characters and more",
                            example = "志愿")
                    @RequestParam(required = false)
                    @Size(max = 50)
                    @Nullable
                    String q,
            @Parameter(description = "经度,纬度 · longitude,latitude (GCJ-02)", example = "120.27,32.02")
                    @RequestParam(required = false)
                    @Nullable
                    String near,
            @Parameter(description = "米 · Metres around `near`")
                    @RequestParam(required = false)
                    @Min(1)
                    @Max(100_000)
                    @Nullable
                    Integer radius,
            @Parameter(description = "可报名 · true: only where somebody could enrol now")
                    @RequestParam(defaultValue = "false")
                    boolean open,
            @Parameter(description = "我的社区 · true: those of my own communities, drafts too; needs a login")
                    @RequestParam(defaultValue = "false")
                    boolean mine,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String after) {
        return Mono.defer(() -> list.page(new ActivityQuery(
                        communityId,
                        youthHomeId,
                        programme,
                        time("from", from),
                        time("to", to),
                        q == null || q.isBlank() ? null : q,
                        near == null ? null : GeoPoint.parse(near),
                        radius,
                        open,
                        mine ? signedIn(caller) : null,
                        limit,
                        after)))
                .map(page -> page.map(views::item));
    }

    @GetMapping("/api/v1/activities/{id}")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.STRANGERS)
    @Operation(summary = "活动详情 · An activity; a draft is seen by its organisers only", operationId = "getActivity")
    Mono<ResponseEntity<ActivityView>> get(@Nullable Caller caller, @PathVariable String id) {
        return id(id).flatMap(found -> activities.show(found, caller == null ? null : caller.personId()))
                .map(shown -> answer(HttpStatus.OK, shown));
    }

    @PostMapping("/api/v1/activities")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @Operation(
            summary = "新建活动 · Draft an activity: a title, a home, a programme and one occurrence are enough",
            operationId = "createActivity")
    Mono<ResponseEntity<ActivityView>> create(Caller caller, @Valid @RequestBody ActivityRequest request) {
        return Mono.defer(() -> desk.create(caller.personId(), request.plan()))
                .flatMap(activities::shown)
                .map(shown -> answer(HttpStatus.CREATED, shown));
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
                .flatMap(activities::shown)
                .map(this::checked);
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
        return id(id).flatMap(found -> desk.publish(caller.personId(), found, Versions.optional(ifMatch)))
                .flatMap(activities::shown)
                .map(this::checked);
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
                .map(shown -> answer(HttpStatus.OK, shown));
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
                .map(shown -> answer(HttpStatus.OK, shown));
    }

    /** 202 while a person has yet to decide on something. */
    private ResponseEntity<ActivityView> checked(Activities.Shown shown) {
        ContentReview review = shown.lastReview();
        boolean waits = shown.activity().status() == ActivityStatus.IN_REVIEW
                || (review != null && review.state() == ContentReview.State.WAITING);
        return answer(waits ? HttpStatus.ACCEPTED : HttpStatus.OK, shown);
    }

    private ResponseEntity<ActivityView> answer(HttpStatus status, Activities.Shown shown) {
        Activity activity = shown.activity();
        Instant now = clock.instant();
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).eTag(Versions.tag(shown, activity.open(now)));
        if (status == HttpStatus.CREATED) {
            answer.location(URI.create("/api/v1/activities/" + activity.id()));
        }
        return answer.body(views.view(shown, now));
    }

    private static Mono<UUID> id(String id) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")));
    }

    private static UUID signedIn(@Nullable Caller caller) {
        if (caller == null) {
            throw Refusal.of(Refusal.Kind.UNAUTHENTICATED, "login_needed");
        }
        return caller.personId();
    }

    private static @Nullable Instant time(String field, @Nullable String said) {
        if (said == null || said.isBlank()) {
            return null;
        }
        try {
            // A plus sign that was not encoded arrives as a space.
            Instant time = OffsetDateTime.parse(said.strip().replace(' ', '+')).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
                throw Refusal.invalid(field, "bad_time");
            }
            return time;
        } catch (DateTimeException malformed) {
            throw Refusal.invalid(field, "bad_time");
        }
    }

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");
}
