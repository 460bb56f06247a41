package org.youthhome.checkin.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.attendance.web.HeadcountView;
import org.youthhome.checkin.CheckInDesk;
import org.youthhome.checkin.CheckIns;
import org.youthhome.checkin.Location;
import org.youthhome.checkin.Means;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.ClientAddress;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "check-in")
class CheckInController {

    private static final String NONCE = "[A-Za-z0-9_-]{8,64}";

    private final CheckInDesk desk;
    private final CheckIns checkIns;

    CheckInController(CheckInDesk desk, CheckIns checkIns) {
        this.desk = desk;
        this.checkIns = checkIns;
    }

    /**
     * Where the phone is; used once and dropped.
     *
     * @param longitude GCJ-02, degrees east, within China
     * @param latitude GCJ-02, degrees north, within China
     * @param accuracy radius in metres
     */
    record LocationRequest(
            @NotNull @DecimalMin("73") @DecimalMax("136") Double longitude,
            @NotNull @DecimalMin("3") @DecimalMax("54") Double latitude,
            @NotNull @DecimalMin("0") @DecimalMax("100000") Double accuracy) {
        Location location() {
            return new Location(longitude, latitude, accuracy);
        }
    }

    /**
     * A scan. Either {@code code} or {@code ticket}.
     *
     * @param code what the QR held: the link or the bare code
     * @param ticket from {@code POST /check-in-tickets}
     * @param verifier of the ticket's challenge (RFC 7636)
     * @param nonce made by the client for this try, kept for its repeats
     * @param as what somebody not enrolled comes as
     * @param occurrenceId the occurrence that the page is about; a code of another one is refused
     */
    @Schema(example = """
            {"code": "https://youth-home.example/c/…", "nonce": "q3J8xw1vR0aTzN5k", "as": "volunteer"}""")
    record ScanRequest(
            @Nullable @Size(max = 500) String code,
            @Nullable @Size(max = 200) String ticket,
            @Nullable @Size(min = 43, max = 128) String verifier,
            @NotNull @Pattern(regexp = NONCE) String nonce,
            @Nullable EnrolledAs as,
            @Nullable UUID occurrenceId,
            @Nullable @Valid LocationRequest location) {

        CheckInDesk.Scan scan(UUID personId, ClientAddress from) {
            LocationRequest where = location;
            return new CheckInDesk.Scan(
                    personId,
                    code,
                    ticket,
                    verifier,
                    nonce,
                    as,
                    occurrenceId,
                    where == null ? null : where.location(),
                    from);
        }
    }

    /**
     * @param challenge base64url of the SHA-256 of a verifier that the check-in will show (RFC 7636, S256)
     */
    record TicketRequest(
            @NotBlank @Size(max = 500) String code,
            @Nullable @Pattern(regexp = "[A-Za-z0-9_-]{43}") String challenge) {}

    /** A scanned code, kept good. */
    record TicketView(String ticket, UUID occurrenceId, String activityTitle, Instant validUntil) {}

    /** @param as what somebody not enrolled comes as */
    record StaffCheckInRequest(
            @NotNull UUID personId,
            @NotNull @Pattern(regexp = NONCE) String nonce,
            @Nullable EnrolledAs as) {}

    record AnnulRequest(@NotBlank @Size(max = 200) String reason) {}

    record UndoRequest(@NotNull @Pattern(regexp = NONCE) String nonce) {}

    /**
     * A check-in.
     *
     * @param alreadyCheckedIn whether an earlier try had made it; {@code checkedInAt} is then the earlier time
     * @param serverTime the clock that decides
     */
    record CheckInView(
            UUID id,
            UUID occurrenceId,
            UUID activityId,
            String activityTitle,
            EnrolledAs as,
            int people,
            boolean walkIn,
            boolean byStaff,
            Instant checkedInAt,
            @Nullable Instant checkedOutAt,
            boolean alreadyCheckedIn,
            HeadcountView headcount,
            Instant serverTime) {

        static CheckInView of(CheckInDesk.Receipt receipt) {
            var in = receipt.checkIn();
            return new CheckInView(
                    in.id(),
                    in.occurrenceId(),
                    receipt.occurrence().activityId(),
                    receipt.occurrence().activityTitle(),
                    in.as(),
                    in.people(),
                    in.walkIn(),
                    in.byStaff() != null,
                    in.happenedAt(),
                    in.checkedOutAt(),
                    receipt.alreadyCheckedIn(),
                    HeadcountView.of(receipt.headcount()),
                    receipt.serverTime());
        }
    }

    /**
     * A check-out.
     *
     * @param alreadyCheckedOut whether an earlier try, or the end of the shift, had made it
     * @param automatic whether the end of the shift made it
     * @param minutes service time; volunteers only
     */
    record CheckOutView(
            UUID id,
            UUID occurrenceId,
            UUID activityId,
            String activityTitle,
            EnrolledAs as,
            Instant checkedInAt,
            @Nullable Instant checkedOutAt,
            boolean alreadyCheckedOut,
            boolean automatic,
            @Nullable Integer minutes,
            HeadcountView headcount,
            Instant serverTime) {

        static CheckOutView of(CheckInDesk.Receipt receipt) {
            var in = receipt.checkIn();
            return new CheckOutView(
                    in.id(),
                    in.occurrenceId(),
                    receipt.occurrence().activityId(),
                    receipt.occurrence().activityTitle(),
                    in.as(),
                    in.happenedAt(),
                    in.checkedOutAt(),
                    receipt.alreadyCheckedIn(),
                    in.checkOutMeans() == Means.AUTO,
                    in.minutes(),
                    HeadcountView.of(receipt.headcount()),
                    receipt.serverTime());
        }
    }

