package org.youthhome.sharing.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.sharing.ActivityCode;
import org.youthhome.sharing.ActivityLinks;
import org.youthhome.sharing.PosterLayout;
import org.youthhome.sharing.Posters;
import org.youthhome.sharing.SharedActivities;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "sharing")
class SharingController {

    /** As long as any other public answer: another process shows a change within a second. */
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final SharedActivities shared;
    private final Posters posters;

    SharingController(SharedActivities shared, Posters posters) {
        this.shared = shared;
        this.posters = posters;
    }

    /**
     * The ways to an activity.
     *
     * @param code what {@code scene} says in a mini-program code, and the end of {@code page}
     * @param page for ordinary browsers
     * @param miniProgramPath for the mini-program's own share menu
     * @param urlLink opens the mini-program out of a browser, a text message or a group
     * @param urlLinkExpiresAt a day away at least
     */
    record LinksView(
            String code,
            URI page,
            String miniProgramPath,
            @Nullable URI urlLink,
            @Nullable Instant urlLinkExpiresAt) {

        static LinksView of(SharedActivities.Ways ways) {
            ActivityLinks.UrlLink link = ways.urlLink();
            return new LinksView(
                    ways.code(),
                    URI.create(ways.page()),
                    ways.miniProgramPath(),
                    link == null ? null : link.url(),
                    link == null ? null : link.expiresAt());
        }
    }

    /** What a code stands for. */
    record NamedActivityView(UUID activityId, String title) {}

    @GetMapping("/api/v1/activities/{id}/links")
    @Access(Access.Who.ANYONE)
    @Operation(operationId = "getActivityLinks", summary = "活动的分享链接 · The links to an activity", description = """
                    网页链接始终可用；`urlLink` 是微信的 URL Link，可在群聊、短信和浏览器里打开小程序，微信暂时不可用或活动未公开时没有。
                    The page's link is always there; `urlLink` is WeChat's, and absent while WeChat gives none or the \
                    activity is not public.""")
    Mono<LinksView> links(@Nullable Caller caller, @PathVariable String id) {
        return id(id).flatMap(found -> shared.ways(found, person(caller))).map(LinksView::of);
    }

    @GetMapping(
            value = "/api/v1/activities/{id}/mini-program-code",
            produces = {MediaType.IMAGE_JPEG_VALUE, MediaType.IMAGE_PNG_VALUE})
    @Access(Access.Who.ANYONE)
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.IMAGE_JPEG_VALUE, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary"))
            })
    @Operation(
            operationId = "getMiniProgramCode",
            summary = "活动的小程序码 · The mini-program code of an activity",
            description = """
                    `scene` 为活动短码，见 `getActivityLinks`。微信给不出时按原因答 429 或 503；海报不受影响，见 `getPoster`。
                    Its `scene` is the activity's code. 429 or 503 with a reason while WeChat gives none; posters go on.""")
    Mono<ResponseEntity<byte[]>> miniProgramCode(@Nullable Caller caller, @PathVariable String id) {
        return id(id).flatMap(found -> shared.miniProgramCode(found, person(caller)))
                .map(picture -> image(picture.everybodys())
                        .eTag('"' + DigestUtils.md5DigestAsHex(picture.bytes()) + '"')
                        .contentType(type(picture.bytes()))
                        .body(picture.bytes()));
    }

    @GetMapping(value = "/api/v1/activities/{id}/poster", produces = MediaType.IMAGE_PNG_VALUE)
    @Access(Access.Who.ANYONE)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.IMAGE_PNG_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @Operation(operationId = "getPoster", summary = "活动海报 · The poster of an activity", description = """
                    已发布的活动任何人可取；草稿只有组织者能预览。微信给不出小程序码时，海报上是网页链接的二维码。
                    Anybody may have that of a published activity; a draft's is its organisers' preview. While WeChat gives \
                    no mini-program code, a QR code of the activity's page stands on it.""")
    Mono<ResponseEntity<byte[]>> poster(
            @Nullable Caller caller,
            @PathVariable String id,
            @Parameter(
                            description = "竖版 1080×1920（手机）、方形 1080×1080（群聊）、横版 2480×1754（A4、屏幕）"
                                    + " · For phones, for groups, for A4 and screens")
                    @RequestParam(defaultValue = "portrait")
                    PosterLayout layout,
            @Parameter(description = "小程序码，或任何相机都能扫的链接二维码 · A mini-program code, or a QR code for any camera")
                    @RequestParam(defaultValue = "mini_program")
                    Posters.Scanned code,
            ServerWebExchange exchange) {
        return id(id).flatMap(found -> posters.of(found, person(caller), layout, code))
                .flatMap(poster -> {
                    String eTag = '"' + poster.hash() + '"';
                    // Asked before it is painted: to know that it is the same costs neither its photo nor a picture.
                    if (exchange.getRequest().getHeaders().getIfNoneMatch().contains(eTag)) {
                        return Mono.just(image(poster.everybodys(), HttpStatus.NOT_MODIFIED)
                                .eTag(eTag)
                                .<byte[]>build());
                    }
                    return poster.painting().map(painting -> image(poster.everybodys())
                            .eTag('"' + painting.hash() + '"')
                            .contentType(MediaType.IMAGE_PNG)
                            .body(painting.png()));
                });
    }

    @GetMapping("/api/v1/activity-codes/{code}")
    @Access(Access.Who.ANYONE)
    @Operation(
            operationId = "resolveActivityCode",
            summary = "短码对应的活动 · The activity that a scanned code names",
            description = """
                    小程序由小程序码冷启动时用：`scene` 即短码。
                    For the mini-program's cold start from a mini-program code: its `scene` is the code.""")
    Mono<NamedActivityView> resolve(
            @Nullable Caller caller,
            @Parameter(
                            description = "活动短码，22 个字符 · The activity's code, 22 characters",
                            schema =
                                    @Schema(
                                            type = "string",
                                            minLength = ActivityCode.LENGTH,
                                            maxLength = ActivityCode.LENGTH))
                    @PathVariable
                    String code) {
        return shared.byCode(code, person(caller))
                .map(shown -> new NamedActivityView(
                        shown.activity().id(), shown.activity().texts().title()));
    }

    private static ResponseEntity.BodyBuilder image(boolean everybodys) {
        return image(everybodys, HttpStatus.OK);
    }

    private static ResponseEntity.BodyBuilder image(boolean everybodys, HttpStatus status) {
        return ResponseEntity.status(status)
                .cacheControl(
                        everybodys
                                ? CacheControl.maxAge(KEPT).cachePublic()
                                : CacheControl.noCache().cachePrivate())
                .varyBy(HttpHeaders.AUTHORIZATION);
    }

    private static MediaType type(byte[] picture) {
        return picture.length > 0 && picture[0] == (byte) 0xFF ? MediaType.IMAGE_JPEG : MediaType.IMAGE_PNG;
    }

    private static @Nullable UUID person(@Nullable Caller caller) {
        return caller == null ? null : caller.personId();
    }

    private static Mono<UUID> id(String id) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")));
    }
}
