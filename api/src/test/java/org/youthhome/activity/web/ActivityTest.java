package org.youthhome.activity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.activity.web.Organiser.Answer;
import org.youthhome.identity.Role;
import org.youthhome.programme.Programme;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

@ApiTest
class ActivityTest {

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
    void a_title_a_home_a_programme_and_one_occurrence_make_a_draft() {
        Answer drafted = organiser.post(organiser.draft("读书会"));

        assertThat(drafted.status()).isEqualTo(201);
        assertThat(drafted.text("status")).isEqualTo("draft");
        assertThat(drafted.text("programme")).isEqualTo("volunteering");
        assertThat(drafted.body().get("walkIn").asBoolean()).isTrue();
        assertThat(drafted.occurrence(0).get("volunteerSeatsLeft").asInt()).isEqualTo(10);
        assertThat(drafted.eTag()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Programme.class)
    void every_programme_is_written_and_read_by_its_code(Programme programme) {
        Map<String, Object> wanted = organiser.draft("项目");
        wanted.put("programme", programme.code());

        assertThat(organiser.post(wanted).text("programme")).isEqualTo(programme.code());
        assertThat(organiser
                        .anonymously("/activities?programme=" + programme.code())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_volunteers_shift_of_its_own_is_kept_and_shown() {
        Map<String, Object> occurrence = organiser.occurrence(Duration.ofDays(1), 0, 5);
        String starts = organiser.in(Duration.ofHours(23)).toString();
        occurrence.put("volunteerStartsAt", starts);

        Answer drafted = organiser.post(organiser.draft("值班", List.of(occurrence)));

        assertThat(drafted.occurrence(0).get("volunteerStartsAt").asString()).isEqualTo(starts);
        assertThat(drafted.occurrence(0).path("volunteerEndsAt").isMissingNode())
                .isTrue();
    }

    @Test
    void a_worker_of_a_neighbour_community_writes_nothing_here() {
        Answer published = organiser.published("邻居不能改");
        Organiser neighbour = new Organiser(demo, clock, demo.worker(Demo.HILLSIDE), organiser.home);

        assertThat(neighbour.post(neighbour.draft("外来")).code()).isEqualTo("not_your_place");
        assertThat(neighbour
                        .put(published.id(), published.eTag(), neighbour.complete("改掉"))
                        .code())
                .isEqualTo("not_your_place");
        assertThat(neighbour.publish(published.id()).code()).isEqualTo("not_your_place");
        assertThat(neighbour.cancel(published.id(), "不办了").code()).isEqualTo("not_your_place");
        assertThat(neighbour.act(published.id(), "close").code()).isEqualTo("not_your_place");
        assertThat(organiser.get(published.id()).text("status")).isEqualTo("published");
    }

    @Test
    void the_local_unit_above_may_write_here() {
        Organiser above =
                new Organiser(demo, clock, demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH), organiser.home);

        assertThat(above.post(above.draft("街道活动")).status()).isEqualTo(201);
    }

    @Test
    void moving_an_activity_needs_the_right_at_both_homes() {
        Answer drafted = organiser.post(organiser.draft("搬家"));
        UUID elsewhere = Organiser.home(demo, Demo.HILLSIDE, 120.3, 32.0);
        Map<String, Object> moved = organiser.draft("搬家");
        moved.put("youthHomeId", elsewhere);

        assertThat(organiser.put(drafted.id(), drafted.eTag(), moved).code()).isEqualTo("not_your_place");

        demo.appoint(organiser.account.personId(), Role.COMMUNITY_WORKER, demo.place(Demo.HILLSIDE));
        Answer there = organiser.put(drafted.id(), drafted.eTag(), moved);
        assertThat(there.status()).isEqualTo(200);
        assertThat(there.body().get("community").get("name").asString()).isEqualTo(Demo.HILLSIDE);
    }

    @Test
    void a_change_without_the_version_that_was_read_is_428() {
        Answer drafted = organiser.post(organiser.draft("无版本"));

        assertThat(organiser.put(drafted.id(), null, organiser.draft("改")).status())
                .isEqualTo(428);
    }

    @Test
    void a_change_of_what_has_changed_since_is_412() {
        Answer drafted = organiser.post(organiser.draft("旧版本"));
        assertThat(organiser
                        .put(drafted.id(), drafted.eTag(), organiser.draft("先改"))
                        .status())
                .isEqualTo(200);

        assertThat(organiser
                        .put(drafted.id(), drafted.eTag(), organiser.draft("后改"))
                        .status())
                .isEqualTo(412);
        assertThat(organiser.get(drafted.id()).text("title")).isEqualTo("先改");
    }

    @Test
    void of_two_changes_at_once_one_is_kept_and_the_other_is_told() {
        Answer drafted = organiser.post(organiser.draft("同时改"));
        List<Integer> statuses = Stream.of("甲", "乙", "丙", "丁")
                .parallel()
                .map(title -> organiser
                        .put(drafted.id(), drafted.eTag(), organiser.draft(title))
                        .status())
                .sorted()
                .toList();

        assertThat(statuses).containsExactly(200, 412, 412, 412);
    }

    @Test
    void what_has_not_changed_is_not_sent_again() {
        Answer published = organiser.published("没变");

        demo.anonymous()
                .get()
                .uri("/activities/" + published.id())
                .header(
                        "If-None-Match",
                        organiser.anonymously("/activities/" + published.id()).eTag())
                .exchange()
                .expectStatus()
                .isNotModified();
    }

    @Test
    void publishing_names_the_fields_of_the_recruitment_notice_that_are_missing() {
        Map<String, Object> wanted = organiser.complete("缺两项");
        wanted.remove("risks");
        wanted.put("contact", "  ");
        Answer drafted = organiser.post(wanted);

        Answer refused = organiser.publish(drafted.id());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("recruitment_notice_incomplete");
        assertThat(refused.fields()).containsExactlyInAnyOrder("risks", "contact");
        assertThat(organiser.get(drafted.id()).text("status")).isEqualTo("draft");
    }

    @Test
    void without_volunteers_a_description_is_enough_to_publish() {
        Map<String, Object> wanted = organiser.draft("讲座", List.of(organiser.occurrence(Duration.ofDays(1), 40, 0)));
        Answer drafted = organiser.post(wanted);
        assertThat(organiser.publish(drafted.id()).fields()).containsExactly("description");

        wanted.put("description", "讲二十分钟身边事。");
        Answer described = organiser.put(drafted.id(), drafted.eTag(), wanted);

        assertThat(organiser.publish(described.id()).text("status")).isEqualTo("published");
    }

    @Test
    void publishing_twice_is_publishing_once() {
        Answer published = organiser.published("发布两次");

        Answer again = organiser.publish(published.id());

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().get("version")).isEqualTo(published.body().get("version"));
    }

    @Test
    void a_draft_is_invisible_to_others() {
        Answer drafted = organiser.post(organiser.draft("还没写完"));
        String path = "/activities/" + drafted.id();

        assertThat(organiser.anonymously(path).status()).isEqualTo(404);
        assertThat(Organiser.get(demo.worker(Demo.HILLSIDE).http(), path).status())
                .isEqualTo(404);
        assertThat(organiser.get(drafted.id()).status()).isEqualTo(200);
        assertThat(organiser
                        .anonymously("/activities?youthHomeId=" + organiser.home)
                        .body()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void risky_texts_are_refused_with_the_reason_and_stay_a_draft() {
        Answer drafted = organiser.post(organiser.complete("违规活动"));

        Answer refused = organiser.publish(drafted.id());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("content_risky");
        assertThat(refused.body().get("errors").get(0).get("code").asString()).isEqualTo("risky_crime");
        assertThat(organiser.get(drafted.id()).text("status")).isEqualTo("draft");
    }

    @Test
    void capacity_cannot_go_below_what_is_taken() {
        Answer published = organiser.published("名额");
        String occurrence = published.occurrence(0).get("id").asString();
        long unused = demo.run("UPDATE places SET taken = 7 WHERE enrolled_as = 'volunteer' AND occurrence_id = "
                + Organiser.hex(UUID.fromString(occurrence)));
        Map<String, Object> smaller = organiser.occurrence(Duration.ofDays(2), 20, 6);
        smaller.put("id", occurrence);

        Answer refused = organiser.put(published.id(), published.eTag(), organiser.complete("名额", List.of(smaller)));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("capacity_below_taken");
        assertThat(refused.body().get("taken").asInt()).isEqualTo(7);

        smaller.put("volunteerCapacity", 7);
        Answer exact = organiser.put(published.id(), published.eTag(), organiser.complete("名额", List.of(smaller)));
        assertThat(exact.occurrence(0).get("volunteerSeatsLeft").asInt()).isZero();
    }

    @Test
    void a_place_that_was_taken_meanwhile_is_no_lost_update() {
        Answer published = organiser.published("有人刚报名");
        String occurrence = published.occurrence(0).get("id").asString();
        long unused = demo.run("UPDATE places SET taken = taken + 1 WHERE occurrence_id = "
                + Organiser.hex(UUID.fromString(occurrence)));
        Map<String, Object> same = organiser.occurrence(Duration.ofDays(2), 20, 10);
        same.put("id", occurrence);

        assertThat(organiser
                        .put(published.id(), published.eTag(), organiser.complete("有人刚报名", List.of(same)))
                        .status())
                .isEqualTo(200);
        assertThat(organiser.get(published.id()).eTag()).isNotEqualTo(published.eTag());
    }

    @Test
    void an_occurrence_that_somebody_enrolled_in_cannot_be_removed() {
        Answer published = organiser.published("删场次");
        String occurrence = published.occurrence(0).get("id").asString();
        Demo.Account volunteer = demo.stranger();
        String enrolment = "/occurrences/" + occurrence + "/enrolment";
        volunteer
                .http()
                .put()
                .uri(enrolment)
                .bodyValue(Map.of("as", "volunteer"))
                .exchange()
                .expectStatus()
                .isCreated();
        volunteer.http().delete().uri(enrolment).exchange().expectStatus().is2xxSuccessful();

        Answer refused = organiser.put(published.id(), published.eTag(), organiser.complete("删场次"));

        assertThat(refused.code()).isEqualTo("occurrence_in_use");
        assertThat(organiser.get(published.id()).occurrence(0).get("id").asString())
                .isEqualTo(occurrence);
    }

    @Test
    void an_occurrence_that_nobody_enrolled_in_is_replaced() {
        Answer drafted = organiser.post(organiser.draft("换场次"));

        Answer changed = organiser.put(
                drafted.id(),
                drafted.eTag(),
                organiser.draft("换场次", List.of(organiser.occurrence(Duration.ofDays(5), 3, 0))));

        assertThat(changed.body().get("occurrences")).hasSize(1);
        assertThat(changed.occurrence(0).get("id"))
                .isNotEqualTo(drafted.occurrence(0).get("id"));
    }

    @Test
    void an_occurrence_of_another_activity_is_unknown_here() {
        Answer other = organiser.post(organiser.draft("别的"));
        Answer drafted = organiser.post(organiser.draft("这个"));
        Map<String, Object> foreign = organiser.occurrence(Duration.ofDays(2), 1, 1);
        foreign.put("id", other.occurrence(0).get("id").asString());

        Answer refused = organiser.put(drafted.id(), drafted.eTag(), organiser.draft("这个", List.of(foreign)));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.fields()).containsExactly("occurrences[0].id");
    }

    @ParameterizedTest
    @CsvSource({"suspended", "closed", "planned", "built"})
    void a_home_that_is_not_listed_publishes_nothing(String stage) {
        Answer drafted = organiser.post(organiser.complete("停用的家"));
        long unused =
                demo.run("UPDATE youth_home SET stage = '" + stage + "' WHERE id = " + Organiser.hex(organiser.home));

        assertThat(organiser.publish(drafted.id()).code()).isEqualTo("home_not_listed");
    }

    @Test
    void cancelling_cancels_every_occurrence_and_says_why_to_everybody() {
        Answer published = organiser.published(organiser.complete(
                "要取消",
                List.of(
                        organiser.occurrence(Duration.ofDays(1), 5, 5),
                        organiser.occurrence(Duration.ofDays(8), 5, 5))));

        assertThat(organiser.cancel(published.id(), "下雨").text("status")).isEqualTo("cancelled");

        JsonNode seen = organiser.anonymously("/activities/" + published.id()).body();
        assertThat(seen.get("cancelReason").asString()).isEqualTo("下雨");
        assertThat(seen.get("occurrences"))
                .allMatch(occurrence -> occurrence.get("cancelled").asBoolean());
        assertThat(organiser.cancel(published.id(), "再取消").text("cancelReason")).isEqualTo("下雨");
        assertThat(organiser.publish(published.id()).code()).isEqualTo("activity_cancelled");
        assertThat(organiser.get(published.id()).body().get("open").asBoolean()).isFalse();
    }

    @Test
    void an_occurrence_is_not_removed_under_somebody_who_enrols_in_this_moment() throws Exception {
        Answer published = organiser.published(organiser.complete(
                "两场",
                List.of(
                        organiser.occurrence(Duration.ofDays(2), 20, 10),
                        organiser.occurrence(Duration.ofDays(3), 20, 10))));
        UUID second = UUID.fromString(published.occurrence(1).get("id").asString());
        Map<String, Object> kept = organiser.occurrence(Duration.ofDays(2), 20, 10);
        kept.put("id", published.occurrence(0).get("id").asString());
        CompletableFuture<Answer> edit;
        try (Connection other = demo.connect();
                Statement statement = other.createStatement()) {
            // As another process enrols: the places are held until the row is there.
            other.setAutoCommit(false);
            int unused = statement.executeUpdate("UPDATE places SET taken = taken + 1 WHERE enrolled_as = 'participant'"
                    + " AND occurrence_id = " + Organiser.hex(second));
            edit = CompletableFuture.supplyAsync(
                    () -> organiser.put(published.id(), published.eTag(), organiser.complete("一场", List.of(kept))),
                    task -> new Thread(task).start());
            await().until(() -> waitsForPlaces(statement));
            unused = statement.executeUpdate(
                    "INSERT INTO enrolment (id, occurrence_id, person_id, enrolled_as, status, origin, version, created_at,"
                            + " updated_at)"
                            + " VALUES (" + Organiser.hex(UUID.randomUUID()) + ", " + Organiser.hex(second) + ", "
                            + Organiser.hex(demo.stranger().personId())
                            + ", 'participant', 'confirmed', 'self', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
            other.commit();
        }

        assertThat(edit.join().code()).isEqualTo("occurrence_in_use");
        assertThat(organiser.get(published.id()).body().get("occurrences")).hasSize(2);
    }

    private static boolean waitsForPlaces(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT COUNT(*) FROM information_schema.PROCESSLIST"
                + " WHERE INFO LIKE 'SELECT taken FROM places%' AND ID <> CONNECTION_ID()")) {
            return found.next() && found.getLong(1) > 0;
        }
    }

    @Test
    void only_what_is_published_can_be_closed_and_a_closed_one_is_not_edited() {
        Answer drafted = organiser.post(organiser.complete("要结束"));
        assertThat(organiser.act(drafted.id(), "close").code()).isEqualTo("activity_not_published");

        Answer published = organiser.publish(drafted.id());
        demo.stranger()
                .http()
                .put()
                .uri("/occurrences/" + published.occurrence(0).get("id").asString() + "/enrolment")
                .bodyValue(Map.of("as", "volunteer"))
                .exchange()
                .expectStatus()
                .isCreated();
        assertThat(organiser.act(published.id(), "close").code()).isEqualTo("occurrences_to_come");
        organiser.past(published.id(), Duration.ofHours(1));
        assertThat(organiser.act(published.id(), "close").text("status")).isEqualTo("closed");
        assertThat(organiser.act(published.id(), "close").status()).isEqualTo(200);
        Answer closed = organiser.get(published.id());
        assertThat(organiser
                        .put(closed.id(), closed.eTag(), organiser.complete("再改"))
                        .code())
                .isEqualTo("activity_closed");
    }

    @Test
    void every_write_leaves_a_line_in_the_audit_log() {
        Answer drafted = organiser.post(organiser.complete("留痕"));
        Answer edited = organiser.put(drafted.id(), drafted.eTag(), organiser.complete("留痕了"));
        organiser.publish(edited.id());
        organiser.act(edited.id(), "close");

        assertThat(demo.texts("SELECT action FROM audit_entry WHERE subject_id = "
                        + Organiser.hex(UUID.fromString(drafted.id())) + " ORDER BY at, id"))
                .containsExactly("activity.create", "activity.edit", "activity.publish", "activity.close");
    }

    @Test
    void whoever_comes_to_meet_people_is_never_on_a_list() {
        Map<String, Object> wanted = organiser.draft("周末桌游");
        wanted.put("programme", "social");
        wanted.put("showsArrivals", true);

        assertThat(organiser.post(wanted).fields()).containsExactly("showsArrivals");
    }

    @Test
    void times_have_an_order_and_an_end() {
        Map<String, Object> backwards = organiser.occurrence(Duration.ofDays(2), 1, 1);
        backwards.put("endsAt", organiser.in(Duration.ofDays(1)).toString());
        Map<String, Object> endless = organiser.occurrence(Duration.ofDays(2), 1, 1);
        endless.put("endsAt", organiser.in(Duration.ofDays(4)).toString());
        Map<String, Object> over = organiser.occurrence(Duration.ofDays(-2), 1, 1);
        Map<String, Object> far = organiser.occurrence(Duration.ofDays(800), 1, 1);
        Map<String, Object> apart = organiser.occurrence(Duration.ofDays(2), 1, 1);
        apart.put("volunteerStartsAt", organiser.in(Duration.ofDays(3)).toString());
        apart.put(
                "volunteerEndsAt", organiser.in(Duration.ofDays(3).plusHours(1)).toString());
        Map<String, Object> nobody = organiser.occurrence(Duration.ofDays(2), 0, 0);

        Answer refused = organiser.post(organiser.draft("乱", List.of(backwards, endless, over, far, apart, nobody)));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.fields())
                .contains(
                        "occurrences[0].endsAt",
                        "occurrences[1].endsAt",
                        "occurrences[2].endsAt",
                        "occurrences[3].startsAt",
                        "occurrences[4].volunteerStartsAt",
                        "occurrences[5].participantCapacity");
    }

