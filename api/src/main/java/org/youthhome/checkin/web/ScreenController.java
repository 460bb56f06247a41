package org.youthhome.checkin.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.attendance.web.ClosedView;
import org.youthhome.attendance.web.HeadcountView;
import org.youthhome.checkin.Screens;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.identity.ScreenPass.ScreenHolder;
import org.youthhome.kernel.PublicAddress;
import org.youthhome.kernel.QrCode;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "screens")
class ScreenController {

    private final Screens screens;
    private final ScreenShow show;
    private final PublicAddress address;

    ScreenController(Screens screens, ScreenShow show, PublicAddress address) {
        this.screens = screens;
        this.show = show;
        this.address = address;
    }

    /**
     * A new screen.
     *
     * @param deviceToken the screen's own secret: in the Authorization header as a bearer token, never in a URL
     * @param interval seconds between two polls
     * @param pairingUrl what the pairing QR holds
     */
    record NewScreenView(String pairingCode, String deviceToken, long interval, String pairingUrl, Instant expiresAt) {}

    record PairingRequest(@NotNull UUID occurrenceId) {}

    record PairedScreenView(UUID id, @Nullable UUID occurrenceId, Instant expiresAt) {}

    /**
     * What the screen's poll is told.
     *
     * @param screenToken once paired, the narrow token that opens this occurrence and nothing else
     */
    record CurrentScreenView(
            boolean paired,
            @Nullable UUID occurrenceId,
            @Nullable String pairingCode,
            @Nullable String pairingUrl,
            @Nullable String screenToken,
            Instant expiresAt) {}

    @PostMapping("/api/v1/screens")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Who.ANYONE)
    @Operation(
            operationId = "registerScreen",
            summary = "登记一块屏 · Register a wall screen",
            description = "屏上显示配对码，工作人员扫码配对。It shows a pairing QR that a worker scans.")
    Mono<NewScreenView> register() {
        return screens.register()
                .map(screen -> new NewScreenView(
                        screen.pairingCode(),
                        screen.deviceToken(),
                        screen.interval().toSeconds(),
                        link(screen.pairingCode()),
                        screen.expiresAt()));
    }

    @PutMapping("/api/v1/screens/{pairingCode}")
    @Access(value = Access.Who.RIGHT, right = Right.RUN_CHECK_IN)
    @Operation(operationId = "pairScreen", summary = "把屏配对到一个场次 · Let a screen show an occurrence")
    Mono<PairedScreenView> pair(
            @PathVariable String pairingCode, @Valid @RequestBody PairingRequest request, Caller caller) {
        return screens.pair(pairingCode, request.occurrenceId(), caller.personId())
                .map(screen -> new PairedScreenView(screen.id(), screen.occurrenceId(), screen.expiresAt()));
    }

    @GetMapping("/api/v1/screens/current")
    @Access(Access.Who.SCREEN)
    @Operation(operationId = "getCurrentScreen", summary = "本屏状态 · Whether this screen is paired yet")
    Mono<ResponseEntity<CurrentScreenView>> current(
            ScreenHolder holder, @Parameter(hidden = true) @RequestHeader("Authorization") String authorization) {
        return screens.byId(holder.screenId())
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("screen")))
                .map(screen -> {
                    boolean paired = screen.occurrenceId() != null;
                    return ResponseEntity.ok()
                            .cacheControl(CacheControl.noStore())
                            .body(new CurrentScreenView(
                                    paired,
                                    screen.occurrenceId(),
                                    paired ? null : screen.pairingCode(),
                                    paired ? null : link(screen.pairingCode()),
                                    paired
                                            ? authorization
                                                    .substring("Bearer ".length())
                                                    .strip()
                                            : null,
                                    screen.expiresAt()));
                });
    }

    @GetMapping(path = "/api/v1/screens/current/qr", produces = "image/svg+xml")
    @Access(Access.Who.SCREEN)
    @Operation(operationId = "getPairingQr", summary = "配对二维码 · The pairing QR")
    Mono<ResponseEntity<String>> pairingQr(ScreenHolder holder) {
        return screens.byId(holder.screenId())
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("screen")))
                .map(screen -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .contentType(MediaType.valueOf("image/svg+xml"))
                        .body(QrCode.of(link(screen.pairingCode())).svg()));
    }

    @GetMapping(path = "/api/v1/screens/current/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Access(Access.Who.SCREEN)
    @ApiResponse(
            responseCode = "200",
            description = "每个事件的 data，依事件名 · What the data of each event is, by the event's name",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema =
                                    @Schema(
                                            oneOf = {
                                                ScreenShow.ScreenView.class,
                                                ScreenShow.CodeView.class,
                                                HeadcountView.class,
                                                ScreenShow.ArrivalsView.class,
                                                ClosedView.class
                                            })))
    @ApiResponse(responseCode = "409", ref = "#/components/responses/Conflict")
    @Operation(
            operationId = "streamScreen",
            summary = "大屏事件流 · What the screen shows, as server-sent events",
            description = "事件 · Events: `screen`, `code`, `headcount`, `arrivals`, `closed`.")
    Mono<Void> events(ScreenHolder holder, ServerHttpResponse response) {
        UUID occurrenceId = holder.occurrenceId();
        return occurrenceId == null
                ? Mono.error(Refusal.conflict("screen_not_paired"))
                : show.play(holder.screenId(), occurrenceId, response);
    }

    @DeleteMapping("/api/v1/screens/current")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.SCREEN)
    @Operation(operationId = "endScreen", summary = "解除本屏 · End this screen")
    Mono<Void> end(ScreenHolder holder) {
        return screens.end(holder.screenId());
    }

    private String link(String pairingCode) {
        return address.link("/s/" + pairingCode);
    }
}
