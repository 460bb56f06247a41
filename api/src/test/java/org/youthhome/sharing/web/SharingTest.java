package org.youthhome.sharing.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.youthhome.wechat.SimulatedWeChat.GENERATE_URLLINK;
import static org.youthhome.wechat.SimulatedWeChat.GET_WXACODE_UNLIMIT;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.kernel.QrReader;
import org.youthhome.sharing.ActivityCode;
import org.youthhome.sharing.PosterLayout;
import org.youthhome.sharing.Posters;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import org.youthhome.testing.Surroundings;
import org.youthhome.wechat.SimulatedWeChat;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** Links, mini-program codes, posters, and the pages that links lead to. */
@ApiTest
class SharingTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Posters posters;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private ReactiveStringRedisTemplate redis;

    @BeforeEach
    @AfterEach
    void recover() {
        Surroundings.weChat().recover();
    }

    private Gathering published() {
        return Gathering.now(demo, clock).published();
    }

    private String code(UUID activityId) {
        return new ActivityCode(activityId).text();
    }

    /** A draft of the riverside. */
    private record Draft(Demo.Account worker, UUID id) {}

    private Draft draft(String title) {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        Map<String, Object> plan = new HashMap<>();
        plan.put("title", title);
        plan.put("programme", "culture");
        plan.put("youthHomeId", demo.home(Demo.RIVERSIDE, 120.27, 32.02));
        plan.put(
                "occurrences",
                List.of(Map.of(
                        "startsAt", clock.instant().plus(Duration.ofDays(2)).toString(),
                        "endsAt",
                                clock.instant()
                                        .plus(Duration.ofDays(2).plusHours(2))
                                        .toString(),
                        "participantCapacity", 10)));
        JsonNode made = worker.http()
                .post()
                .uri("/activities")
                .bodyValue(plan)
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        return new Draft(
                worker, UUID.fromString(Objects.requireNonNull(made).get("id").asString()));
    }

    private static JsonNode json(WebTestClient http, String path) {
        return Objects.requireNonNull(http.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    private static EntityExchangeResult<byte[]> bytes(WebTestClient http, String path, int status) {
        return http.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .returnResult();
    }

    private static String problem(WebTestClient http, String path, int status) {
        return Objects.requireNonNull(http.get()
                        .uri(path)
                        .exchange()
                        .expectStatus()
                        .isEqualTo(status)
                        .expectHeader()
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .expectBody(JsonNode.class)
                        .returnResult()
                        .getResponseBody())
                .get("code")
                .asString();
    }

    private static BufferedImage image(EntityExchangeResult<byte[]> answer) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Objects.requireNonNull(answer.getResponseBody())));
    }

    /** How many posters the product has painted. */
    private long painted() {
        return meters.find("youthhome.posters.painted").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void a_published_activity_has_a_page_a_path_and_a_link_of_wechat() {
        Gathering gathering = published();

        JsonNode links = json(demo.anonymous(), "/activities/" + gathering.activityId() + "/links");

        assertThat(links.get("page").asString())
                .endsWith("/a/" + links.get("code").asString());
        assertThat(links.get("miniProgramPath").asString())
                .isEqualTo("pages/activity/activity?id=" + gathering.activityId());
        assertThat(links.get("urlLink").asString()).startsWith("https://wxaurl.cn/");
        assertThat(java.time.Instant.parse(links.get("urlLinkExpiresAt").asString()))
                .isAfter(clock.instant().plus(Duration.ofDays(1)));
    }

    @Test
    void wechat_is_asked_once_for_a_link_until_a_day_before_it_ends() {
        Gathering gathering = published();
        String path = "/activities/" + gathering.activityId() + "/links";

        String first = json(demo.anonymous(), path).get("urlLink").asString();
        assertThat(json(demo.anonymous(), path).get("urlLink").asString()).isEqualTo(first);
        assertThat(Surroundings.weChat().calls(GENERATE_URLLINK)).isEqualTo(1);

        clock.advance(Duration.ofDays(29).plusMinutes(1));
        assertThat(json(demo.anonymous(), path).get("urlLink").asString()).isNotEqualTo(first);
    }

    @Test
    void without_wechat_there_is_still_the_page_to_share() {
        Gathering gathering = published();
        Surroundings.weChat().fail(GENERATE_URLLINK, 45009);

        JsonNode links = json(demo.anonymous(), "/activities/" + gathering.activityId() + "/links");

        assertThat(links.has("urlLink")).isFalse();
        assertThat(links.get("page").asString()).contains("/a/");
    }

    @Test
    void a_mini_program_code_is_asked_for_once() {
        Gathering gathering = published();
        String path = "/activities/" + gathering.activityId() + "/mini-program-code";

        EntityExchangeResult<byte[]> first = bytes(demo.anonymous(), path, 200);
        bytes(gathering.worker().http(), path, 200);

        assertThat(first.getResponseHeaders().getContentType()).isEqualTo(MediaType.IMAGE_JPEG);
        assertThat(first.getResponseHeaders().getCacheControl()).contains("public");
        assertThat(Surroundings.weChat().calls(GET_WXACODE_UNLIMIT)).isEqualTo(1);
    }

    /** Another app's code, or one of last week's page, would lead people astray for a week. */
    @Test
    void what_is_kept_of_wechat_is_kept_by_app_version_page_and_width() {
        Gathering gathering = published();
        bytes(demo.anonymous(), "/activities/" + gathering.activityId() + "/mini-program-code", 200);
        bytes(demo.anonymous(), "/activities/" + gathering.activityId() + "/links", 200);

        List<String> keys = redis.keys("yh:share:*:" + code(gathering.activityId()))
                .collectList()
                .block();

        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "yh:share:code:" + SimulatedWeChat.APP_ID + ":release:640:pages/activity/activity:"
                                + code(gathering.activityId()),
                        "yh:share:link:" + SimulatedWeChat.APP_ID + ":release:pages/activity/activity:"
                                + code(gathering.activityId()));
    }

    @Test
    void a_code_that_is_no_picture_is_a_clear_no_and_not_kept_and_the_poster_has_a_link_to_scan() throws Exception {
        Gathering gathering = published();
        Surroundings.weChat().answer(GET_WXACODE_UNLIMIT, new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1});

        assertThat(problem(demo.anonymous(), "/activities/" + gathering.activityId() + "/mini-program-code", 503))
                .isEqualTo("wechat_unavailable");
        assertThat(QrReader.read(
                        image(bytes(demo.anonymous(), "/activities/" + gathering.activityId() + "/poster", 200))))
                .hasValueSatisfying(link -> assertThat(link).endsWith("/a/" + code(gathering.activityId())));
        assertThat(redis.keys("yh:share:code:*:" + code(gathering.activityId()))
                        .collectList()
                        .block())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "45009, 429, mini_program_code_quota",
        "41030, 503, mini_program_page_missing",
        "40169, 503, wechat_unavailable",
        "-1, 503, wechat_unavailable"
    })
    void no_code_from_wechat_is_a_clear_no_and_the_poster_has_a_link_to_scan(int errcode, int status, String code)
            throws Exception {
        Gathering gathering = published();
        Surroundings.weChat().fail(GET_WXACODE_UNLIMIT, errcode);

        assertThat(problem(demo.anonymous(), "/activities/" + gathering.activityId() + "/mini-program-code", status))
                .isEqualTo(code);
        assertThat(QrReader.read(
                        image(bytes(demo.anonymous(), "/activities/" + gathering.activityId() + "/poster", 200))))
                .hasValueSatisfying(link -> assertThat(link).endsWith("/a/" + code(gathering.activityId())));
    }

    @Test
    void a_scanned_code_leads_to_its_activity() {
        Gathering gathering = published();

        JsonNode named = json(demo.anonymous(), "/activity-codes/" + code(gathering.activityId()));

        assertThat(named.get("activityId").asString())
                .isEqualTo(gathering.activityId().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AZqVQv3xcFGS1oYcTz0f1w", "short", "AZqVQv3xcFGS1oYcTz0f1x"})
    void a_code_of_nothing_leads_nowhere(String code) {
        assertThat(problem(demo.anonymous(), "/activity-codes/" + code, 404)).isEqualTo("activity_not_found");
    }

    @ParameterizedTest
    @CsvSource({"portrait, 1080, 1920", "square, 1080, 1080", "landscape, 2480, 1754"})
    void every_layout_is_painted_and_its_link_is_read_back(String layout, int width, int height) throws Exception {
        Gathering gathering = published();

        EntityExchangeResult<byte[]> answer = bytes(
                demo.anonymous(), "/activities/" + gathering.activityId() + "/poster?code=link&layout=" + layout, 200);

        BufferedImage poster = image(answer);
        assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.IMAGE_PNG);
        assertThat(poster.getWidth()).isEqualTo(width);
        assertThat(poster.getHeight()).isEqualTo(height);
        assertThat(QrReader.read(poster))
                .hasValueSatisfying(link -> assertThat(link).endsWith("/a/" + code(gathering.activityId())));
        assertThat(Surroundings.weChat().calls(GET_WXACODE_UNLIMIT)).isZero();
    }

    @Test
    void a_poster_that_is_still_the_same_is_304_without_being_painted_and_a_cancelled_activity_has_another() {
        Gathering gathering = published();
        String path = "/activities/" + gathering.activityId() + "/poster?code=link";
        String eTag = '"'
                + posters.of(gathering.activityId(), null, PosterLayout.PORTRAIT, Posters.Scanned.LINK)
                        .blockOptional()
                        .orElseThrow()
                        .hash()
                + '"';
        long before = painted();

        demo.anonymous()
                .get()
                .uri(path)
                .header(HttpHeaders.IF_NONE_MATCH, eTag)
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectHeader()
                .valueEquals(HttpHeaders.ETAG, eTag);
        assertThat(painted()).isEqualTo(before);
        demo.anonymous()
                .head()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(HttpHeaders.ETAG, eTag);

        gathering
                .worker()
                .http()
                .post()
                .uri("/activities/" + gathering.activityId() + "/cancel")
                .bodyValue(Map.of("reason", "下雨"))
                .exchange()
                .expectStatus()
                .isOk();
        assertThat(bytes(demo.anonymous(), path, 200).getResponseHeaders().getETag())
                .isNotEqualTo(eTag);
    }

    @Test
    void many_who_ask_at_once_get_one_picture_that_is_painted_once() {
        Gathering gathering = published();
        long before = painted();
        // The product has the scheduler that all share to itself.
        Scheduler people = Schedulers.newBoundedElastic(20, 20, "people");

        List<String> tags = Flux.range(0, 20)
                .flatMap(
                        n -> reactor.core.publisher.Mono.fromCallable(() -> Objects.requireNonNull(bytes(
                                                demo.anonymous(),
                                                "/activities/" + gathering.activityId() + "/poster?layout=square",
                                                200)
                                        .getResponseHeaders()
                                        .getETag()))
                                .subscribeOn(people),
                        20)
                .collectList()
                .doFinally(end -> people.dispose())
                .block();

        assertThat(tags).hasSize(20).containsOnly(tags.get(0));
        assertThat(painted() - before).isEqualTo(1);
        assertThat(Surroundings.weChat().calls(GET_WXACODE_UNLIMIT)).isEqualTo(1);
    }

    @Test
    void a_layout_that_there_is_not_is_refused() {
        assertThat(problem(demo.anonymous(), "/activities/" + published().activityId() + "/poster?layout=round", 400))
                .isEqualTo("invalid_parameter");
    }

    @Test
    void nothing_of_a_draft_is_read_by_any_of_it() {
        Draft draft = draft("还没发布的秘密");
        Demo.Account neighbour = demo.worker(Demo.HILLSIDE);
        for (WebTestClient http : List.of(demo.anonymous(), demo.stranger().http(), neighbour.http())) {
            for (String path : List.of("/links", "/mini-program-code", "/poster", "/poster?layout=square&code=link")) {
                assertThat(problem(http, "/activities/" + draft.id() + path, 404))
                        .as(path)
                        .isEqualTo("activity_not_found");
            }
            assertThat(problem(http, "/activity-codes/" + code(draft.id()), 404))
                    .isEqualTo("activity_not_found");
        }
        String page = new String(
                Objects.requireNonNull(
                        bytes(demo.root(), "/a/" + code(draft.id()), 404).getResponseBody()),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(page).doesNotContain("秘密").contains("没有找到这个活动");
        assertThat(Surroundings.weChat().calls(GENERATE_URLLINK)
                        + Surroundings.weChat().calls(GET_WXACODE_UNLIMIT))
                .isZero();
    }

    @Test
    void an_organiser_previews_the_poster_of_a_draft_and_nobody_keeps_it() {
        Draft draft = draft("预览");

        EntityExchangeResult<byte[]> answer =
                bytes(draft.worker().http(), "/activities/" + draft.id() + "/poster", 200);

        assertThat(answer.getResponseHeaders().getCacheControl()).contains("private", "no-cache");
        assertThat(answer.getResponseHeaders().getVary()).contains(HttpHeaders.AUTHORIZATION);
        assertThat(json(draft.worker().http(), "/activities/" + draft.id() + "/links")
                        .has("urlLink"))
                .as("what nobody may see needs no link of WeChat")
                .isFalse();
    }

    @Test
    void the_page_of_an_activity_says_what_when_and_where() {
        Gathering gathering = Gathering.now(demo, clock)
                .with("title", "<script>alert(1)</script> {{url}} \"茶\" & 书法")
                .with("summary", "带上茶杯")
                .published();

        EntityExchangeResult<byte[]> answer = bytes(demo.root(), "/a/" + code(gathering.activityId()), 200);
        String page =
                new String(Objects.requireNonNull(answer.getResponseBody()), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(page)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &#123;&#123;url&#125;&#125; &quot;茶&quot; &amp; 书法")
                .contains("带上茶杯", "演示路 1 号", "og:title", "og:image", "/poster?layout=square")
                .doesNotContain("<script", "{{");
        assertThat(answer.getResponseHeaders().getContentType())
                .isEqualTo(MediaType.parseMediaType("text/html;charset=UTF-8"));
        assertThat(answer.getResponseHeaders().getFirst("Content-Security-Policy"))
                .contains("default-src 'none'");
        assertThat(answer.getResponseHeaders().getCacheControl()).contains("public");
        assertThat(answer.getResponseHeaders().getETag()).isNotNull();
    }

    @Test
    void the_page_of_a_cancelled_activity_says_so_and_why() {
        Gathering gathering = published();
        gathering
                .worker()
                .http()
                .post()
                .uri("/activities/" + gathering.activityId() + "/cancel")
                .bodyValue(Map.of("reason", "台风"))
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(new String(
                        Objects.requireNonNull(bytes(demo.root(), "/a/" + code(gathering.activityId()), 200)
                                .getResponseBody()),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("活动已取消：台风");
    }

    @Test
    void an_activity_whose_only_time_was_called_off_is_cancelled_not_over() {
        Gathering gathering = published();
        gathering
                .worker()
                .http()
                .post()
                .uri("/activities/" + gathering.activityId() + "/occurrences/" + gathering.occurrenceId() + "/cancel")
                .header(HttpHeaders.IF_MATCH, gathering.eTag())
                .bodyValue(Map.of("reason", "老师生病"))
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(new String(
                        Objects.requireNonNull(bytes(demo.root(), "/a/" + code(gathering.activityId()), 200)
                                .getResponseBody()),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("活动已取消")
                .doesNotContain("已结束");
    }

    @Test
    void the_button_of_the_page_opens_the_mini_program_and_without_wechat_comes_back() {
        Gathering gathering = published();
        demo.root()
                .get()
                .uri("/a/" + code(gathering.activityId()) + "/wechat")
                .exchange()
                .expectStatus()
                .isSeeOther()
                .expectHeader()
                .value("Location", to -> assertThat(to).startsWith("https://wxaurl.cn/"));

        Gathering another = published();
        Surroundings.weChat().cut(GENERATE_URLLINK);
        demo.root()
                .get()
                .uri("/a/" + code(another.activityId()) + "/wechat")
                .exchange()
                .expectStatus()
                .isSeeOther()
                .expectHeader()
                .valueEquals("Location", "/a/" + code(another.activityId()));
        demo.root().get().uri("/a/nonsense/wechat").exchange().expectHeader().valueEquals("Location", "/");
    }

    @Test
    void an_invitations_page_shows_its_own_code_and_says_nothing_about_the_token() throws Exception {
        String token = "x".repeat(43);

        EntityExchangeResult<byte[]> answer = bytes(demo.root(), "/i/" + token, 200);
        String page =
                new String(Objects.requireNonNull(answer.getResponseBody()), java.nio.charset.StandardCharsets.UTF_8);
        String picture = page.substring(page.indexOf("base64,") + 7, page.indexOf("\" alt="));

        assertThat(QrReader.read(ImageIO.read(
                        new ByteArrayInputStream(java.util.Base64.getDecoder().decode(picture)))))
                .hasValueSatisfying(link -> assertThat(link).endsWith("/i/" + token));
        assertThat(answer.getResponseHeaders().getCacheControl()).contains("no-store");
        assertThat(answer.getResponseHeaders().getFirst("Referrer-Policy")).isEqualTo("no-referrer");
        Stream.of("/i/short", "/i/<script>aaaaaaaaaaaaaaaaaaaaa").forEach(path -> demo.root()
                .get()
                .uri(builder -> builder.path(path).build())
                .exchange()
                .expectStatus()
                .isNotFound());
    }
}
