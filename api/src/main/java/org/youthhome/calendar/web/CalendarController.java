package org.youthhome.calendar.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.calendar.CalendarFeed;
import org.youthhome.calendar.CalendarLinks;
import org.youthhome.calendar.Calendars;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.PublicAddress;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "calendars")
class CalendarController {

    private static final String ICALENDAR = "text/calendar";
    private static final MediaType TYPE = new MediaType("text", "calendar", StandardCharsets.UTF_8);
    private static final String FILE = "youth-home.ics";

    private final Calendars calendars;
    private final CalendarLinks links;
    private final KeptCalendars kept;
    private final PublicAddress address;

    CalendarController(Calendars calendars, CalendarLinks links, KeptCalendars kept, PublicAddress address) {
        this.calendars = calendars;
        this.links = links;
        this.kept = kept;
        this.address = address;
    }

    /**
     * Whether there is a private link.
     *
     * @param createdAt null while there is none
     */
    record CalendarLinkView(boolean active, @Nullable Instant createdAt) {}

    /**
     * A private link that was just made; it is shown once.
     *
     * @param url for calendar programs that take an https address
     * @param webcalUrl the same, which phones and desktops open as a subscription
     */
    record NewCalendarLinkView(URI url, URI webcalUrl, Instant createdAt) {
        @Override
        public String toString() {
            return "NewCalendarLinkView[" + createdAt + "]";
        }
    }

    @GetMapping(value = "/api/v1/youth-homes/{id}/calendar.ics", produces = ICALENDAR)
    @Access(Access.Who.ANYONE)
    @ApiResponse(responseCode = "200", content = @Content(mediaType = ICALENDAR, schema = @Schema(type = "string")))
    @Operation(operationId = "getHomeCalendar", summary = "青年之家的日历 · The calendar of a home", description = """
                    iCalendar（RFC 5545），可在手机和电脑的日历里订阅：近一个月和以后的公开场次，最多 500 场；取消的标明取消。
                    iCalendar (RFC 5545) to subscribe to: the public occurrences of the last month and from now on, 500 at \
                    most; those that are cancelled say so. With an ETag.""")
    Mono<ResponseEntity<byte[]>> ofHome(@PathVariable String id) {
        return everybodys("youth_home", "home", id, calendars::ofHome);
    }

    @GetMapping(value = "/api/v1/communities/{id}/calendar.ics", produces = ICALENDAR)
    @Access(Access.Who.ANYONE)
    @ApiResponse(responseCode = "200", content = @Content(mediaType = ICALENDAR, schema = @Schema(type = "string")))
    @Operation(
            operationId = "getCommunityCalendar",
            summary = "社区的日历 · The calendar of a community",
            description = "同 `getHomeCalendar`。 As `getHomeCalendar`.")
    Mono<ResponseEntity<byte[]>> ofCommunity(@PathVariable String id) {
        return everybodys("community", "community", id, calendars::ofCommunity);
    }

    @GetMapping(value = "/api/v1/programmes/{programme}/calendar.ics", produces = ICALENDAR)
    @Access(Access.Who.ANYONE)
    @ApiResponse(responseCode = "200", content = @Content(mediaType = ICALENDAR, schema = @Schema(type = "string")))
    @Operation(
            operationId = "getProgrammeCalendar",
            summary = "项目的日历 · The calendar of a programme, in the whole city",
            description = "同 `getHomeCalendar`。 As `getHomeCalendar`.")
    Mono<ResponseEntity<byte[]>> ofProgramme(
            @Parameter(description = "项目代码 · Code of the programme", example = "volunteering") @PathVariable
                    String programme) {
        return kept.everybodys("programme " + programme, calendars.ofProgramme(programme))
                .map(CalendarController::everybodys);
    }

    @GetMapping(value = "/api/v1/occurrences/{id}/calendar.ics", produces = ICALENDAR)
    @Access(Access.Who.ANYONE)
    @ApiResponse(responseCode = "200", content = @Content(mediaType = ICALENDAR, schema = @Schema(type = "string")))
    @Operation(
            operationId = "getOccurrenceCalendar",
            summary = "把一个场次加入日历 · One occurrence as a calendar file",
            description = "iCalendar 文件，一个公开场次。 An iCalendar file of one public occurrence.")
    Mono<ResponseEntity<byte[]>> ofOccurrence(@PathVariable String id) {
        return everybodys("occurrence", "occurrence", id, calendars::ofOccurrence);
    }

