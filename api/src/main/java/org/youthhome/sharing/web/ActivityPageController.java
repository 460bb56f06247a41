package org.youthhome.sharing.web;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;
import org.youthhome.activity.Activities;
import org.youthhome.activity.Activity;
import org.youthhome.identity.Access;
import org.youthhome.kernel.PublicAddress;
import org.youthhome.kernel.Refusal;
import org.youthhome.sharing.ActivityCode;
import org.youthhome.sharing.ActivityLinks;
import org.youthhome.sharing.ActivityWords;
import org.youthhome.sharing.SharedActivities;
import reactor.core.publisher.Mono;

/**
 * The page {@code /a/CODE} for whoever opens an activity's link in an ordinary browser, or passes it on: what, when, where,
 * and how to open it in WeChat. It needs no script, and shows strangers what strangers may see.
 */
@RestController
class ActivityPageController {

    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final SharedActivities shared;
    private final ActivityLinks links;
    private final PublicAddress address;
    private final Clock clock;
    private final String page;
    private final String nothing;

    ActivityPageController(SharedActivities shared, ActivityLinks links, PublicAddress address, Clock clock)
            throws IOException {
        this.shared = shared;
        this.links = links;
        this.address = address;
        this.clock = clock;
        this.page = read("a.html");
        this.nothing = read("a-none.html");
    }

    @GetMapping(value = "/a/{code}", produces = MediaType.TEXT_HTML_VALUE)
    @Access(Access.Who.ANYONE)
    Mono<ResponseEntity<String>> page(@PathVariable String code) {
        return shared.byCode(code, null)
                .map(this::filled)
                .map(html -> answer(HttpStatus.OK)
                        .eTag('"' + DigestUtils.md5DigestAsHex(html.getBytes(StandardCharsets.UTF_8)) + '"')
                        .body(html))
                .onErrorResume(
                        Refusal.class,
                        no -> Mono.just(answer(HttpStatus.NOT_FOUND).body(nothing)));
    }

    /** Into the mini-program where WeChat gives a link, and otherwise back to the page, which says how to go on. */
    @GetMapping("/a/{code}/wechat")
    @Access(Access.Who.ANYONE)
    Mono<ResponseEntity<Void>> open(@PathVariable String code) {
        String back =
                ActivityCode.parse(code).map(known -> "/a/" + known.text()).orElse("/");
        return shared.urlLink(code)
                .map(ActivityLinks.UrlLink::url)
                .defaultIfEmpty(URI.create(back))
                .map(to -> ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .location(to)
                        .cacheControl(CacheControl.noStore())
                        .build());
    }

    private String filled(Activities.Shown shown) {
        Activity activity = shown.activity();
        Instant now = clock.instant();
        String notice = ActivityWords.notice(activity, now);
        List<String> times = ActivityWords.times(activity, now);
        String title = activity.texts().title();
        String where = shown.home().name() + "，" + shown.home().address();
        String summary = activity.texts().summary();
        String picture = address.link("/api/v1/activities/" + activity.id() + "/poster?layout=square&code=link");
        String reason = activity.cancelReason();
        return page.replace("{{title}}", safe(title))
                .replace("{{eyebrow}}", safe(ActivityWords.eyebrow(activity)))
                .replace(
                        "{{notice}}",
                        notice.isEmpty()
                                ? ""
                                : "<p class=\"word warn\">" + safe(notice) + (reason == null ? "" : "：" + safe(reason))
                                        + "</p>")
                .replace(
                        "{{times}}",
                        times.stream().map(ActivityPageController::safe).collect(Collectors.joining("<br>")))
                .replace("{{home}}", safe(shown.home().name()))
                .replace("{{address}}", safe(shown.home().address()))
                .replace(
                        "{{meetingPoint}}",
                        activity.texts().meetingPoint().isBlank()
                                ? ""
                                : "<br>" + safe(activity.texts().meetingPoint()))
                .replace("{{summary}}", summary.isBlank() ? "" : "<p class=\"facts\">" + safe(summary) + "</p>")
                .replace("{{description}}", safe(String.join("；", times) + "。" + where + "。" + summary))
                .replace("{{url}}", safe(links.page(activity.id())))
                .replace("{{code}}", new ActivityCode(activity.id()).text())
                .replace("{{id}}", activity.id().toString())
                .replace("{{picture}}", safe(picture));
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .cacheControl(
                        status == HttpStatus.OK ? CacheControl.maxAge(KEPT).cachePublic() : CacheControl.noStore())
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer");
    }

    /** Braces too, so that a title cannot name another place of the page. */
    private static String safe(String text) {
        return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name())
                .replace("{", "&#123;")
                .replace("}", "&#125;");
    }

    private static String read(String name) throws IOException {
        return new ClassPathResource("pages/" + name).getContentAsString(StandardCharsets.UTF_8);
    }
}
