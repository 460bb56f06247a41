package org.youthhome.media.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.identity.Role;
import org.youthhome.media.Overdue;
import org.youthhome.media.PhotoVerdicts;
import org.youthhome.media.Unused;
import org.youthhome.media.web.Photographer.Answer;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import org.youthhome.testing.Surroundings;
import org.youthhome.wechat.SimulatedPush;
import org.youthhome.wechat.SimulatedWeChat;
import tools.jackson.databind.JsonNode;

@ApiTest
class PhotoTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private PhotoVerdicts verdicts;

    @Autowired
    private ApplicationContext program;

    private Photographer photographer;
    private Demo.Account reviewer;
    private Demo.Account neighbour;
    private UUID home;

    @BeforeEach
    void people() {
        photographer = new Photographer(demo, demo.worker(Demo.RIVERSIDE), Demo.RIVERSIDE);
        reviewer = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        neighbour = demo.worker(Demo.HILLSIDE);
        home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
    }

    @Test
    void what_passes_is_seen_by_everybody_and_may_be_kept_for_ever() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        String activity = published(photo);
        assertThat(photographer.seenBy(demo.anonymous(), photo)).isEqualTo(404);
        assertThat(photosOf(demo.anonymous(), activity)).isEmpty();
        String before = eTagOf(activity);

        photographer.hear(photo, "pass", 100);

        assertThat(photosOf(demo.anonymous(), activity)).containsExactly(photo);
        assertThat(eTagOf(activity)).isNotEqualTo(before);
        var seen = photographer.picture(demo.anonymous(), photo, "screen");
        assertThat(seen.getStatus().value()).isEqualTo(200);
        HttpHeaders headers = seen.getResponseHeaders();
        assertThat(headers.getCacheControl()).isEqualTo("max-age=31536000, public, immutable");
        assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(headers.getFirst("Content-Type")).isEqualTo("image/jpeg");
        demo.anonymous()
                .get()
                .uri("/photos/{id}/picture?size=screen", photo)
                .header(HttpHeaders.IF_NONE_MATCH, headers.getETag())
                .exchange()
                .expectStatus()
                .isNotModified();
    }

    @Test
    void a_poster_shows_the_first_photo_that_has_passed_and_none_before() {
        String waiting = photographer.upload(Pictures.jpeg(64, 48)).id();
        String photo = photographer.upload(Pictures.jpeg(48, 64)).id();
        String activity = published(waiting, photo);
        byte[] without = poster(activity);

        photographer.hear(photo, "pass", 100);
        byte[] with = poster(activity);
        assertThat(with).isNotEqualTo(without);

        photographer.hear(waiting, "risky", 20002);
        assertThat(poster(activity)).isEqualTo(with);
    }

    @Test
    void a_list_shows_the_first_photo_that_has_passed_as_soon_as_it_has() {
        String waiting = photographer.upload(Pictures.jpeg(64, 48)).id();
        String passed = photographer.passed();
        String activity = published(waiting, passed);
        String without = published();

        assertThat(listed(activity).at("/photo/id").asString()).isEqualTo(passed);
        assertThat(listed(without).has("photo")).isFalse();

        photographer.hear(waiting, "pass", 100);
        JsonNode photo = listed(activity).get("photo");
        assertThat(photo.get("id").asString()).isEqualTo(waiting);
        assertThat(photo.get("state").asString()).isEqualTo("passed");
        assertThat(photo.get("width").asInt()).isEqualTo(64);
    }

    private JsonNode listed(String activity) {
        return StreamSupport.stream(
                        get(demo.anonymous(), "/activities?limit=100&youthHomeId=" + home)
                                .get("items")
                                .spliterator(),
                        false)
                .filter(item -> item.get("id").asString().equals(activity))
                .findFirst()
                .orElseThrow();
    }

    private byte[] poster(String activity) {
        return Objects.requireNonNull(demo.poster(activity).getResponseBody());
    }

    @Test
    void what_waits_is_seen_by_its_organisers_and_reviewers_only_and_kept_by_nobody() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        String activity = published(photo);

        for (WebTestClient insider : List.of(photographer.account.http(), reviewer.http())) {
            var seen = photographer.picture(insider, photo, "thumbnail");
            assertThat(seen.getStatus().value()).isEqualTo(200);
            assertThat(seen.getResponseHeaders().getCacheControl()).contains("no-store");
            assertThat(seen.getResponseHeaders().getETag()).isNull();
            assertThat(photosOf(insider, activity)).containsExactly(photo);
        }
        for (WebTestClient other : List.of(demo.anonymous(), demo.stranger().http(), neighbour.http())) {
            var seen = photographer.picture(other, photo, "thumbnail");
            assertThat(seen.getStatus().value()).isEqualTo(404);
            assertThat(seen.getResponseHeaders().getCacheControl()).contains("no-store");
            assertThat(photosOf(other, activity)).isEmpty();
        }
        assertThat(Photographer.answer(neighbour.http().get().uri("/photos/{id}", photo))
                        .text("code"))
                .isEqualTo("not_your_place");
    }

    @Test
    void what_has_passed_but_stands_in_a_draft_only_is_not_public() {
        String photo = photographer.passed();
        JsonNode draft = draft(List.of(Map.of("id", photo)));

        assertThat(photographer.seenBy(demo.anonymous(), photo)).isEqualTo(404);

        publish(draft.get("id").asString());
        assertThat(photographer.seenBy(demo.anonymous(), photo)).isEqualTo(200);
    }

    @Test
    void what_is_risky_is_refused_with_the_reason_and_cannot_be_used() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        String activity = published(photo);

        photographer.hear(photo, "risky", 20002);

        Answer state = photographer.state(photo);
        assertThat(state.text("state")).isEqualTo("refused");
        assertThat(state.text("risk")).isEqualTo("risky_pornography");
        assertThat(photosOf(demo.anonymous(), activity)).isEmpty();
        assertThat(photographer.seenBy(demo.anonymous(), photo)).isEqualTo(404);
        assertThat(post(plan(List.of(Map.of("id", photo)))).toString()).contains("photo_refused");
    }

    @Test
    void what_wechat_leaves_to_a_person_is_seen_once_a_person_accepts_it() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        String activity = published(photo);
        photographer.hear(photo, "review", 21000);

        JsonNode review = reviewOf(photo);
        assertThat(review.get("label").asInt()).isEqualTo(21000);
        assertThat(decide(photographer.account, review, "accept").status()).isEqualTo(403);
        assertThat(decide(demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.SOUTH), review, "accept")
                        .text("code"))
                .isEqualTo("not_your_place");
        assertThat(photographer.seenBy(reviewer.http(), photo)).isEqualTo(200);
        assertThat(photographer.seenBy(demo.anonymous(), photo)).isEqualTo(404);

        assertThat(decide(reviewer, review, "accept").text("state")).isEqualTo("accepted");

        assertThat(photosOf(demo.anonymous(), activity)).containsExactly(photo);
        assertThat(photographer.seenBy(demo.anonymous(), photo)).isEqualTo(200);
        assertThat(decide(reviewer, review, "accept").status()).isEqualTo(200);
        assertThat(decide(reviewer, review, "refuse").text("code")).isEqualTo("review_decided");
    }

    @Test
    void what_a_person_refuses_is_seen_by_nobody_and_its_uploader_reads_why() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        published(photo);
        photographer.hear(photo, "review", 21000);

        assertThat(decide(reviewer, reviewOf(photo), "refuse").text("state")).isEqualTo("refused");

        assertThat(photographer.state(photo).text("reason")).isEqualTo("看不清");
        assertThat(photographer.seenBy(demo.anonymous(), photo)).isEqualTo(404);
        photographer.hear(photo, "pass", 100);
        assertThat(photographer.state(photo).text("state")).isEqualTo("refused");
    }

    @Test
    void nobody_reviews_a_photo_of_their_own() {
        Photographer league = new Photographer(demo, reviewer, Demo.RIVERSIDE);
        String photo = league.upload(Pictures.jpeg(64, 48)).id();
        league.hear(photo, "review", 21000);

        assertThat(decide(reviewer, reviewOf(photo), "accept").text("code")).isEqualTo("own_review");
    }

    @ParameterizedTest
    @ValueSource(ints = {61010, 45009, -1, 40164})
    void what_wechat_cannot_be_asked_about_goes_to_a_person_at_once(int errcode) {
        Surroundings.weChat().fail(SimulatedWeChat.MEDIA_CHECK_ASYNC, errcode);

        Answer made = photographer.upload(Pictures.jpeg(64, 48));

        assertThat(made.text("state")).isEqualTo("in_review");
        assertThat(reviewOf(made.id()).get("state").asString()).isEqualTo("waiting");
    }

    @Test
    void what_wechat_says_nothing_of_within_half_an_hour_goes_to_a_person() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        overdue();
        assertThat(photographer.state(photo).text("state")).isEqualTo("checking");

        clock.advance(Duration.ofMinutes(31));
        overdue();

        // Those from before would have to log in again, half an hour later.
        photographer = new Photographer(demo, demo.worker(Demo.RIVERSIDE), Demo.RIVERSIDE);
        reviewer = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        assertThat(photographer.state(photo).text("state")).isEqualTo("in_review");
        overdue();
        photographer.hear(photo, "pass", 100);
        assertThat(photographer.state(photo).text("state")).isEqualTo("in_review");
        assertThat(decide(reviewer, reviewOf(photo), "accept").status()).isEqualTo(200);
    }

    @Test
    void wechat_fetches_the_picture_by_a_token_that_nobody_else_has_and_that_ends() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        String address = Photographer.addressOf(photo);

        assertThat(status(address)).isEqualTo(200);
        assertThat(status(address.substring(0, address.length() - 1) + "_")).isEqualTo(404);
        assertThat(status(address.replace(photo, UUID.randomUUID().toString()))).isEqualTo(404);
        String other = photographer.upload(Pictures.jpeg(64, 48)).id();
        photographer.hear(other, "risky", 20001);
        assertThat(status(Photographer.addressOf(other))).isEqualTo(404);
        clock.advance(Duration.ofMinutes(61));
        assertThat(status(address)).isEqualTo(404);
    }

    @Test
    void a_verdict_counts_once_however_often_it_is_said() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        SimulatedPush.Sealed verdict = new SimulatedPush().verdictInXml(Photographer.traceOf(photo), "review", 1);

        for (int i = 0; i < 4; i++) {
            photographer
                    .push(verdict)
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .isEqualTo("success");
        }
        photographer.hear(photo, "pass", 100);

        assertThat(demo.texts(
                        "SELECT COUNT(*) FROM content_review WHERE photo_id = " + Demo.hex(UUID.fromString(photo))))
                .containsExactly("1");
        assertThat(photographer.state(photo).text("state")).isEqualTo("in_review");
    }

    @Test
    void a_verdict_said_many_times_at_once_counts_once() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        String trace = Photographer.traceOf(photo);

        Stream.iterate(0, i -> i + 1).limit(16).parallel().forEach(i -> photographer
                .push(new SimulatedPush().verdict(trace, "review", 1))
                .expectStatus()
                .isOk());

        assertThat(demo.texts(
                        "SELECT COUNT(*) FROM content_review WHERE photo_id = " + Demo.hex(UUID.fromString(photo))))
                .containsExactly("1");
    }

    @Test
    void a_verdict_of_nothing_that_we_know_is_heard_and_changes_nothing() {
        photographer
                .push(new SimulatedPush().verdict("unknown-" + UUID.randomUUID(), "pass", 100))
                .expectStatus()
                .isOk();
    }

    @Test
    void who_is_not_wechat_is_told_nothing_and_changes_nothing() {
        String photo = photographer.upload(Pictures.jpeg(64, 48)).id();
        String trace = Photographer.traceOf(photo);
        SimulatedPush right = new SimulatedPush();
        List<SimulatedPush.Sealed> forged = List.of(
                new SimulatedPush("othertoken", SimulatedPush.AES_KEY, SimulatedWeChat.APP_ID)
                        .verdict(trace, "pass", 100),
                new SimulatedPush(SimulatedPush.TOKEN, "B".repeat(43), SimulatedWeChat.APP_ID)
                        .verdict(trace, "pass", 100),
                new SimulatedPush(SimulatedPush.TOKEN, SimulatedPush.AES_KEY, "wx0000000000000000")
                        .verdict(trace, "pass", 100),
                new SimulatedPush.Sealed(right.verdict(trace, "pass", 100).query(), "{}", "application/json"),
                new SimulatedPush.Sealed(
                        "",
                        "{\"Event\":\"wxa_media_check\",\"trace_id\":\"" + trace
                                + "\",\"result\":{\"suggest\":\"pass\"}}",
                        "application/json"));

        for (SimulatedPush.Sealed each : forged) {
            photographer
                    .push(each)
                    .expectStatus()
                    .isForbidden()
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("push_not_genuine");
        }
        assertThat(photographer.state(photo).text("state")).isEqualTo("checking");
    }

    @Test
    void wechat_makes_sure_of_its_other_end() {
        demo.anonymous()
                .get()
                .uri("/wechat/push" + new SimulatedPush().echo("1714036504", "1514711492", "4375120948345356249"))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("4375120948345356249");
        demo.anonymous()
                .get()
                .uri("/wechat/push?signature=0&timestamp=1&nonce=2&echostr=<script>")
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @Test
    void new_photos_of_a_published_activity_wait_while_the_others_stay_in_their_order() {
        String first = photographer.passed();
        String second = photographer.passed();
        String activity = published(first, second);
        String third = photographer.upload(Pictures.jpeg(64, 48)).id();

        JsonNode edited = change(activity, List.of(Map.of("id", third), Map.of("id", second), Map.of("id", first)));

        assertThat(edited.get("photos")).hasSize(3);
        assertThat(photosOf(demo.anonymous(), activity)).containsExactly(second, first);
        photographer.hear(third, "pass", 100);
        assertThat(photosOf(demo.anonymous(), activity)).containsExactly(third, second, first);
    }

    @Test
    void what_is_said_of_a_photo_passes_the_check_of_texts() {
        String photo = photographer.passed();
        String activity = published(photo);

        JsonNode risky = change(activity, List.of(Map.of("id", photo, "alt", "违规")));
        assertThat(risky.get("code").asString()).isEqualTo("content_risky");

        JsonNode doubtful = change(activity, List.of(Map.of("id", photo, "alt", "待审的说明")));
        assertThat(doubtful.get("review").get("state").asString()).isEqualTo("waiting");
        JsonNode seen = get(demo.anonymous(), "/activities/" + activity);
        assertThat(seen.toString()).doesNotContain("待审的说明");
        var decided = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        assertThat(decide(decided, doubtful.get("review"), "accept").status()).isEqualTo(200);
        assertThat(get(demo.anonymous(), "/activities/" + activity)
                        .get("photos")
                        .get(0)
                        .get("alt")
                        .asString())
                .isEqualTo("待审的说明");
    }

    @Test
    void nobody_uses_photos_of_a_place_that_is_not_theirs_or_none_or_one_twice() {
        Photographer other = new Photographer(demo, neighbour, Demo.HILLSIDE);
        String foreign = other.upload(Pictures.jpeg(64, 48)).id();
        String own = photographer.upload(Pictures.jpeg(64, 48)).id();

        JsonNode no = post(plan(
                List.of(Map.of("id", foreign), Map.of("id", UUID.randomUUID()), Map.of("id", own), Map.of("id", own))));

        assertThat(no.get("errors").get(0).get("code").asString()).isEqualTo("unknown_photo");
        assertThat(no.get("errors").get(1).get("code").asString()).isEqualTo("unknown_photo");
        assertThat(no.get("errors").get(2).get("field").asString()).isEqualTo("photos[3].id");
    }

    @Test
    void a_photo_that_nothing_shows_goes_after_a_month_with_its_files_and_none_that_something_shows() {
        String unused = photographer.passed();
        String shown = photographer.passed();
        String drafted = photographer.passed();
        String waiting = photographer.upload(Pictures.jpeg(64, 48)).id();
        published(shown);
        assertThat(Photographer.answer(photographer
                                .account
                                .http()
                                .post()
                                .uri("/activity-drafts")
                                .bodyValue(Map.of("youthHomeId", home, "photos", List.of(Map.of("id", drafted)))))
                        .status())
                .isEqualTo(201);
        long gone = Unused.photos(program);
        assertThat(kept(unused)).isTrue();

        older(unused, shown, drafted, waiting);
        gone = Unused.photos(program);
        assertThat(gone).isEqualTo(1);

        assertThat(kept(unused)).isFalse();
        assertThat(Photographer.files()).noneMatch(file -> file.toString().contains(unused));
        assertThat(kept(shown)).isTrue();
        assertThat(kept(drafted)).isTrue();
        assertThat(kept(waiting)).isTrue();
        assertThat(post(plan(List.of(Map.of("id", unused)))).toString()).contains("unknown_photo");
    }

    @Test
    void photos_of_a_summary_are_for_its_organisers_and_kept_as_long_as_it_names_them() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String path = "/activities/" + gathering.activityId() + "/summary";
        String photo = photographer.passed();
        String waiting = photographer.upload(Pictures.jpeg(64, 48)).id();
        String foreign = new Photographer(demo, neighbour, Demo.HILLSIDE).passed();

        Answer refused = summarised(path, "三队共三百人。", foreign);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().at("/errors/0/field").asString()).isEqualTo("photos[0].id");
        assertThat(get(photographer.account.http(), path).has("sentence")).isFalse();

        assertThat(summarised(path, "三队共三百人。", photo, waiting).status()).isEqualTo(200);

        JsonNode summary = get(photographer.account.http(), path);
        assertThat(summary.at("/photos/0/id").asString()).isEqualTo(photo);
        assertThat(summary.at("/photos/0/alt").asString()).isEqualTo("合影");
        assertThat(summary.at("/photos/1/state").asString()).isEqualTo("checking");
        assertThat(photographer.seenBy(demo.anonymous(), photo)).isEqualTo(404);
        assertThat(photosOf(demo.anonymous(), gathering.activityId().toString()))
                .isEmpty();
        older(photo, waiting);
        assertThat(Unused.photos(program)).isZero();
        assertThat(kept(photo)).isTrue();

        assertThat(summarised(path, "三队共三百人。", waiting).body().get("photos")).hasSize(1);
        assertThat(Unused.photos(program)).isEqualTo(1);
        assertThat(kept(photo)).isFalse();
        assertThat(kept(waiting)).isTrue();
    }

    private Answer summarised(String path, String sentence, String... photos) {
        return Photographer.answer(photographer
                .account
                .http()
                .put()
                .uri(path)
                .bodyValue(Map.of(
                        "sentence",
                        sentence,
                        "photos",
                        Stream.of(photos)
                                .map(id -> Map.of("id", id, "alt", "合影"))
                                .toList())));
    }

    @Test
    void a_photo_that_comes_into_use_at_the_moment_it_would_go_is_kept_or_was_not_there() throws Exception {
        for (int i = 0; i < 12; i++) {
            String photo = photographer.passed();
            older(photo);
            CompletableFuture<JsonNode> made =
                    CompletableFuture.supplyAsync(() -> post(plan(List.of(Map.of("id", photo)))));
            long gone = Unused.photos(program);
            assertThat(gone).isBetween(0L, 1L);
            JsonNode answer = made.get();

            assertThat(answer.has("id")).as(answer.toString()).isEqualTo(kept(photo));
            if (kept(photo)) {
                assertThat(photographer.seenBy(photographer.account.http(), photo))
                        .isEqualTo(200);
            } else {
                assertThat(answer.toString()).contains("unknown_photo");
            }
        }
    }

    @Test
    void a_photo_that_a_draft_just_took_is_waited_for_and_kept() throws Exception {
        String photo = photographer.passed();
        older(photo);
        try (Connection connection = demo.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // As whoever uses it does it, up to the commit.
            boolean unused = statement.execute(
                    "SELECT id FROM photo WHERE id = " + Demo.hex(UUID.fromString(photo)) + " LOCK IN SHARE MODE");
            CompletableFuture<Long> sweep = CompletableFuture.supplyAsync(() -> Unused.photos(program));
            await().until(() -> !demo.texts("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE"
                            + " 'SELECT id FROM photo%FOR UPDATE'")
                    .isEmpty());
            unused = statement.execute("INSERT INTO activity_photo (activity_id, position, photo_id) VALUES ("
                    + Demo.hex(UUID.randomUUID()) + ", 0, " + Demo.hex(UUID.fromString(photo)) + ")");
            connection.commit();
            assertThat(sweep.get()).isZero();
        }
        assertThat(kept(photo)).isTrue();
    }

    @Test
    void what_a_crash_left_of_a_file_is_swept() throws Exception {
        Path half = Files.createTempFile(
                Files.createDirectories(Surroundings.photos().resolve("incoming")), "half", null);
        Unused.uploads(program);
        assertThat(half).exists();

        clock.advance(Duration.ofMinutes(61));
        Unused.uploads(program);

        assertThat(half).doesNotExist();
    }

    @Test
    void a_verdict_that_comes_before_its_name_is_known_counts() {
        Set<String> before = Surroundings.weChat().pictures().keySet();
        Surroundings.weChat().delay(SimulatedWeChat.MEDIA_CHECK_ASYNC, Duration.ofSeconds(1));
        CompletableFuture<Answer> upload =
                CompletableFuture.supplyAsync(() -> photographer.upload(Pictures.jpeg(64, 48)));
        String trace = await().until(
                        () -> Surroundings.weChat().pictures().keySet().stream()
                                .filter(each -> !before.contains(each))
                                .findFirst()
                                .orElse(""),
                        each -> !each.isEmpty());
        photographer
                .push(new SimulatedPush().verdict(trace, "pass", 100))
                .expectStatus()
                .isOk();
        assertThat(upload).isNotDone();

        Answer made = upload.join();

        assertThat(made.text("state")).isEqualTo("passed");
    }

    private void older(String... photos) {
        for (String photo : photos) {
            long changed = demo.run("UPDATE photo SET uploaded_at = uploaded_at - INTERVAL 31 DAY WHERE id = "
                    + Demo.hex(UUID.fromString(photo)));
            assertThat(changed).isEqualTo(1);
        }
    }

    private boolean kept(String photo) {
        return !demo.texts("SELECT state FROM photo WHERE id = " + Demo.hex(UUID.fromString(photo)))
                .isEmpty();
    }

    @Test
    void a_size_that_is_not_kept_is_refused() {
        String photo = photographer.passed();

        assertThat(photographer.seenBy(demo.anonymous(), UUID.randomUUID().toString()))
                .isEqualTo(404);
        assertThat(photographer
                        .picture(demo.anonymous(), photo, "huge")
                        .getStatus()
                        .value())
                .isEqualTo(400);
    }

    private void overdue() {
        long unused = Overdue.photos(verdicts);
    }

    private int status(String path) {
        return demo.anonymous()
                .get()
                .uri(path)
                .exchange()
                .expectBody(byte[].class)
                .returnResult()
                .getStatus()
                .value();
    }

    private JsonNode reviewOf(String photo) {
        JsonNode queue = get(reviewer.http(), "/content-reviews?limit=100");
        return StreamSupport.stream(queue.get("items").spliterator(), false)
                .filter(item -> item.path("photoId").asString("").equals(photo))
                .findFirst()
                .orElseThrow();
    }

    private static Answer decide(Demo.Account account, JsonNode review, String how) {
        var request =
                account.http().post().uri("/content-reviews/" + review.get("id").asString() + "/" + how);
        return Photographer.answer(how.equals("refuse") ? request.bodyValue(Map.of("reason", "看不清")) : request);
    }

    private String published(String... photos) {
        JsonNode draft = draft(
                Stream.of(photos).map(id -> Map.<String, Object>of("id", id)).toList());
        String id = draft.get("id").asString();
        publish(id);
        return id;
    }

    private void publish(String activity) {
        photographer
                .account
                .http()
                .post()
                .uri("/activities/{id}/publish", activity)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private JsonNode draft(List<? extends Map<String, ?>> photos) {
        JsonNode made = post(plan(photos));
        assertThat(made.has("id")).as(made.toString()).isTrue();
        return made;
    }

    private JsonNode post(Map<String, Object> plan) {
        return Photographer.answer(
                        photographer.account.http().post().uri("/activities").bodyValue(plan))
                .body();
    }

    private JsonNode change(String activity, List<? extends Map<String, ?>> photos) {
        JsonNode before = get(photographer.account.http(), "/activities/" + activity);
        Map<String, Object> plan = plan(photos);
        Map<String, Object> occurrence = new LinkedHashMap<>();
        occurrence.put("id", before.get("occurrences").get(0).get("id").asString());
        occurrence.put(
                "startsAt", before.get("occurrences").get(0).get("startsAt").asString());
        occurrence.put("endsAt", before.get("occurrences").get(0).get("endsAt").asString());
        occurrence.put("participantCapacity", 10);
        plan.put("occurrences", List.of(occurrence));
        return Photographer.answer(photographer
                        .account
                        .http()
                        .put()
                        .uri("/activities/" + activity)
                        .header(
                                HttpHeaders.IF_MATCH,
                                "\"" + before.get("version").asInt() + "\"")
                        .bodyValue(plan))
                .body();
    }

    private Map<String, Object> plan(List<? extends Map<String, ?>> photos) {
        Instant start = clock.instant().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("title", "有照片的活动");
        plan.put("youthHomeId", home);
        plan.put("programme", "volunteering");
        plan.put("description", "一起来服务。");
        plan.put("photos", photos);
        plan.put(
                "occurrences",
                List.of(Map.of(
                        "startsAt", start.toString(),
                        "endsAt", start.plus(Duration.ofHours(2)).toString(),
                        "participantCapacity", 10)));
        return plan;
    }

    private static List<String> photosOf(WebTestClient http, String activity) {
        return StreamSupport.stream(
                        get(http, "/activities/" + activity).get("photos").spliterator(), false)
                .map(photo -> photo.get("id").asString())
                .toList();
    }

    private String eTagOf(String activity) {
        return demo.anonymous()
                .get()
                .uri("/activities/" + activity)
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseHeaders()
                .getETag();
    }

    private static JsonNode get(WebTestClient http, String path) {
        return Photographer.answer(http.get().uri(path)).body();
    }
}
