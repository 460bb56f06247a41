package org.youthhome.activity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.youthhome.activity.web.Organiser.Answer;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;

@ApiTest
class ActivityDraftTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private Organiser organiser;

    @BeforeEach
    void organiser() {
        organiser = new Organiser(demo, clock, Demo.RIVERSIDE);
    }

    @Test
    void a_home_is_enough_to_begin_and_the_answer_says_what_is_missing() {
        Answer begun = begin(Map.of("youthHomeId", organiser.home));

        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.eTag()).isEqualTo("\"0\"");
        assertThat(missing(begun)).containsExactlyInAnyOrder("title", "programme", "description", "occurrences");
    }

    @Test
    void what_is_usual_at_the_home_is_filled_in() {
        Map<String, Object> last = organiser.complete("上次");
        last.put("meetingPoint", "二楼活动室");
        last.put("doorsOpenMinutes", 45);
        organiser.published(last);

        Answer begun = begin(Map.of("youthHomeId", organiser.home, "programme", "volunteering"));

        assertThat(begun.text("contact")).isEqualTo("演示社区");
        assertThat(begun.text("meetingPoint")).isEqualTo("二楼活动室");
        assertThat(begun.body().get("doorsOpenMinutes").asInt()).isEqualTo(45);
        assertThat(begin(Map.of("youthHomeId", organiser.home, "contact", "自己写的"))
                        .text("contact"))
                .isEqualTo("自己写的");
    }

    @Test
    void it_is_saved_as_it_is_typed_and_nobody_overwrites_what_they_have_not_read() {
        Answer begun = begin(Map.of("youthHomeId", organiser.home));
        Map<String, Object> typed = new LinkedHashMap<>(Map.of("youthHomeId", organiser.home, "title", "读"));
        typed.put(
                "occurrences",
                List.of(Map.of("startsAt", organiser.in(Duration.ofDays(2)).toString())));

        Answer saved = save(begun.id(), begun.eTag(), typed);

        assertThat(saved.status()).isEqualTo(200);
        assertThat(missing(saved)).containsExactlyInAnyOrder("programme", "description", "occurrences[0].endsAt");
        assertThat(save(begun.id(), begun.eTag(), typed).status()).isEqualTo(412);
        assertThat(save(begun.id(), null, typed).status()).isEqualTo(428);
        assertThat(Organiser.get(organiser.account.http(), "/activity-drafts/" + begun.id())
                        .text("title"))
                .isEqualTo("读");
    }

    @Test
    void what_is_said_keeps_within_its_bounds() {
        assertThat(begin(Map.of("youthHomeId", organiser.home, "title", "长".repeat(81)))
                        .fields())
                .containsExactly("title");
        assertThat(begin(Map.of("title", "没有家")).fields()).containsExactly("youthHomeId");
        assertThat(begin(Map.of("youthHomeId", UUID.randomUUID())).fields()).containsExactly("youthHomeId");
    }

    @Test
    void publishing_says_all_that_is_missing_at_once_the_recruitment_notice_included() {
        Map<String, Object> halfway = new LinkedHashMap<>(Map.of("youthHomeId", organiser.home, "brand", "没有的"));
        halfway.put("programme", "volunteering");
        Map<String, Object> backwards = organiser.occurrence(Duration.ofDays(2), 0, 5);
        backwards.put("endsAt", organiser.in(Duration.ofDays(1)).toString());
        halfway.put("occurrences", List.of(Map.of("volunteerCapacity", 3), backwards));
        Answer begun = begin(halfway);

        Answer refused = publish(begun.id());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("activity_incomplete");
        assertThat(refused.fields())
                .contains(
                        "title",
                        "description",
                        "conditions",
                        "risks",
                        "safeguards",
                        "contact",
                        "brand",
                        "occurrences[0].startsAt",
                        "occurrences[0].endsAt",
                        "occurrences[1].endsAt");
        assertThat(missing(begun)).containsExactlyInAnyOrderElementsOf(refused.fields());
        assertThat(organiser.get(begun.id()).status()).isEqualTo(404);
    }

    @Test
    void published_it_is_the_activity_of_the_same_id_and_twice_is_once() {
        Answer begun = begin(organiser.complete("一次写完"));
        assertThat(missing(begun)).isEmpty();
        assertThat(organiser.anonymously("/activities/" + begun.id()).status()).isEqualTo(404);

        Answer published = publish(begun.id());

        assertThat(published.status()).isEqualTo(200);
        assertThat(published.id()).isEqualTo(begun.id());
        assertThat(published.text("status")).isEqualTo("published");
        assertThat(organiser.anonymously("/activities/" + begun.id()).text("title"))
                .isEqualTo("一次写完");
        assertThat(publish(begun.id()).body().get("version"))
                .isEqualTo(published.body().get("version"));
        assertThat(Organiser.get(organiser.account.http(), "/activity-drafts/" + begun.id())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void finished_it_is_an_activity_that_is_published_at_a_time() {
        Answer begun = begin(organiser.complete("写完再定时"));

        Answer finished =
                Organiser.answer(organiser.account.http().post().uri("/activity-drafts/" + begun.id() + "/finish"));

        assertThat(finished.id()).isEqualTo(begun.id());
        assertThat(finished.text("status")).isEqualTo("draft");
        assertThat(organiser.anonymously("/activities/" + begun.id()).status()).isEqualTo(404);
        Answer scheduled = Organiser.answer(organiser
                .account
                .http()
                .put()
                .uri("/activities/" + begun.id() + "/publication")
                .bodyValue(Map.of("publishAt", organiser.in(Duration.ofHours(6)).toString())));
        assertThat(scheduled.text("state")).isEqualTo("waiting");
        organiser
                .account
                .http()
                .delete()
                .uri("/activities/" + begun.id() + "/publication")
                .exchange()
                .expectStatus()
                .isNoContent();
    }

    @Test
    void whom_it_is_for_is_kept_and_a_photo_that_there_is_not_keeps_it_a_draft() {
        Map<String, Object> wanted = organiser.complete("亲子陶艺");
        wanted.put("audiences", List.of("families"));
        Answer begun = begin(wanted);
        assertThat(begun.body().get("audiences").get(0).asString()).isEqualTo("families");
        wanted.put("photos", List.of(Map.of("id", UUID.randomUUID().toString(), "alt", "陶罐")));
        Answer saved = save(begun.id(), begun.eTag(), wanted);
        assertThat(saved.body().get("photos").get(0).get("alt").asString()).isEqualTo("陶罐");

        assertThat(publish(begun.id()).fields()).containsExactly("photos[0].id");
        wanted.remove("photos");
        assertThat(save(begun.id(), saved.eTag(), wanted).status()).isEqualTo(200);
        assertThat(publish(begun.id()).body().get("audiences").get(0).asString())
                .isEqualTo("families");
    }

    @Test
    void many_who_publish_it_at_once_publish_it_once() {
        Answer begun = begin(organiser.complete("一起发布"));

        List<Integer> statuses = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> publish(begun.id()).status())
                .toList();

        assertThat(statuses).containsOnly(200);
        assertThat(demo.texts("SELECT COUNT(*) FROM audit_entry WHERE action = 'activity.publish' AND subject_id = "
                        + Organiser.hex(UUID.fromString(begun.id()))))
                .containsExactly("1");
    }

    @Test
    void risky_texts_stay_a_draft_and_others_wait_for_a_person() {
        Answer risky = begin(organiser.complete("违规活动"));
        assertThat(publish(risky.id()).code()).isEqualTo("content_risky");
        assertThat(Organiser.get(organiser.account.http(), "/activity-drafts/" + risky.id())
                        .status())
                .isEqualTo(200);

        Map<String, Object> doubtful = organiser.complete("等人看");
        doubtful.put("description", "待审");
        Answer waits = publish(begin(doubtful).id());
        assertThat(waits.status()).isEqualTo(202);
        assertThat(waits.text("status")).isEqualTo("in_review");
    }

    @Test
    void a_neighbours_worker_neither_sees_nor_saves_nor_publishes_it() {
        Answer begun = begin(organiser.complete("不给邻居"));
        Organiser neighbour = new Organiser(demo, clock, demo.worker(Demo.HILLSIDE), organiser.home);
        String path = "/activity-drafts/" + begun.id();

        assertThat(Organiser.get(neighbour.account.http(), path).code()).isEqualTo("not_your_place");
        assertThat(Organiser.answer(neighbour.account.http().post().uri(path + "/publish"))
                        .code())
                .isEqualTo("not_your_place");
        assertThat(Organiser.get(neighbour.account.http(), "/activity-drafts")
                        .body()
                        .get("items"))
                .noneMatch(item -> item.get("id").asString().equals(begun.id()));
        assertThat(Organiser.get(organiser.account.http(), "/activity-drafts")
                        .body()
                        .get("items"))
                .anyMatch(item -> item.get("id").asString().equals(begun.id()));
    }

    @Test
    void a_draft_is_thrown_away() {
        Answer begun = begin(Map.of("youthHomeId", organiser.home));

        organiser
                .account
                .http()
                .delete()
                .uri("/activity-drafts/" + begun.id())
                .exchange()
                .expectStatus()
                .isNoContent();

        assertThat(Organiser.get(organiser.account.http(), "/activity-drafts/" + begun.id())
                        .status())
                .isEqualTo(404);
    }

    private Answer begin(Map<String, Object> wanted) {
        return Organiser.answer(
                organiser.account.http().post().uri("/activity-drafts").bodyValue(wanted));
    }

    private Answer save(String id, String ifMatch, Map<String, Object> wanted) {
        return Organiser.answer(organiser
                .account
                .http()
                .put()
                .uri("/activity-drafts/" + id)
                .headers(headers -> {
                    if (ifMatch != null) {
                        headers.set(HttpHeaders.IF_MATCH, ifMatch);
                    }
                })
                .bodyValue(wanted));
    }

    private Answer publish(String id) {
        return Organiser.answer(organiser.account.http().post().uri("/activity-drafts/" + id + "/publish"));
    }

    private static List<String> missing(Answer answer) {
        List<String> fields = new java.util.ArrayList<>();
        answer.body()
                .get("missing")
                .forEach(missing -> fields.add(missing.get("field").asString()));
        return fields;
    }
}