    @ParameterizedTest
    @CsvSource({
        "title, '', 422",
        "brand, 没有的品牌, 422",
        "programme, sport, 400",
        "doorsOpenMinutes, 721, 422",
        "doorsOpenMinutes, -1, 422",
        "fenceMetres, 10, 422",
        "enrolmentClosesAt, 2199-01-01T00:00:00Z, 422",
        "occurrences, , 422",
        "youthHomeId, 00000000-0000-7000-8000-000000000000, 422",
        "unheardOf, 1, 400",
    })
    void every_field_has_its_rule(String field, String value, int status) {
        Map<String, Object> wanted = organiser.draft("规则");
        Object said = value;
        if (value == null) {
            said = new ArrayList<>();
        } else if (value.matches("-?\\d+")) {
            said = Integer.parseInt(value);
        }
        wanted.put(field, said);

        Answer refused = organiser.post(wanted);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.fields()).containsExactly(field);
    }

    @Test
    void a_title_has_at_most_eighty_characters() {
        assertThat(organiser.post(organiser.draft("长".repeat(80))).status()).isEqualTo(201);
        assertThat(organiser.post(organiser.draft("长".repeat(81))).fields()).containsExactly("title");
    }

    @Test
    void an_activity_has_at_most_a_hundred_occurrences() {
        List<Map<String, Object>> many = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            many.add(organiser.occurrence(Duration.ofDays(1 + i), 1, 0));
        }

        assertThat(organiser.post(organiser.draft("一百零一", many)).fields()).containsExactly("occurrences");
        assertThat(organiser.post(organiser.draft("一百", many.subList(0, 100))).status())
                .isEqualTo(201);
    }

    @Test
    void nobody_without_the_right_learns_what_is_wrong_with_their_body() {
        assertThat(demo.anonymous()
                        .post()
                        .uri("/activities")
                        .bodyValue(Map.of())
                        .exchange()
                        .returnResult()
                        .getStatus()
                        .value())
                .isEqualTo(401);
        assertThat(Organiser.answer(
                                demo.stranger().http().post().uri("/activities").bodyValue(Map.of()))
                        .status())
                .isEqualTo(403);
    }
}
