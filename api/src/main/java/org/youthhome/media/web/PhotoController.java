package org.youthhome.media.web;

import io.swagger.v3.oas.annotations.Hidden;
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
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.ReportingPolicy;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.media.Photo;
import org.youthhome.media.PhotoDesk;
import org.youthhome.media.Photos;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "photos")
class PhotoController {

    private static final String WEBP = "image/webp";
    private static final String FILE = "file";

    /** A picture never changes; another one has another id. */
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private static final CacheControl NOT_AT_ALL = CacheControl.noStore().cachePrivate();

    private final PhotoDesk desk;
    private final Photos photos;
    private final PhotoViews views;

    PhotoController(PhotoDesk desk, Photos photos, PhotoViews views) {
        this.desk = desk;
        this.photos = photos;
        this.views = views;
    }

    /**
     * A photo and how far its check is.
     *
     * @param width pixels of the largest picture that is kept of it
     * @param height pixels of the largest picture that is kept of it
     * @param risk why WeChat's check refused it, as a stable reason
     * @param reason why a person refused it
     */
    record PhotoView(
            UUID id,
            UUID communityId,

            Photo.State state,
            int width,
            int height,
            Instant uploadedAt,

            @Schema(description = "WeChat's reason", example = "risky_advertising") @Nullable
            String risk,

            @Nullable String reason) {}

    @Mapper(componentModel = "spring", unmappedTargetPolicy = ReportingPolicy.ERROR)
    interface PhotoViews {

        @Mapping(target = "risk", expression = "java(photo.risk())")
        PhotoView view(Photo photo);
    }

    @PostMapping(
            path = "/api/v1/photos",
            consumes = {MediaType.IMAGE_JPEG_VALUE, MediaType.IMAGE_PNG_VALUE, WEBP})
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @Operation(
            summary = "上传照片 · Upload a photo for activities of a community",
            description = """
                    JPEG、PNG 或 WebP，不超过 10 MB，不能是动图。照片会重新编码，拍摄地点等信息一律去除；通过内容审核后他人才能看到。 \
                    也可用表单的 `file` 字段上传（小程序 `wx.uploadFile`）。
                    JPEG, PNG or WebP up to 10 MB that does not move; what it is, its content decides. It is encoded anew, without \
                    place, camera or comment, and seen by others once it has passed the content check. \
                    A form's field `file` is taken as well.""",
            operationId = "uploadPhoto",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.IMAGE_JPEG_VALUE,
                                        schema = @Schema(type = "string", format = "binary")),
                                @Content(
                                        mediaType = MediaType.IMAGE_PNG_VALUE,
                                        schema = @Schema(type = "string", format = "binary")),
                                @Content(mediaType = WEBP, schema = @Schema(type = "string", format = "binary"))
                            }))
    Mono<ResponseEntity<PhotoView>> upload(
            Caller caller,
            @Parameter(description = "供哪个社区的活动使用 · Whose activities may show it") @RequestParam UUID communityId,
            @Parameter(hidden = true) @RequestBody Flux<DataBuffer> body) {
        return desk.upload(caller.personId(), communityId, body).map(this::created);
    }

    /** The same as a form with one file; read as it arrives, so that nothing of it waits in a file of the framework's. */
    @Hidden
    @PostMapping(path = "/api/v1/photos", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    Mono<ResponseEntity<PhotoView>> uploadForm(
            Caller caller, @RequestParam UUID communityId, @RequestBody Flux<PartEvent> parts) {
        Flux<DataBuffer> file = parts.handle((event, sink) -> {
            if (event instanceof FilePartEvent && FILE.equals(event.name())) {
                sink.next(event.content());
            } else {
                DataBufferUtils.release(event.content());
            }
        });
        return desk.upload(caller.personId(), communityId, file).map(this::created);
    }

    @GetMapping("/api/v1/photos/{id}")
    @Access(
            value = Access.Who.RIGHT,
            right = {Right.PUBLISH_ACTIVITY, Right.REVIEW_CONTENT},
            at = "photo")
    @Operation(summary = "照片状态 · How far a photo's check is, for organisers and reviewers", operationId = "getPhoto")
    Mono<PhotoView> get(@PathVariable String id) {
        return id(id).flatMap(photos::find).map(views::view);
    }

    @GetMapping(path = "/api/v1/photos/{id}/picture", produces = MediaType.IMAGE_JPEG_VALUE)
    @Access(Access.Who.ANYONE)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.IMAGE_JPEG_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @Operation(
            summary = "照片 · The picture as JPEG; before it has passed, for organisers and reviewers only",
            description = """
                    已公开的照片永不改变，可长期缓存。
                    One that everybody may see never changes and may be kept for ever; nothing else may be kept.""",
            operationId = "getPicture")
    Mono<ResponseEntity<byte[]>> picture(
            @Nullable Caller caller,
            @PathVariable String id,
            @Parameter(description = "宽不超过 320、1280、2560 像素 · At most 320, 1280 or 2560 pixels wide")
                    @RequestParam(defaultValue = "screen")
                    Photo.Size size) {
        return id(id).flatMap(found -> photos.picture(found, size, caller == null ? null : caller.personId())
                .map(picture -> answer(found, size, picture)));
    }

    /** For WeChat alone, which was told the token. */
    @Hidden
    @GetMapping(path = "/api/v1/photos/{id}/check/{token}", produces = MediaType.IMAGE_JPEG_VALUE)
    @Access(Access.Who.ANYONE)
    Mono<ResponseEntity<byte[]>> check(@PathVariable String id, @PathVariable String token) {
        return id(id).flatMap(found -> photos.forCheck(found, token)).map(jpeg -> ResponseEntity.ok()
                .cacheControl(NOT_AT_ALL)
                .contentType(MediaType.IMAGE_JPEG)
                .body(jpeg));
    }

    private static ResponseEntity<byte[]> answer(UUID id, Photo.Size size, Photos.Picture picture) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok().contentType(MediaType.IMAGE_JPEG);
        if (picture.forEverybody()) {
            answer.cacheControl(FOR_EVER).eTag(id + "-" + size.width());
        } else {
            answer.cacheControl(NOT_AT_ALL);
        }
        return answer.body(picture.jpeg());
    }

    private ResponseEntity<PhotoView> created(Photo photo) {
        return ResponseEntity.created(URI.create("/api/v1/photos/" + photo.id()))
                .body(views.view(photo));
    }

    private static Mono<UUID> id(String id) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("photo")));
    }
}
