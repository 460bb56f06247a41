package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mapstruct.Mapper;
import org.mapstruct.ReportingPolicy;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.ActivityTexts;
import org.youthhome.activity.ContentReview;
import org.youthhome.activity.ContentReviews;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "content-reviews")
class ContentReviewController {

    private final ContentReviews reviews;
    private final ReviewViews views;

    ContentReviewController(ContentReviews reviews, ReviewViews views) {
        this.reviews = reviews;
        this.views = views;
    }

    /** Why others may not read it; whoever asked reads this. */
    record RefuseRequest(@NotBlank @Size(max = 200) String reason) {}

    /**
     * Texts of an activity, or a photo, that wait, or waited, for a person's decision.
     *
     * @param label WeChat's label, where it gave one
     * @param activityId whose texts; absent for a photo
     * @param texts what others read once it is accepted; absent for a photo
     * @param photoId what others see once it is accepted, to be had from {@code /api/v1/photos/ID/picture}
     */
    record ContentReviewView(
            UUID id,
            @Nullable UUID activityId,
            @Nullable UUID photoId,
            UUID communityId,

            ContentReview.State state,
            @Nullable Integer label,
            @Nullable ReviewedTexts texts,
            UUID askedBy,
            Instant askedAt,
            @Nullable Instant decidedAt,
            @Nullable String reason) {}

    /** The texts. */
    record ReviewedTexts(
            String title,
            @Nullable String brand,
            String summary,
            String description,
            String meetingPoint,
            String conditions,
            String risks,
            String safeguards,
            String contact,
            List<ReviewedPhoto> photos) {}

    /** A photo among the texts; it passes, or not, by itself. */
    record ReviewedPhoto(UUID id, String alt) {}

    @Mapper(componentModel = "spring", unmappedTargetPolicy = ReportingPolicy.ERROR)
    interface ReviewViews {

        ContentReviewView view(ContentReview review);

        ReviewedTexts texts(ActivityTexts texts);
    }

    @GetMapping("/api/v1/content-reviews")
    @Access(value = Access.Who.RIGHT, right = Right.REVIEW_CONTENT)
    @Operation(
            summary = "待审列表 · The queue of a place and all below it, the oldest first",
            operationId = "listContentReviews")
    Mono<Page<ContentReviewView>> list(
            Caller caller,
            @Parameter(description = "不写则为本人能审的全部 · Without it, everywhere I may review")
                    @RequestParam(required = false)
                    @Nullable
                    UUID placeId,
            @RequestParam(defaultValue = "waiting") ContentReview.State state,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String after) {
        return Mono.defer(() -> reviews.page(caller.personId(), placeId, state, limit, after))
                .map(page -> page.map(views::view));
    }

    @PostMapping("/api/v1/content-reviews/{id}/accept")
    @Access(value = Access.Who.RIGHT, right = Right.REVIEW_CONTENT, at = "content_review")
    @Operation(summary = "通过 · Others see it from now on; never by who asked", operationId = "acceptContentReview")
    Mono<ContentReviewView> accept(Caller caller, @PathVariable String id) {
        return id(id).flatMap(found -> reviews.accept(caller.personId(), found)).map(views::view);
    }

    @PostMapping("/api/v1/content-reviews/{id}/refuse")
    @Access(value = Access.Who.RIGHT, right = Right.REVIEW_CONTENT, at = "content_review")
    @Operation(
            summary = "退回 · Others do not see it; whoever asked reads the reason",
            operationId = "refuseContentReview")
    Mono<ContentReviewView> refuse(Caller caller, @PathVariable String id, @Valid @RequestBody RefuseRequest request) {
        return id(id).flatMap(found -> reviews.refuse(
                        caller.personId(), found, request.reason().strip()))
                .map(views::view);
    }

    private static Mono<UUID> id(String id) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("content_review")));
    }
}
