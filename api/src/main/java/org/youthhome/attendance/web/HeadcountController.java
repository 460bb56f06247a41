package org.youthhome.attendance.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.attendance.HeadcountFeed;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "headcount")
class HeadcountController {

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final LiveHeadcount live;
    private final HeadcountFeed feed;
    private final EventStream stream;
    private final Occurrences occurrences;
    private final Rights rights;

    HeadcountController(
            LiveHeadcount live, HeadcountFeed feed, EventStream stream, Occurrences occurrences, Rights rights) {
        this.live = live;
        this.feed = feed;
        this.stream = stream;
        this.occurrences = occurrences;
        this.rights = rights;
    }

    @GetMapping("/api/v1/occurrences/{id}/headcount")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.STRANGERS)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "403", ref = "#/components/responses/Forbidden")
    @Operation(
            operationId = "getHeadcount",
            summary = "实时人数 · Live headcount",
            description = "带 ETag，可用 If-None-Match 轮询。Has an ETag: poll with If-None-Match.")
    Mono<ResponseEntity<HeadcountView>> headcount(@PathVariable UUID id, @Nullable Caller caller) {
        return shown(id, caller).then(live.recent(id)).map(headcount -> ResponseEntity.ok()
                .eTag(headcount.version())
                .cacheControl(CacheControl.noCache())
                .body(HeadcountView.of(headcount)));
    }

    @GetMapping(path = "/api/v1/occurrences/{id}/headcount/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Access(Access.Who.ANYONE)
    @ApiResponse(
            responseCode = "200",
            description = "每个事件的 data · What the data of each event is",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(oneOf = {HeadcountView.class, ClosedView.class})))
    @ApiResponse(responseCode = "403", ref = "#/components/responses/Forbidden")
    @Operation(
            operationId = "streamHeadcount",
            summary = "实时人数事件流 · Live headcount as server-sent events",
            description = "事件名 headcount，id 为版本号；断线重连带 Last-Event-ID。每 15 秒一次心跳。活动结束、取消或人数不再公开时，以 closed 事件收尾。"
                    + " Events named headcount whose id is a version; resumes with Last-Event-ID; a comment every 15 s."
                    + " Ends with an event named closed when the activity was closed or cancelled, or its count is"
                    + " hidden.")
    Mono<Void> events(
            @PathVariable UUID id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @Nullable Caller caller,
            ServerHttpResponse response) {
        Flux<byte[]> numbers = feed.watch(id)
                .skipUntil(headcount -> !headcount.version().equals(lastEventId))
                .map(stream::headcount);
        return shown(id, caller).then(stream.send(response, end(id, caller), List.of(numbers)));
    }

    /** What has been closed or cancelled, or is no longer shown to this caller, has nothing more to tell. */
    private Mono<byte[]> end(UUID id, @Nullable Caller caller) {
        return Flux.interval(LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> shown(id, caller)
                        .map(HeadcountController::ended)
                        .onErrorResume(Refusal.class, no -> Mono.just(Optional.of("hidden")))
                        // A database that is away for a moment ends nothing.
                        .onErrorComplete())
                .concatMap(Mono::justOrEmpty)
                .next()
                .map(stream::closed);
    }

    private static Optional<String> ended(Occurrence occurrence) {
        if (occurrence.cancelled() || occurrence.status() == ActivityStatus.CANCELLED) {
            return Optional.of("cancelled");
        }
        return occurrence.status() == ActivityStatus.CLOSED ? Optional.of("closed") : Optional.empty();
    }

    /** Completes when the organiser shows the count to everybody, or the caller works there. */
    private Mono<Occurrence> shown(UUID id, @Nullable Caller caller) {
        return occurrences
                .byId(id)
                .filter(occurrence ->
                        occurrence.status() != ActivityStatus.DRAFT && occurrence.status() != ActivityStatus.IN_REVIEW)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .flatMap(occurrence -> {
                    if (occurrence.showsHeadcount()) {
                        return Mono.just(occurrence);
                    }
                    Refusal hidden = Refusal.of(Refusal.Kind.FORBIDDEN, "headcount_hidden");
                    return caller == null
                            ? Mono.error(hidden)
                            : rights.may(caller.personId(), occurrence.communityId(), Right.RUN_CHECK_IN)
                                    .flatMap(may -> may ? Mono.just(occurrence) : Mono.error(hidden));
                });
    }
}
