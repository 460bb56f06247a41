package org.youthhome.enrolment.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.enrolment.Enrolment;
import org.youthhome.enrolment.EnrolmentDesk;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.kernel.Page;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "enrolment")
class EnrolmentController {

    private final EnrolmentDesk desk;

    EnrolmentController(EnrolmentDesk desk) {
        this.desk = desk;
    }

    /**
     * What somebody asks for.
     *
     * @param companions people who come along, 0 to 4; volunteers come alone
     */
    record EnrolmentRequest(
            @NotNull EnrolledAs as,
            @Nullable @Min(0) @Max(4) Integer companions) {}

    /** An enrolment as its person sees it. */
    record EnrolmentView(
            UUID id,
            UUID occurrenceId,
            UUID activityId,
            String activityTitle,
            String youthHomeName,
            Instant startsAt,
            Instant endsAt,
            EnrolledAs as,
            int companions,
            Status status,
            Instant enrolledAt) {

        enum Status {
            CONFIRMED,
            CANCELLED,
            ACTIVITY_CANCELLED
        }

        static EnrolmentView of(Enrolment enrolment) {
            var occurrence = enrolment.occurrence();
            boolean volunteer = enrolment.as() == EnrolledAs.VOLUNTEER;
            Status status = !enrolment.confirmed()
                    ? Status.CANCELLED
                    : occurrence.cancelled() ? Status.ACTIVITY_CANCELLED : Status.CONFIRMED;
            return new EnrolmentView(
                    enrolment.id(),
                    occurrence.id(),
                    occurrence.activityId(),
                    occurrence.activityTitle(),
                    occurrence.youthHomeName(),
                    volunteer ? occurrence.volunteerStartsAt() : occurrence.startsAt(),
                    volunteer ? occurrence.volunteerEndsAt() : occurrence.endsAt(),
                    enrolment.as(),
                    enrolment.companions(),
                    status,
                    enrolment.enrolledAt());
        }
    }

    @PutMapping("/api/v1/occurrences/{id}/enrolment")
    @Access(Access.Who.PERSON)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true, description = "新报名 · This request took the place")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, description = "已有名额 · It was held already")
    @Operation(operationId = "enrol", summary = "报名（或更改报名） · Enrol, or change an enrolment", description = """
                    可重复提交：名额已在手时返回同一结果。201 为新报名，200 为已有。
                    Idempotent: 201 when this request took the place, 200 when it was held already.

                    拒绝的 `code` · Codes of a no (409): `full`, `enrolment_closed`, `overlapping`, `cancelled`, \
                    `already_here`.""")
    Mono<ResponseEntity<EnrolmentView>> enrol(
            @PathVariable UUID id, @Valid @RequestBody EnrolmentRequest request, Caller caller) {
        Integer companions = request.companions();
        return desk.enrol(caller.personId(), id, request.as(), companions == null ? 0 : companions)
                .map(enrolled -> ResponseEntity.status(enrolled.created() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(EnrolmentView.of(enrolled.enrolment())));
    }

    @DeleteMapping("/api/v1/occurrences/{id}/enrolment")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "cancelEnrolment",
            summary = "取消报名 · Give the place up",
            description = "可重复提交。 Idempotent.")
    Mono<Void> cancel(@PathVariable UUID id, Caller caller) {
        return desk.cancel(caller.personId(), id);
    }

    @GetMapping("/api/v1/me/enrolments")
    @Access(Access.Who.PERSON)
    @Operation(operationId = "listMyEnrolments", summary = "我的报名 · My enrolments, the latest first")
    Mono<Page<EnrolmentView>> mine(
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable String after,
            Caller caller) {
        return desk.of(caller.personId(), after, limit).map(page -> page.map(EnrolmentView::of));
    }
}
