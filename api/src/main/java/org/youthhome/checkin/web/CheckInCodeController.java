package org.youthhome.checkin.web;

import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.checkin.CheckInDesk;
import org.youthhome.identity.Access;
import org.youthhome.identity.Right;
import org.youthhome.kernel.ClientAddress;
import org.youthhome.kernel.PublicAddress;
import org.youthhome.kernel.QrCode;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@RestController
@Tag(name = "check-in")
class CheckInCodeController {

    private final CheckInDesk desk;
    private final PublicAddress address;

    CheckInCodeController(CheckInDesk desk, PublicAddress address) {
        this.desk = desk;
        this.address = address;
    }

    /**
     * The code to show.
     *
     * @param url what the QR holds
     * @param nextAt when the next code takes its place
     * @param validUntil until when this one is good: one period longer than it is shown
     */
    record CheckInCodeView(String code, String url, Instant validFrom, Instant validUntil, Instant nextAt) {}

    /** What a code leads to. */
    record CodeTargetView(
            UUID occurrenceId,
            UUID activityId,
            String activityTitle,
            String youthHomeName,
            Instant startsAt,
            Instant endsAt,
            ActivityStatus status) {}

    @GetMapping(path = "/api/v1/occurrences/{id}/check-in-code", produces = MediaType.APPLICATION_JSON_VALUE)
    @Access(value = Access.Who.SCREEN_OR_RIGHT, right = Right.RUN_CHECK_IN, at = "occurrence")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = CheckInCodeView.class)),
                @Content(mediaType = "image/svg+xml", schema = @Schema(type = "string")),
                @Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary"))
            })
    @Operation(
            operationId = "getCheckInCode",
            summary = "当前签到码 · The check-in code to show now",
            description =
                    "每 15 秒换一次；当前码和上一个码有效。按 `Accept` 可取 image/svg+xml 或 image/png 二维码。"
                            + " Rotates every 15 s; the current and the previous one are good. As image/svg+xml or image/png it is the QR.")
    Mono<ResponseEntity<CheckInCodeView>> code(@PathVariable UUID id) {
        return desk.shownCode(id).map(shown -> fresh().body(new CheckInCodeView(
                shown.code(), link(shown.code()), shown.validFrom(), shown.validUntil(), shown.nextAt())));
    }

    @Hidden
    @GetMapping(path = "/api/v1/occurrences/{id}/check-in-code", produces = "image/svg+xml")
    @Access(value = Access.Who.SCREEN_OR_RIGHT, right = Right.RUN_CHECK_IN, at = "occurrence")
    Mono<ResponseEntity<String>> svg(@PathVariable UUID id) {
        return desk.shownCode(id).map(shown -> fresh().contentType(MediaType.valueOf("image/svg+xml"))
                .body(QrCode.of(link(shown.code())).svg()));
    }

    @Hidden
    @GetMapping(path = "/api/v1/occurrences/{id}/check-in-code", produces = MediaType.IMAGE_PNG_VALUE)
    @Access(value = Access.Who.SCREEN_OR_RIGHT, right = Right.RUN_CHECK_IN, at = "occurrence")
    Mono<ResponseEntity<byte[]>> png(@PathVariable UUID id) {
        return desk.shownCode(id)
                // Drawing loads classes and fonts at first use: not on an event loop.
                .publishOn(Schedulers.boundedElastic())
                .map(shown -> fresh().contentType(MediaType.IMAGE_PNG)
                        .body(QrCode.of(link(shown.code())).png()));
    }

    @GetMapping("/api/v1/check-in-codes/{code}")
    @Access(Access.Who.ANYONE)
    @Operation(operationId = "getCheckInCodeTarget", summary = "扫码后看到的活动 · What a scanned code leads to, for a browser")
    Mono<CodeTargetView> target(@PathVariable String code, ClientAddress from) {
        return desk.look(code, from)
                .map(occurrence -> new CodeTargetView(
                        occurrence.id(),
                        occurrence.activityId(),
                        occurrence.activityTitle(),
                        occurrence.youthHomeName(),
                        occurrence.startsAt(),
                        occurrence.endsAt(),
                        occurrence.status()));
    }

    private String link(String code) {
        return address.link("/c/" + code);
    }

    private static ResponseEntity.BodyBuilder fresh() {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore());
    }
}
