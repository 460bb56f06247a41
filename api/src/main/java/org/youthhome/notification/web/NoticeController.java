package org.youthhome.notification.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.notification.Inbox;
import org.youthhome.notification.NoticeKind;
import org.youthhome.notification.Told;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/me/notices")
@Tag(name = "notices")
class NoticeController {

    private final Inbox inbox;
    private final NoticeWords words;

    NoticeController(Inbox inbox, NoticeWords words) {
        this.inbox = inbox;
        this.words = words;
    }

    /**
     * Something I was told.
     *
     * @param title one line
     * @param text what happened and what to do, in Chinese, or in English with {@code Accept-Language: en}
     * @param reason in the words of whoever decided it
     * @param readAt absent while it is unread
     */
    record NoticeView(
            UUID id,
            NoticeKind kind,
            String title,
            String text,
            UUID activityId,
            String activityTitle,
            @Nullable String reason,
            @Nullable NoticePlace place,
            List<NoticeOccurrence> occurrences,
            Instant toldAt,
            @Nullable Instant readAt) {}

    /** Where it takes place from now on. */
    record NoticePlace(String youthHomeName, String address, String meetingPoint) {}

    /**
     * An occurrence that I am enrolled in, with my own hours.
     *
     * @param previousStartsAt where it was another time before
     * @param previousEndsAt where it was another time before
     */
    record NoticeOccurrence(
            UUID occurrenceId,
            boolean cancelled,
            Instant startsAt,
            Instant endsAt,
            @Nullable Instant previousStartsAt,
            @Nullable Instant previousEndsAt) {

        static NoticeOccurrence of(Told.Change change) {
            Told.Hours before = change.before();
            return new NoticeOccurrence(
                    change.occurrenceId(),
                    change.cancelled(),
                    change.now().startsAt(),
                    change.now().endsAt(),
                    before == null ? null : before.startsAt(),
                    before == null ? null : before.endsAt());
        }
    }

    /** How many notices are unread. */
    record UnreadView(long unread) {}

    @GetMapping
    @Access(Access.Who.PERSON)
    @Operation(operationId = "listMyNotices", summary = "我的通知 · What I was told, the latest first", description = """
                    报名后的变动：时间、地点、场次取消、活动取消及原因。
                    What has changed since I enrolled: times, place, cancelled occurrences or activities, and why.""")
    Mono<Page<NoticeView>> list(
            Caller caller,
            ServerHttpRequest request,
            @Parameter(description = "只看未读 · true: only what is unread") @RequestParam(defaultValue = "false")
                    boolean unread,
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable String after) {
        boolean english = NoticeWords.english(request.getHeaders());
        return Mono.defer(() -> inbox.of(caller.personId(), unread, limit, after))
                .map(page -> page.map(notice -> view(notice, english)));
    }

    @GetMapping("/unread")
    @Access(Access.Who.PERSON)
    @Operation(operationId = "countMyUnreadNotices", summary = "未读通知数 · How many notices are unread")
    Mono<UnreadView> unread(Caller caller) {
        return inbox.unread(caller.personId()).map(UnreadView::new);
    }

    @PutMapping("/read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.PERSON)
    @Operation(operationId = "markAllNoticesRead", summary = "全部标为已读 · I have read all of them")
    Mono<Void> markAllRead(Caller caller) {
        return inbox.markAllRead(caller.personId());
    }

    @PutMapping("/{id}/read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.PERSON)
    @Operation(operationId = "markNoticeRead", summary = "标为已读 · I have read it")
    Mono<Void> markRead(Caller caller, @PathVariable String id) {
        return Ids.parse(id)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("notice")))
                .flatMap(found -> inbox.markRead(caller.personId(), found));
    }

    private NoticeView view(Inbox.Notice notice, boolean english) {
        Told told = notice.told();
        Told.Place place = told.place();
        return new NoticeView(
                notice.id(),
                told.kind(),
                words.title(told, english),
                words.text(told, english),
                told.activityId(),
                told.activityTitle(),
                told.reason(),
                place == null ? null : new NoticePlace(place.youthHomeName(), place.address(), place.meetingPoint()),
                told.occurrences().stream().map(NoticeOccurrence::of).toList(),
                notice.toldAt(),
                notice.readAt());
    }
}
