package org.youthhome.activity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.youthhome.activity.web.Organiser.Answer;
import org.youthhome.identity.Role;
import org.youthhome.kernel.Times;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

/** What happens before others see an activity, and after it took place. */
@ApiTest
class PublicationTest {

    /** Longer than the product waits between two looks at what is due. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private Organiser organiser;

    @BeforeEach
    void organiser() {
        organiser = new Organiser(demo, clock, Demo.RIVERSIDE);
    }

    @AfterEach
    void nothingIsLeftForOtherTests() {
        long unused = demo.run("DELETE FROM scheduled_publication");
    }

    @Test
    void what_is_to_be_published_at_a_time_is_a_draft_until_then() {
        Answer draft = organiser.post(organiser.complete("明早发布"));

        Answer scheduled = schedule(draft.id(), Duration.ofHours(6));

        assertThat(scheduled.status()).isEqualTo(200);
        assertThat(scheduled.text("state")).isEqualTo("waiting");
        assertThat(organiser.anonymously("/activities/" + draft.id()).status()).isEqualTo(404);
        assertThat(publication(draft.id()).text("publishAt")).isEqualTo(scheduled.text("publishAt"));
        due(draft.id());
        published(draft.id());
        assertThat(publication(draft.id()).status()).isEqualTo(404);
        assertThat(audit(draft.id(), "activity.publish")).isEqualTo(1);
        assertThat(organiser.get(draft.id()).text("publishedAt")).isNotBlank();
    }

    @Test
    void taken_back_it_stays_a_draft() {
        Answer draft = organiser.post(organiser.complete("又不发了"));
        Answer unused = schedule(draft.id(), Duration.ofHours(6));

        takeBack(draft.id());
        takeBack(draft.id());

        assertThat(publication(draft.id()).status()).isEqualTo(404);
        assertThat(audit(draft.id(), "activity.unschedule")).isEqualTo(1);
        assertThat(organiser.get(draft.id()).text("status")).isEqualTo("draft");
    }

    @Test
    void what_could_not_be_published_now_is_refused_when_it_is_asked_for() {
        Map<String, Object> incomplete = organiser.complete("缺风险说明");
        incomplete.remove("risks");
        assertThat(schedule(organiser.post(incomplete).id(), Duration.ofHours(6))
                        .fields())
                .containsExactly("risks");
        assertThat(schedule(organiser.post(organiser.complete("违规活动")).id(), Duration.ofHours(6))
                        .code())
                .isEqualTo("content_risky");
        String id = organiser.post(organiser.complete("时间不对")).id();
        assertThat(schedule(id, Duration.ofHours(-1)).fields()).containsExactly("publishAt");
        assertThat(schedule(id, Duration.ofDays(9)).fields()).containsExactly("publishAt");
        assertThat(schedule(organiser.published("已经发了").id(), Duration.ofHours(6))
                        .code())
                .isEqualTo("not_a_draft");
    }

    @Test
    void a_person_decides_before_and_it_is_published_at_its_time_and_no_sooner() {
        Map<String, Object> doubtful = organiser.complete("等人看过再定时");
        doubtful.put("description", "待审");
        Answer draft = organiser.post(doubtful);
        assertThat(schedule(draft.id(), Duration.ofHours(6)).text("state")).isEqualTo("in_review");
        String review = organiser.get(draft.id()).body().get("review").get("id").asString();

        Demo.Account reviewer = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        reviewer.http()
                .post()
                .uri("/content-reviews/" + review + "/accept")
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(organiser.get(draft.id()).text("status")).isEqualTo("draft");
        assertThat(publication(draft.id()).text("state")).isEqualTo("waiting");
        due(draft.id());
        published(draft.id());
    }

    @Test
    void what_was_changed_since_it_passed_is_checked_again_at_its_time_and_a_failure_is_told() {
        Answer draft = organiser.post(organiser.complete("先好后坏"));
        Answer unused = schedule(draft.id(), Duration.ofHours(6));
        Answer read = organiser.get(draft.id());
        Map<String, Object> worse = organiser.complete("违规活动");
        assertThat(organiser.put(draft.id(), read.eTag(), worse).status()).isEqualTo(200);

        due(draft.id());

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(publication(draft.id()).text("state")).isEqualTo("failed"));
        assertThat(publication(draft.id()).text("failure")).isEqualTo("content_risky");
        assertThat(organiser.get(draft.id()).text("status")).isEqualTo("draft");
        JsonNode told = told();
        assertThat(told.get("kind").asString()).isEqualTo("publishing_failed");
        assertThat(told.get("reason").asString()).isEqualTo("content_risky");
        assertThat(told.get("text").asString()).contains("原因：内容未通过安全审核，请修改后再发布。请打开活动");
    }

    @Test
    void a_preview_shows_what_others_would_see_what_is_missing_and_what_might_be_wrong() {
        Answer there = organiser.published("同一时间");
        LocalDate holiday =
                LocalDate.ofInstant(clock.instant(), Times.CITY_ZONE).plusDays(20);
        Map<String, Object> festive = new LinkedHashMap<>();
        festive.put("startsAt", at(holiday, "05:00"));
        festive.put("endsAt", at(holiday, "07:00"));
        festive.put("volunteerCapacity", 2);
        long entered = demo.run(
                "INSERT INTO public_holiday (on_date, kind, name) VALUES ('%s', 'holiday', '测试节')".formatted(holiday));
        try {
            Map<String, Object> wanted = organiser.complete(
                    "撞车", List.of(organiser.occurrence(Duration.ofDays(2).plusHours(1), 5, 5), festive));
            wanted.remove("contact");
            Answer draft = organiser.post(wanted);

            Answer preview = Organiser.get(organiser.account.http(), "/activities/" + draft.id() + "/preview");

            assertThat(preview.body().get("activity").get("title").asString()).isEqualTo("撞车");
            assertThat(preview.body().get("activity").has("review")).isFalse();
            assertThat(preview.body().get("missing").get(0).get("field").asString())
                    .isEqualTo("contact");
            assertThat(codes(preview)).contains("clash 0", "holiday 1", "unusual_hour 1");
            assertThat(preview.body().get("warnings").get(0).get("activityId").asString())
                    .isEqualTo(there.id());
        } finally {
            entered += demo.run("DELETE FROM public_holiday WHERE name = '测试节'");
        }
        assertThat(entered).isEqualTo(2);
    }

    @Test
    void a_draft_is_previewed_as_far_as_there_is_something_to_show() {
        Map<String, Object> wanted = organiser.complete("草稿预览");
        wanted.remove("description");
        Answer draft = begin(wanted);
        Answer preview = Organiser.get(organiser.account.http(), "/activity-drafts/" + draft.id() + "/preview");
        assertThat(preview.body().get("activity").get("title").asString()).isEqualTo("草稿预览");
        assertThat(preview.body().get("missing").get(0).get("field").asString()).isEqualTo("description");

        Answer empty = begin(Map.of("youthHomeId", organiser.home));
        assertThat(Organiser.get(organiser.account.http(), "/activity-drafts/" + empty.id() + "/preview")
                        .body()
                        .has("activity"))
                .isFalse();
        assertThat(Organiser.get(demo.worker(Demo.HILLSIDE).http(), "/activity-drafts/" + empty.id() + "/preview")
                        .code())
                .isEqualTo("not_your_place");
    }

    @Test
    void a_summary_counts_who_enrolled_and_came_and_closes() {
        Gathering gathering = Gathering.now(demo, clock).places(20, 20).published();
        Demo.Account came = demo.stranger();
        Demo.Account enrolled = demo.stranger();
        for (Demo.Account person : List.of(came, enrolled)) {
            person.http()
                    .put()
                    .uri("/occurrences/" + gathering.occurrenceId() + "/enrolment")
                    .bodyValue(Map.of("as", "volunteer"))
                    .exchange()
                    .expectStatus()
                    .isCreated();
        }
        gathering
                .worker()
                .http()
                .post()
                .uri("/occurrences/" + gathering.occurrenceId() + "/check-ins")
                .bodyValue(
                        Map.of("personId", came.personId(), "nonce", "nonce-" + UUID.randomUUID(), "as", "volunteer"))
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
        long minutes = demo.run(
                "UPDATE check_in SET minutes = 90, checked_out_at = happened_at + INTERVAL 90 MINUTE WHERE occurrence_id = "
                        + Demo.hex(gathering.occurrenceId()));
        String path = "/activities/" + gathering.activityId() + "/summary";

        Answer summary = Organiser.answer(
                gathering.worker().http().put().uri(path).bodyValue(Map.of("sentence", "两人报名，一人到场。", "close", true)));

        assertThat(minutes).isEqualTo(1);
        assertThat(summary.body().get("volunteersEnrolled").asInt()).isEqualTo(2);
        assertThat(summary.body().get("volunteersCame").asInt()).isEqualTo(1);
        assertThat(summary.body().get("serviceMinutes").asInt()).isEqualTo(90);
        assertThat(summary.body().get("volunteersStillHere").asInt()).isZero();
        assertThat(summary.body().get("participantsEnrolled").asInt()).isZero();
        assertThat(Organiser.get(gathering.worker().http(), path).text("sentence"))
                .isEqualTo("两人报名，一人到场。");
        assertThat(organiser
                        .anonymously("/activities/" + gathering.activityId())
                        .text("status"))
                .isEqualTo("closed");
        assertThat(Organiser.get(demo.worker(Demo.HILLSIDE).http(), path).code())
                .isEqualTo("not_your_place");
    }

    @Test
    void what_has_not_begun_has_no_summary_yet() {
        Answer published = organiser.published("还没开始");

        assertThat(Organiser.answer(organiser
                                .account
                                .http()
                                .put()
                                .uri("/activities/" + published.id() + "/summary")
                                .bodyValue(Map.of("sentence", "圆满成功。")))
                        .code())
                .isEqualTo("activity_not_begun");
    }

    @Test
    void taken_back_while_a_person_reads_it_nobody_can_accept_it_any_more() {
        Answer draft = doubtful("又不发了的待审");
        Answer scheduled = schedule(draft.id(), Duration.ofHours(6));
        String review = organiser.get(draft.id()).body().get("review").get("id").asString();

        takeBack(draft.id());

        assertThat(scheduled.text("state")).isEqualTo("in_review");
        assertThat(organiser.get(draft.id()).text("status")).isEqualTo("draft");
        Demo.Account reviewer = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        assertThat(Organiser.answer(reviewer.http().post().uri("/content-reviews/" + review + "/accept"))
                        .code())
                .isEqualTo("review_decided");
        assertThat(organiser.get(draft.id()).text("status")).isEqualTo("draft");
    }

    @Test
    void what_a_person_refused_is_not_published_at_its_time() {
        Answer draft = doubtful("有人说不");
        Answer unused = schedule(draft.id(), Duration.ofHours(6));
        String review = organiser.get(draft.id()).body().get("review").get("id").asString();

        Demo.Account reviewer = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        assertThat(Organiser.answer(reviewer.http()
                                .post()
                                .uri("/content-reviews/" + review + "/refuse")
                                .bodyValue(Map.of("reason", "请改一改")))
                        .status())
                .isEqualTo(200);

        assertThat(publication(draft.id()).text("state")).isEqualTo("failed");
        assertThat(publication(draft.id()).text("failure")).isEqualTo("review_refused");
        due(draft.id());
        await().during(Duration.ofSeconds(11)).atMost(PATIENCE).untilAsserted(() -> assertThat(
                        organiser.get(draft.id()).text("status"))
                .isEqualTo("draft"));
    }

    @Test
    void numbers_alone_do_not_ask_again_about_texts_that_passed() {
        Map<String, Object> wanted = organiser.complete("只改人数");
        Answer draft = organiser.post(wanted);
        Answer unused = schedule(draft.id(), Duration.ofHours(6));
        wanted.put("occurrences", List.of(organiser.occurrence(Duration.ofDays(2), 25, 10)));

        assertThat(organiser
                        .put(draft.id(), organiser.get(draft.id()).eTag(), wanted)
                        .status())
                .isEqualTo(200);

        assertThat(demo.texts("SELECT CAST(p.passed_version = a.version AS CHAR) FROM scheduled_publication p"
                        + " JOIN activity a ON a.id = p.activity_id WHERE a.id = "
                        + Organiser.hex(UUID.fromString(draft.id()))))
                .containsExactly("1");
    }

    @Test
    void calling_off_one_time_keeps_the_words_that_wait_for_a_person() {
        Answer published = organiser.published(organiser.complete(
                "两场待改",
                List.of(
                        organiser.occurrence(Duration.ofDays(2), 20, 10),
                        organiser.occurrence(Duration.ofDays(3), 20, 10))));
        Map<String, Object> wanted = organiser.complete("两场待改", Organiser.asTheyAre(published));
        wanted.put("description", "待审");
        Answer edited = organiser.put(published.id(), published.eTag(), wanted);
        String review = edited.body().get("review").get("id").asString();

        Answer off = organiser.callOff(edited, 0, "场地检修");
        assertThat(off.occurrence(0).get("cancelled").asBoolean()).isTrue();

        Demo.Account reviewer = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        assertThat(Organiser.answer(reviewer.http().post().uri("/content-reviews/" + review + "/accept"))
                        .status())
                .isEqualTo(200);
        assertThat(organiser.get(published.id()).text("description")).isEqualTo("待审");
    }

    @Test
    void what_a_person_has_to_read_at_its_time_is_told_and_published_when_it_is_accepted() {
        Answer draft = organiser.post(organiser.complete("到点才要人看"));
        Answer unused = schedule(draft.id(), Duration.ofHours(6));
        Map<String, Object> doubtful = organiser.complete("到点才要人看");
        doubtful.put("description", "待审");
        assertThat(organiser
                        .put(draft.id(), organiser.get(draft.id()).eTag(), doubtful)
                        .status())
                .isEqualTo(200);

        due(draft.id());

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(publication(draft.id()).text("state")).isEqualTo("in_review"));
        JsonNode told = told();
        assertThat(told.get("kind").asString()).isEqualTo("publishing_in_review");
        String review = organiser.get(draft.id()).body().get("review").get("id").asString();
        Demo.Account reviewer = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        assertThat(Organiser.answer(reviewer.http().post().uri("/content-reviews/" + review + "/accept"))
                        .status())
                .isEqualTo(200);
        assertThat(organiser.get(draft.id()).text("status")).isEqualTo("published");
    }

    private void takeBack(String id) {
        organiser
                .account
                .http()
                .delete()
                .uri(path(id))
                .exchange()
                .expectStatus()
                .isNoContent();
    }

    private Answer doubtful(String title) {
        Map<String, Object> wanted = organiser.complete(title);
        wanted.put("description", "待审");
        return organiser.post(wanted);
    }

    private Answer begin(Map<String, Object> wanted) {
        return Organiser.answer(
                organiser.account.http().post().uri("/activity-drafts").bodyValue(wanted));
    }

    private Answer schedule(String id, Duration ahead) {
        return Organiser.answer(organiser
                .account
                .http()
                .put()
                .uri(path(id))
                .header(HttpHeaders.IF_MATCH, organiser.get(id).eTag())
                .bodyValue(Map.of("publishAt", organiser.in(ahead).toString())));
    }

    private Answer publication(String id) {
        return Organiser.get(organiser.account.http(), path(id));
    }

    private static String path(String id) {
        return "/activities/" + id + "/publication";
    }

    /** Its time has come, without moving the clock of everybody else's tests. */
    /** What the organiser was told last, once that is anything. */
    private JsonNode told() {
        return await().atMost(PATIENCE)
                .until(
                        () -> Organiser.get(organiser.account.http(), "/me/notices")
                                .body()
                                .get("items"),
                        items -> !items.isEmpty())
                .get(0);
    }

    private void due(String id) {
        long rows = demo.run("UPDATE scheduled_publication SET publish_at = '2020-01-01' WHERE activity_id = "
                + Organiser.hex(UUID.fromString(id)));
        assertThat(rows).isEqualTo(1);
    }

    private void published(String id) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(organiser.get(id).text("status")).isEqualTo("published"));
    }

    private int audit(String id, String action) {
        return Integer.parseInt(demo.texts("SELECT COUNT(*) FROM audit_entry WHERE action = '%s' AND subject_id = %s"
                        .formatted(action, Organiser.hex(UUID.fromString(id))))
                .get(0));
    }

    private static String at(LocalDate day, String time) {
        return day.atTime(LocalTime.parse(time))
                .atZone(Times.CITY_ZONE)
                .toInstant()
                .toString();
    }

    private static List<String> codes(Answer preview) {
        List<String> codes = new ArrayList<>();
        preview.body()
                .get("warnings")
                .forEach(warning -> codes.add(warning.get("code").asString() + " "
                        + warning.path("occurrence").asString()));
        return codes;
    }
}