    @GetMapping(value = "/api/v1/calendar-feeds/{token}", produces = ICALENDAR)
    @Access(Access.Who.ANYONE)
    @ApiResponse(responseCode = "200", content = @Content(mediaType = ICALENDAR, schema = @Schema(type = "string")))
    @Operation(
            operationId = "getMyCalendar",
            summary = "我的日历 · A person's own calendar, by its private link",
            description = """
                    本人报名的场次，凭 `renewMyCalendarLink` 给出的链接读取，日历程序不必登录；志愿者的时间是班次。只有本人的时间，没有别人的信息。
                    What the person has a place in; the link that `renewMyCalendarLink` gave is the key, since calendar \
                    programs cannot log in. A volunteer's time is the shift. Nothing of anybody else.""")
    Mono<ResponseEntity<byte[]>> ofPerson(
            @Parameter(description = "私人链接中的令牌，可带 `.ics` · The token of the private link, with or without `.ics`")
                    @PathVariable
                    String token) {
        String secret = token.endsWith(".ics") ? token.substring(0, token.length() - ".ics".length()) : token;
        return kept.written(calendars.ofPerson(secret)).map(written -> calendar(written)
                .cacheControl(CacheControl.noCache().cachePrivate())
                .header("X-Robots-Tag", "noindex")
                .body(written.bytes()));
    }

    @GetMapping("/api/v1/me/calendar-link")
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "getMyCalendarLink",
            summary = "我的日历链接是否启用 · Whether there is a private link to my calendar",
            description =
                    "链接本身只在生成时给出一次，系统只存它的哈希。 The link itself is shown once, when it is made; only its hash is kept.")
    Mono<CalendarLinkView> link(Caller caller) {
        return links.madeAt(caller.personId())
                .map(createdAt -> new CalendarLinkView(true, createdAt))
                .defaultIfEmpty(new CalendarLinkView(false, null));
    }

    @PostMapping("/api/v1/me/calendar-link")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "renewMyCalendarLink",
            summary = "生成（或更换）我的日历链接 · Make a private link to my calendar, in the place of the old one",
            description =
                    "旧链接立即失效。有链接的人都能看到日历，请勿外传。 The old one ends at once. Whoever has the link reads the calendar.")
    Mono<NewCalendarLinkView> renew(Caller caller) {
        return links.renew(caller.personId()).map(made -> {
            URI url = URI.create(address.link("/api/v1/calendar-feeds/" + made.token() + ".ics"));
            return new NewCalendarLinkView(
                    url, URI.create(url.toString().replaceFirst("^https?:", "webcal:")), made.createdAt());
        });
    }

    @DeleteMapping("/api/v1/me/calendar-link")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "revokeMyCalendarLink",
            summary = "停用我的日历链接 · End the private link to my calendar",
            description = "可重复提交。 Idempotent.")
    Mono<Void> revoke(Caller caller) {
        return links.revoke(caller.personId());
    }

    private Mono<ResponseEntity<byte[]>> everybodys(
            String thing, String which, String id, Function<UUID, Mono<CalendarFeed>> feed) {
        return Ids.parse(id)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound(thing)))
                .flatMap(found -> kept.everybodys(which + ' ' + found, feed.apply(found)))
                .map(CalendarController::everybodys);
    }

    private static ResponseEntity<byte[]> everybodys(KeptCalendars.Written written) {
        return calendar(written)
                .cacheControl(CacheControl.maxAge(KeptCalendars.KEPT).cachePublic())
                .body(written.bytes());
    }

    private static ResponseEntity.BodyBuilder calendar(KeptCalendars.Written written) {
        return ResponseEntity.ok()
                .contentType(TYPE)
                .eTag(written.eTag())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline().filename(FILE).build().toString());
    }
}