    @PostMapping("/api/v1/check-in-tickets")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Who.ANYONE)
    @ApiResponse(responseCode = "409", ref = "#/components/responses/Conflict")
    @Operation(
            operationId = "createCheckInTicket",
            summary = "用刚扫的码换一张票 · Keep a scanned code good through login and consent",
            description = "无需登录；5 分钟内一次有效。No login needed; good once within 5 minutes.")
    Mono<TicketView> ticket(@Valid @RequestBody TicketRequest request, ClientAddress from) {
        return desk.ticket(request.code(), request.challenge(), from)
                .map(issued -> new TicketView(
                        issued.ticket(),
                        issued.occurrence().id(),
                        issued.occurrence().activityTitle(),
                        issued.validUntil()));
    }

    @PostMapping("/api/v1/check-ins")
    @Access(Access.Who.PERSON)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true, description = "本次请求完成签到 · This request made it")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, description = "重复请求或此前已签到 · It was made before")
    @ApiResponse(responseCode = "429", ref = "#/components/responses/TooManyRequests")
    @Operation(operationId = "checkIn", summary = "签到 · Check in", description = """
                    201：本次请求完成签到；200：重复请求（同一 `nonce`）或此前已签到。答复即已落库。
                    201 when this request made it; 200 for its repeat (same `nonce`) or when somebody had come in before. \
                    An answer means it is stored.

                    拒绝的 `code` · Codes of a no: `unknown_code` (422); `expired_code`, `wrong_activity`, `not_open_yet`, \
                    `closed`, `cancelled`, `full`, `not_enrolled`, `role_needed`, `location_needed`, `too_far`, \
                    `ticket_expired`, `ticket_used`, `ticket_not_yours`, `annulled` (409); `blocked` (403); \
                    `rate_limited` (429).""")
    Mono<ResponseEntity<CheckInView>> checkIn(
            @Valid @RequestBody ScanRequest request, Caller caller, ClientAddress from) {
        return desk.checkIn(request.scan(caller.personId(), from))
                .map(receipt -> ResponseEntity.status(receipt.first() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(CheckInView.of(receipt)));
    }

    @PostMapping("/api/v1/check-outs")
    @Access(Access.Who.PERSON)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true, description = "本次请求完成签退 · This request made it")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, description = "重复请求或此前已签退 · It was made before")
    @ApiResponse(responseCode = "429", ref = "#/components/responses/TooManyRequests")
    @Operation(
            operationId = "checkOut",
            summary = "签退 · Check out",
            description = "志愿者得到服务时长（分钟）。忘记签退的，班次结束时自动签退。"
                    + " Volunteers get their service time in minutes; who forgets is checked out at the shift's end.")
    Mono<ResponseEntity<CheckOutView>> checkOut(
            @Valid @RequestBody ScanRequest request, Caller caller, ClientAddress from) {
        return desk.checkOut(request.scan(caller.personId(), from))
                .map(receipt -> ResponseEntity.status(receipt.first() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(CheckOutView.of(receipt)));
    }

    @PostMapping("/api/v1/occurrences/{id}/check-ins")
    @Access(value = Access.Who.RIGHT, right = Right.RUN_CHECK_IN, at = "occurrence")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true, description = "本次请求完成签到 · This request made it")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, description = "重复请求或此前已签到 · It was made before")
    @Operation(
            operationId = "checkInByStaff",
            summary = "工作人员代签 · Check somebody in from the roster",
            description = "记为 `byStaff`；可超出名额。 Marked `byStaff`; may exceed the places.")
    Mono<ResponseEntity<CheckInView>> checkInByStaff(
            @PathVariable UUID id, @Valid @RequestBody StaffCheckInRequest request, Caller caller) {
        return desk.checkInByStaff(id, request.personId(), request.as(), request.nonce(), caller.personId())
                .map(receipt -> ResponseEntity.status(receipt.first() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(CheckInView.of(receipt)));
    }

    @DeleteMapping("/api/v1/check-ins/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(value = Access.Who.RIGHT, right = Right.CORRECT_CHECK_IN, at = "check_in")
    @Operation(
            operationId = "annulCheckIn",
            summary = "撤销签到 · Annul a check-in",
            description = "须写明原因，记入审计。 With a reason; audited.")
    Mono<Void> annul(@PathVariable UUID id, @Valid @RequestBody AnnulRequest request, Caller caller) {
        return checkIns.annul(id, caller.personId(), request.reason());
    }

    @PostMapping("/api/v1/check-ins/{id}/undo")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "undoCheckIn",
            summary = "撤回自己的误签 · Take back one's own check-in",
            description = "15 分钟内，凭签到时的 nonce。Within 15 minutes, by the nonce that made it.")
    Mono<Void> undo(@PathVariable UUID id, @Valid @RequestBody UndoRequest request, Caller caller) {
        return checkIns.undo(id, caller.personId(), request.nonce());
    }
}
