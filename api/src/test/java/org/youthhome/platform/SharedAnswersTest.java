package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.identity.Role;
import org.youthhome.kernel.PublicChange;
import org.youthhome.sharing.ActivityCode;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Crowd;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;

@ApiTest
class SharedAnswersTest {

    private static final int MANY = 60;

    @LocalServerPort
    private int port;

    @Autowired
    private Demo demo;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private MovableClock clock;

    private static EntityExchangeResult<String> get(WebTestClient http, String path, String... headers) {
        WebTestClient.RequestHeadersSpec<?> request = http.get().uri(path);
        for (int i = 0; i < headers.length; i += 2) {
            request = request.header(headers[i], headers[i + 1]);
        }
        return request.exchange().expectBody(String.class).returnResult();
    }

    private static String header(EntityExchangeResult<String> answer, String name) {
        return String.join(", ", answer.getResponseHeaders().getOrEmpty(name));
    }

    @Test
    void a_burst_on_a_page_that_nobody_has_asked_for_makes_one_query() throws Exception {
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);

        assertThat(queriesOf(which -> "/youth-homes/" + home)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/activities/ACTIVITY",
                "/api/v1/activities/ACTIVITY/poster?layout=square&code=link",
                "/a/CODE",
                "/api/v1/youth-homes/HOME/calendar.ics",
                "/api/v1/communities/COMMUNITY/calendar.ics",
                "/api/v1/programmes/volunteering/calendar.ics",
                "/api/v1/occurrences/OCCURRENCE/calendar.ics"
            })
    void a_burst_on_a_public_page_of_any_kind_makes_one_query(String page) throws Exception {
        String cold = cold(page);

        assertThat(queriesOf(demo.root(), "activity", "%", which -> cold)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/activities?youthHomeId=HOME",
                "/api/v1/activities?q=演示&when=weekend",
                "/api/v1/activities/counts?youthHomeId=HOME",
                "/api/v1/activities/map?box=73,3,136,54&zoom=8",
                "/api/v1/activities/ACTIVITY/related"
            })
    void a_burst_on_what_the_index_answers_makes_no_query_but_the_one_that_the_index_makes(String page)
            throws Exception {
        String cold = cold(page);

        assertThat(queriesOf(demo.root(), "activity", "%", which -> cold)).isLessThanOrEqualTo(1);
    }

    @Test
    void a_burst_on_a_picture_makes_one_query() throws Exception {
        Gathering gathering = Gathering.now(demo, clock).published();
        UUID photo = UUID.fromString(
                demo.photo(gathering.worker(), Demo.RIVERSIDE, new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB)));
        long unused = demo.run("UPDATE photo SET state = 'passed' WHERE id = " + Demo.hex(photo));
        unused = demo.run("INSERT INTO activity_photo (activity_id, position, photo_id) VALUES ("
                + Demo.hex(gathering.activityId()) + ", 0, " + Demo.hex(photo) + ")");

        assertThat(queriesOf(demo.root(), "photo", "%", which -> "/api/v1/photos/" + photo + "/picture"))
                .isEqualTo(1);
    }

    private String cold(String page) {
        Gathering gathering = Gathering.now(demo, clock).published();
        clock.advance(Duration.ofSeconds(2));
        return page.replace("ACTIVITY", gathering.activityId().toString())
                .replace("OCCURRENCE", gathering.occurrenceId().toString())
                .replace("CODE", new ActivityCode(gathering.activityId()).text())
                .replace("COMMUNITY", demo.place(Demo.RIVERSIDE).toString())
                .replace(
                        "HOME",
                        get(demo.anonymous(), "/activities/" + gathering.activityId())
                                .getResponseBody()
                                .replaceFirst("(?s).*\"youthHome\"[^}]*?\"id\":\"([^\"]+)\".*", "$1"));
    }

    @Test
    void parameters_that_the_operation_does_not_have_and_their_order_are_no_other_question() throws Exception {
        UUID community = demo.found(demo.place(Demo.NORTH), "community", "modern", "共享社区" + UUID.randomUUID());

        assertThat(queriesOf(which -> "/youth-homes?"
                        + (which % 2 == 0
                                ? "limit=7&communityId=" + community + "&junk=" + which
                                : "junk=" + which + "&communityId=" + community + "&limit=7")))
                .isEqualTo(1);
    }

    @Test
    void who_is_signed_in_shares_what_everybody_is_answered() throws Exception {
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
        WebTestClient signedIn = demo.stranger().http();

        assertThat(queriesOf(signedIn, which -> "/youth-homes/" + home)).isEqualTo(1);
    }

    @Test
    void a_page_that_has_not_changed_is_not_sent_again() {
        Gathering gathering = Gathering.now(demo, clock).published();
        for (String path : List.of(
                "/activities/" + gathering.activityId(),
                "/activities?limit=1",
                "/youth-homes?limit=1",
                "/communities",
                "/programmes")) {
            String tag = get(demo.anonymous(), path).getResponseHeaders().getETag();
            assertThat(tag).as(path).startsWith("\"");
            EntityExchangeResult<String> again = get(demo.anonymous(), path, HttpHeaders.IF_NONE_MATCH, tag);
            assertThat(again.getStatus().value()).as(path).isEqualTo(304);
            assertThat(again.getResponseHeaders().getETag()).isEqualTo(tag);
        }
    }

    @Test
    void the_tag_of_a_shared_answer_names_the_version_for_if_match() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String tag = get(demo.anonymous(), "/activities/" + gathering.activityId())
                .getResponseHeaders()
                .getETag();

        cancel(gathering, tag);
    }

    @Test
    void who_takes_it_packed_is_given_the_same_page_packed_under_a_tag_of_its_own() throws Exception {
        Gathering gathering = Gathering.now(demo, clock)
                .with("description", "智慧助老、垃圾分类、护河。".repeat(100))
                .published();
        String path = "/activities/" + gathering.activityId();
        HttpResponse<byte[]> plain = unpacked(path, HttpHeaders.ACCEPT_ENCODING, "deflate, gzip;q=0");
        assertThat(plain.headers().firstValue(HttpHeaders.CONTENT_ENCODING)).isEmpty();

        HttpResponse<byte[]> packed = unpacked(path, HttpHeaders.ACCEPT_ENCODING, "br, GZIP;q=0.8");

        assertThat(packed.headers().firstValue(HttpHeaders.CONTENT_ENCODING)).contains("gzip");
        assertThat(packed.headers().allValues(HttpHeaders.VARY).toString()).contains(HttpHeaders.ACCEPT_ENCODING);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(packed.body().length).isLessThan(plain.body().length / 2);
        String tag = packed.headers().firstValue(HttpHeaders.ETAG).orElseThrow();
        assertThat(plain.headers().firstValue(HttpHeaders.ETAG))
                .isPresent()
                .get()
                .isNotEqualTo(tag);
        HttpResponse<byte[]> again =
                unpacked(path, HttpHeaders.ACCEPT_ENCODING, "gzip", HttpHeaders.IF_NONE_MATCH, tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue(HttpHeaders.CONTENT_ENCODING)).isEmpty();
        cancel(gathering, tag);
    }

    /** As of the tag that somebody was shown. */
    private static void cancel(Gathering gathering, String tag) {
        gathering
                .worker()
                .http()
                .post()
                .uri("/activities/{id}/cancel", gathering.activityId())
                .header(HttpHeaders.IF_MATCH, tag)
                .bodyValue(Map.of("reason", "下雨"))
                .exchange()
                .expectStatus()
                .isOk();
    }

    /** As it comes over the wire: Spring's own test client takes everything packed and unpacks it by itself. */
    private HttpResponse<byte[]> unpacked(String path, String... headers) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                                .headers(headers)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void anybody_may_keep_what_strangers_are_answered_and_nobody_what_is_the_callers_own() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String detail = "/activities/" + gathering.activityId();
        for (String path : List.of(detail, detail, "/activities", "/youth-homes", "/communities", "/programmes")) {
            EntityExchangeResult<String> answer = get(demo.anonymous(), path);
            assertThat(header(answer, HttpHeaders.CACHE_CONTROL)).as(path).isEqualTo("max-age=1, public");
            assertThat(header(answer, HttpHeaders.VARY)).as(path).contains(HttpHeaders.AUTHORIZATION);
        }
        WebTestClient worker = gathering.worker().http();
        assertThat(header(get(worker, "/activities"), HttpHeaders.CACHE_CONTROL))
                .isEqualTo("max-age=1, private");
        assertThat(header(get(worker, "/activities?mine=true"), HttpHeaders.CACHE_CONTROL))
                .contains("no-store");
        assertThat(header(get(worker, detail), HttpHeaders.CACHE_CONTROL)).contains("no-store");
        assertThat(header(get(demo.anonymous(), "/activities/" + UUID.randomUUID()), HttpHeaders.CACHE_CONTROL))
                .contains("no-store");
    }

    @Test
    void what_a_worker_may_see_is_shown_to_no_stranger() {
        Gathering gathering = Gathering.now(demo, clock).published();
        long changed = demo.run("UPDATE activity SET status = 'draft' WHERE id = " + Demo.hex(gathering.activityId()));
        assertThat(changed).isEqualTo(1);
        String detail = "/activities/" + gathering.activityId();
        for (int again = 0; again < 2; again++) {
            assertThat(get(gathering.worker().http(), detail).getStatus().value())
                    .isEqualTo(200);
            assertThat(get(demo.anonymous(), detail).getStatus().value()).isEqualTo(404);
        }
        assertThat(get(gathering.worker().http(), "/activities?mine=true").getResponseBody())
                .contains(gathering.activityId().toString());
        assertThat(get(demo.anonymous(), "/activities").getResponseBody())
                .doesNotContain(gathering.activityId().toString());
        assertThat(get(demo.anonymous(), "/activities?mine=true").getStatus().value())
                .isEqualTo(401);
    }

    @Test
    void a_change_shows_at_once_where_it_was_made() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String detail = "/activities/" + gathering.activityId();
        assertThat(get(demo.anonymous(), detail).getResponseBody()).contains("\"published\"");

        gathering.cancel("下雨");

        assertThat(get(demo.anonymous(), detail).getResponseBody()).contains("\"cancelled\"");
    }

    @Test
    void a_change_made_by_another_process_shows_after_a_second() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String detail = "/activities/" + gathering.activityId();
        assertThat(get(demo.anonymous(), detail).getResponseBody()).contains("\"published\"");
        long changed = demo.run("UPDATE activity SET status = 'closed' WHERE id = " + Demo.hex(gathering.activityId()));
        assertThat(changed).isEqualTo(1);

        clock.advance(Duration.ofMillis(1001));

        assertThat(get(demo.anonymous(), detail).getResponseBody()).contains("\"closed\"");
    }

    @Test
    void a_shared_answer_carries_the_headers_that_security_gives_to_others() {
        EntityExchangeResult<String> own = get(demo.stranger().http(), "/activities?mine=true");
        EntityExchangeResult<String> first = get(demo.anonymous(), "/programmes");
        EntityExchangeResult<String> second = get(demo.anonymous(), "/programmes");
        EntityExchangeResult<String> refused = get(demo.anonymous(), "/activities/" + UUID.randomUUID());
        for (EntityExchangeResult<String> answer : List.of(first, second, refused)) {
            for (String name : List.of(
                    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")) {
                assertThat(header(answer, name)).as(name).isNotEmpty().isEqualTo(header(own, name));
            }
            assertThat(header(answer, "Trace-Id")).hasSize(32);
        }
        assertThat(header(first, "Trace-Id")).isNotEqualTo(header(second, "Trace-Id"));
    }

    @Test
    void a_bad_token_is_refused_where_a_stranger_is_answered() {
        assertThat(get(demo.anonymous(), "/programmes").getStatus().value()).isEqualTo(200);
        assertThat(get(demo.with("nonsense"), "/programmes").getStatus().value())
                .isEqualTo(401);
    }

    @Test
    void everybody_is_refused_in_their_own_language() {
        String nowhere = "/activities/" + UUID.randomUUID();
        List<String> words = Crowd.of(8).each(which -> get(
                        demo.anonymous(), nowhere, HttpHeaders.ACCEPT_LANGUAGE, which % 2 == 0 ? "zh-CN" : "en")
                .getResponseBody());
        for (int i = 0; i < words.size(); i++) {
            assertThat(words.get(i)).contains("activity_not_found");
            assertThat(words.get(i).contains("There is no")).isEqualTo(i % 2 == 1);
        }
    }

    @Test
    void colleagues_share_a_page_and_others_are_shown_their_own() {
        Gathering north = Gathering.now(demo, clock).published();
        WebTestClient one = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH).http();
        WebTestClient colleague =
                demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH).http();
        WebTestClient neighbour =
                demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.SOUTH).http();

        EntityExchangeResult<String> shown = get(one, "/today");

        assertThat(shown.getResponseBody()).contains(north.occurrenceId().toString());
        assertThat(get(colleague, "/today").getResponseBody()).isEqualTo(shown.getResponseBody());
        assertThat(get(neighbour, "/today").getResponseBody())
                .doesNotContain(north.occurrenceId().toString());
        assertThat(get(demo.worker(Demo.RIVERSIDE).http(), "/today").getStatus().value())
                .isEqualTo(403);
        assertThat(header(shown, HttpHeaders.CACHE_CONTROL)).contains("private");
    }

    @Test
    void a_page_whose_weak_tag_says_that_it_means_the_same_is_not_sent_again_when_it_was_made_anew() {
        Gathering gathering = Gathering.now(demo, clock).published();
        WebTestClient worker =
                demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH).http();
        EntityExchangeResult<String> before = get(worker, "/today");
        String tag = before.getResponseHeaders().getETag();
        assertThat(tag).startsWith("W/\"");
        clock.advance(Duration.ofSeconds(5));

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            EntityExchangeResult<String> after = get(worker, "/today");
            assertThat(after.getResponseBody()).isNotEqualTo(before.getResponseBody());
            assertThat(after.getResponseHeaders().getETag()).isEqualTo(tag);
        });
        assertThat(get(worker, "/today", HttpHeaders.IF_NONE_MATCH, tag)
                        .getStatus()
                        .value())
                .isEqualTo(304);
        gathering.cancel("下雨");
        assertThat(get(worker, "/today", HttpHeaders.IF_NONE_MATCH, tag)
                        .getStatus()
                        .value())
                .isEqualTo(200);
    }

    @Test
    void a_page_that_is_asked_for_all_the_time_is_made_anew_while_it_is_still_shown() throws Exception {
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
        String path = "/youth-homes/" + home;
        String before = get(demo.anonymous(), path).getResponseBody();
        clock.advance(Duration.ofMillis(600));
        try (Connection connection = demo.connect();
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute("LOCK TABLES youth_home WRITE");
            assertThat(get(demo.anonymous(), path).getResponseBody()).isEqualTo(before);
            long changed =
                    statement.executeLargeUpdate("UPDATE youth_home SET address = '演示新路' WHERE id = " + Demo.hex(home));
            assertThat(changed).isPositive();
            unused = statement.execute("UNLOCK TABLES");
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(get(demo.anonymous(), path).getResponseBody())
                        .contains("演示新路"));
    }

    @Test
    void a_page_that_was_being_made_anew_when_something_changed_is_not_shown() throws Exception {
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
        String path = "/youth-homes/" + home;
        String before = get(demo.anonymous(), path).getResponseBody();
        clock.advance(Duration.ofMillis(600));
        try (Connection connection = demo.connect();
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute("LOCK TABLES youth_home WRITE");
            assertThat(get(demo.anonymous(), path).getResponseBody()).isEqualTo(before);
            events.publishEvent(new PublicChange());
            unused = statement.execute("UNLOCK TABLES");
        }
        // Time enough for what was read before the change.
        Thread.sleep(500);
        long changed = demo.run("UPDATE youth_home SET address = '演示另一路' WHERE id = " + Demo.hex(home));
        assertThat(changed).isPositive();

        assertThat(get(demo.anonymous(), path).getResponseBody()).contains("演示另一路");
    }

    @Test
    void who_wants_no_json_is_not_given_any() {
        assertThat(get(demo.anonymous(), "/programmes").getStatus().value()).isEqualTo(200);
        assertThat(get(demo.anonymous(), "/programmes", HttpHeaders.ACCEPT, "image/png")
                        .getStatus()
                        .value())
                .isEqualTo(406);
    }

    private long queriesOf(IntFunction<String> path) throws Exception {
        return queriesOf(demo.anonymous(), path);
    }

    private long queriesOf(WebTestClient http, IntFunction<String> path) throws Exception {
        return queriesOf(http, "youth_home", "%h.opening_hours%", path);
    }

    /** How often the same query waits for the table when many have asked and nobody has been answered. */
    private long queriesOf(WebTestClient client, String table, String query, IntFunction<String> path)
            throws Exception {
        WebTestClient http = client.mutate()
                .responseTimeout(Duration.ofSeconds(30))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
                .build();
        // The places are known before, since they are another query.
        assertThat(get(demo.anonymous(), "/communities").getStatus().value()).isEqualTo(200);
        List<CompletableFuture<Integer>> asked = new ArrayList<>();
        try (Connection connection = demo.connect();
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute("LOCK TABLES " + table + " WRITE");
            for (int i = 0; i < MANY; i++) {
                int which = i;
                asked.add(CompletableFuture.supplyAsync(
                        () -> get(http, path.apply(which)).getStatus().value(), task -> new Thread(task).start()));
            }
            for (int tenth = 0; tenth < 30 && waiting(statement, query) == 0; tenth++) {
                Thread.sleep(100);
            }
            // Whoever asks its own query would have done so by then.
            Thread.sleep(700);
            long queries = waiting(statement, query);
            unused = statement.execute("UNLOCK TABLES");
            for (CompletableFuture<Integer> one : asked) {
                assertThat(one.get()).isEqualTo(200);
            }
            return queries;
        }
    }

    private static long waiting(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(
                "SELECT COALESCE(MAX(n), 0) FROM (SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST"
                        + " WHERE STATE LIKE 'Waiting for table%' AND INFO LIKE '" + query
                        // Not what the search index and the timers ask by themselves.
                        + "' AND INFO LIKE 'SELECT%' AND INFO NOT LIKE '%changed_at%' AND INFO NOT LIKE '%state = %'"
                        + " AND ID <> CONNECTION_ID() GROUP BY INFO) queries")) {
            boolean there = found.next();
            return there ? found.getLong(1) : 0;
        }
    }
}
