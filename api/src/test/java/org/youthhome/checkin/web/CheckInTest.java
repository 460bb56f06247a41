package org.youthhome.checkin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

@ApiTest
class CheckInTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private Demo.Account volunteer;

    @BeforeEach
    void somebody() {
        volunteer = demo.stranger();
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }

    private static EntityExchangeResult<JsonNode> post(Demo.Account who, String path, Map<String, ?> body) {
        return who.http()
                .post()
                .uri(path)
                .bodyValue(body)
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult();
    }

    private static EntityExchangeResult<JsonNode> scan(Demo.Account who, String code, String nonce) {
        return post(who, "/check-ins", Map.of("code", code, "nonce", nonce));
    }

    private static void assertRefused(EntityExchangeResult<JsonNode> answer, int status, String code) {
        assertThat(answer.getResponseBody().get("code").asString()).isEqualTo(code);
        assertThat(answer.getStatus().value()).isEqualTo(status);
        assertThat(answer.getResponseBody().get("detail").asString())
                .matches(".*\\p{IsHan}.*")
                .doesNotContain("{");
    }

    private void enrol(Gathering gathering, String as) {
        volunteer
                .http()
                .put()
                .uri("/occurrences/{id}/enrolment", gathering.occurrenceId())
                .bodyValue(Map.of("as", as))
                .exchange()
                .expectStatus()
                .isCreated();
    }

    private void assertStored(Gathering gathering, String reason) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        gathering.texts("SELECT reason FROM refused_check_in WHERE occurrence_id = :here"))
                .contains(reason));
    }

    @Test
    void a_scan_of_somebody_enrolled_checks_in() {
        Gathering gathering = Gathering.now(demo, clock).published();
        enrol(gathering, "volunteer");
        EntityExchangeResult<JsonNode> answer = scan(volunteer, gathering.code(), nonce());
        assertThat(answer.getStatus().value()).isEqualTo(201);
        JsonNode checkIn = answer.getResponseBody();
        assertThat(checkIn.get("as").asString()).isEqualTo("volunteer");
        assertThat(checkIn.get("alreadyCheckedIn").asBoolean()).isFalse();
        assertThat(checkIn.get("walkIn").asBoolean()).isFalse();
        assertThat(checkIn.get("occurrenceId").asString())
                .isEqualTo(gathering.occurrenceId().toString());
        await().untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(1L, 1L, 1L, 0L));
    }

    @Test
    void a_repeat_with_the_same_nonce_answers_the_same_and_another_nonce_says_already() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String nonce = nonce();
        JsonNode first = scan(volunteer, gathering.code(), nonce).getResponseBody();
        EntityExchangeResult<JsonNode> repeat = scan(volunteer, gathering.code(), nonce);
        EntityExchangeResult<JsonNode> again = scan(volunteer, gathering.code(), nonce());
        assertThat(repeat.getStatus().value()).isEqualTo(200);
        assertThat(repeat.getResponseBody().get("alreadyCheckedIn").asBoolean()).isFalse();
        assertThat(again.getStatus().value()).isEqualTo(200);
        assertThat(again.getResponseBody().get("alreadyCheckedIn").asBoolean()).isTrue();
        for (JsonNode later : List.of(repeat.getResponseBody(), again.getResponseBody())) {
            assertThat(later.get("id")).isEqualTo(first.get("id"));
            assertThat(later.get("checkedInAt")).isEqualTo(first.get("checkedInAt"));
        }
        assertThat(gathering.rows("check_in")).isOne();
    }

    @Test
    void the_link_that_a_qr_holds_is_as_good_as_the_bare_code() {
        Gathering gathering = Gathering.now(demo, clock).published();
        assertThat(scan(volunteer, "https://youth.example/c/" + gathering.code(), nonce())
                        .getStatus()
                        .value())
                .isEqualTo(201);
    }

    @Test
    void a_walk_in_enrols_and_checks_in_at_once_and_its_places_are_taken() {
        Gathering gathering = Gathering.now(demo, clock).places(0, 1).published();
        JsonNode in = scan(volunteer, gathering.code(), nonce()).getResponseBody();
        assertThat(in.get("walkIn").asBoolean()).isTrue();
        assertThat(in.get("as").asString()).isEqualTo("volunteer");
        assertRefused(scan(demo.stranger(), gathering.code(), nonce()), 409, "full");
        assertStored(gathering, "full");
        assertThat(gathering.texts(
                        "SELECT taken FROM places WHERE occurrence_id = :here AND enrolled_as = 'volunteer'"))
                .containsExactly("1");
    }

    @Test
    void who_is_not_enrolled_is_refused_where_walk_ins_are_not_welcome() {
        Gathering gathering = Gathering.now(demo, clock).with("walkIn", false).published();
        assertRefused(scan(volunteer, gathering.code(), nonce()), 409, "not_enrolled");
        assertStored(gathering, "not_enrolled");
    }

    @Test
    void who_is_expected_elsewhere_now_is_told_that_this_is_the_wrong_activity() {
        Gathering here = Gathering.now(demo, clock).with("walkIn", false).published();
        Gathering there = Gathering.now(demo, clock).published();
        enrol(there, "volunteer");
        assertRefused(scan(volunteer, here.code(), nonce()), 409, "wrong_activity");
        assertStored(here, "wrong_activity");
    }

    @Test
    void a_code_of_another_occurrence_than_the_page_is_about_is_refused() {
        Gathering here = Gathering.now(demo, clock).published();
        Gathering there = Gathering.now(demo, clock).published();
        assertRefused(
                post(
                        volunteer,
                        "/check-ins",
                        Map.of(
                                "code",
                                there.code(),
                                "nonce",
                                nonce(),
                                "occurrenceId",
                                here.occurrenceId().toString())),
                409,
                "wrong_activity");
        assertStored(there, "wrong_activity");
        assertThat(there.rows("check_in")).isZero();
    }

    @Test
    void a_walk_in_says_which_side_where_there_are_both() {
        Gathering gathering = Gathering.now(demo, clock).places(10, 10).published();
        assertRefused(scan(volunteer, gathering.code(), nonce()), 409, "role_needed");
        JsonNode in = post(
                        volunteer,
                        "/check-ins",
                        Map.of("code", gathering.code(), "nonce", nonce(), "as", "participant"))
                .getResponseBody();
        assertThat(in.get("as").asString()).isEqualTo("participant");
    }

    @Test
    void a_code_older_than_the_previous_one_has_expired() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = gathering.code();
        clock.advance(Duration.ofSeconds(30));
        assertRefused(scan(volunteer, code, nonce()), 409, "expired_code");
        assertStored(gathering, "expired_code");
    }

    @Test
    void a_forged_code_is_unknown_and_stored() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = gathering.code();
        String forged = code.substring(0, 31) + (code.charAt(31) == 'A' ? 'B' : 'A');
        assertRefused(scan(volunteer, forged, nonce()), 422, "unknown_code");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(demo.texts("SELECT reason FROM refused_check_in WHERE person_id = x'"
                                + volunteer.personId().toString().replace("-", "") + "'"))
                        .containsExactly("unknown_code"));
    }

    @Test
    void an_address_that_sends_many_unknown_codes_waits_for_each_further_no_and_not_for_a_yes() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = gathering.code();
        String forged = code.substring(0, 31) + (code.charAt(31) == 'A' ? 'B' : 'A');
        Duration slow = Duration.ofSeconds(2);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ZERO)
                    .until(() -> took(() -> assertRefused(
                                            demo.anonymous()
                                                    .post()
                                                    .uri("/check-in-tickets")
                                                    .bodyValue(Map.of("code", forged))
                                                    .exchange()
                                                    .expectBody(JsonNode.class)
                                                    .returnResult(),
                                            422,
                                            "unknown_code"))
                                    .compareTo(slow)
                            >= 0);

            assertThat(took(() -> scan(volunteer, code, nonce()))).isLessThan(slow);
        } finally {
            clock.advance(Duration.ofMinutes(1));
        }
    }

    private static Duration took(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void a_cancelled_activity_refuses_its_codes() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = gathering.code();
        gathering
                .worker()
                .http()
                .post()
                .uri("/activities/{id}/cancel", gathering.activityId())
                .bodyValue(Map.of("reason", "大风"))
                .exchange()
                .expectStatus()
                .isOk();
        assertRefused(scan(volunteer, code, nonce()), 409, "cancelled");
        assertStored(gathering, "cancelled");
    }

    @Test
    void who_comes_before_the_doors_open_is_told_when() {
        Gathering gathering = Gathering.now(demo, clock)
                .between(
                        clock.instant().plus(Duration.ofHours(2)),
                        clock.instant().plus(Duration.ofHours(3)))
                .published();
        EntityExchangeResult<JsonNode> answer = scan(volunteer, gathering.code(), nonce());
        assertRefused(answer, 409, "not_open_yet");
        assertThat(answer.getResponseBody().get("detail").asString()).matches(".*\\d{1,2}:\\d{2}.*");
    }

    @Test
    void the_words_are_english_for_who_reads_english() {
        JsonNode problem = volunteer
                .http()
                .post()
                .uri("/check-ins")
                .header(HttpHeaders.ACCEPT_LANGUAGE, "en")
                .bodyValue(Map.of("code", "nonsense", "nonce", nonce()))
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(problem.get("detail").asString()).startsWith("This is not a check-in code");
    }

    @Test
    void a_ticket_keeps_a_scan_good_through_login_and_is_used_once() {
        Gathering gathering = Gathering.now(demo, clock).published();
        JsonNode ticket = demo.anonymous()
                .post()
                .uri("/check-in-tickets")
                .bodyValue(Map.of("code", gathering.code()))
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        clock.advance(Duration.ofMinutes(2));
        Map<String, String> scan = Map.of("ticket", ticket.get("ticket").asString(), "nonce", nonce());
        assertThat(post(volunteer, "/check-ins", scan).getStatus().value()).isEqualTo(201);
        assertThat(post(volunteer, "/check-ins", scan).getStatus().value()).isEqualTo(200);
        assertRefused(
                post(
                        demo.stranger(),
                        "/check-ins",
                        Map.of("ticket", ticket.get("ticket").asString(), "nonce", nonce())),
                409,
                "ticket_used");
    }

    @Test
    void a_ticket_expires_after_five_minutes() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String ticket = post(volunteer, "/check-in-tickets", Map.of("code", gathering.code()))
                .getResponseBody()
                .get("ticket")
                .asString();
        clock.advance(Duration.ofMinutes(5).plusSeconds(1));
        Demo.Account later = demo.stranger();
        assertRefused(post(later, "/check-ins", Map.of("ticket", ticket, "nonce", nonce())), 409, "ticket_expired");
    }

    @Test
    void check_out_gives_a_volunteer_whole_minutes_once() {
        Gathering gathering = Gathering.now(demo, clock).published();
        scan(volunteer, gathering.code(), nonce());
        clock.advance(Duration.ofMinutes(7).plusSeconds(30));
        volunteer = demo.account(again(volunteer));
        EntityExchangeResult<JsonNode> out =
                post(volunteer, "/check-outs", Map.of("code", fresh(gathering).code(), "nonce", nonce()));
        assertThat(out.getStatus().value()).isEqualTo(201);
        assertThat(out.getResponseBody().get("minutes").asInt()).isEqualTo(7);
        JsonNode second = post(
                        volunteer,
                        "/check-outs",
                        Map.of("code", fresh(gathering).code(), "nonce", nonce()))
                .getResponseBody();
        assertThat(second.get("alreadyCheckedOut").asBoolean()).isTrue();
        assertThat(second.get("checkedOutAt")).isEqualTo(out.getResponseBody().get("checkedOutAt"));
        JsonNode records = volunteer
                .http()
                .get()
                .uri("/me/service-records")
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(records.get("scannedMinutes").asInt()).isEqualTo(7);
        assertThat(records.get("enteredMinutes").asInt()).isZero();
        assertThat(records.get("items").get(0).get("origin").asString()).isEqualTo("scanned");
        await().untilAsserted(() -> assertThat(fresh(gathering).headcount()).containsExactly(1L, 1L, 0L, 1L));
    }

    @Test
    void a_participant_earns_no_service_time() {
        Gathering gathering = Gathering.now(demo, clock).places(10, 0).published();
        scan(volunteer, gathering.code(), nonce());
        clock.advance(Duration.ofMinutes(3));
        JsonNode out = post(volunteer, "/check-outs", Map.of("code", gathering.code(), "nonce", nonce()))
                .getResponseBody();
        assertThat(out.path("minutes").isNull() || out.path("minutes").isMissingNode())
                .isTrue();
    }

    @Test
    void who_forgets_is_checked_out_at_the_end_of_the_shift_and_marked_so() {
        Gathering gathering = Gathering.now(demo, clock)
                .between(
                        clock.instant().minus(Duration.ofMinutes(10)),
                        clock.instant().plus(Duration.ofMinutes(8)))
                .published();
        scan(volunteer, gathering.code(), nonce());
        clock.advance(Duration.ofMinutes(9));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(gathering.texts(
                        "SELECT CONCAT(check_out_means, ' ', minutes) FROM check_in WHERE occurrence_id = :here"))
                .first()
                .asString()
                .matches("auto [78]"));
    }

    @Test
    void whose_shift_ends_before_the_rest_is_over_is_checked_out_then_and_nobody_else() {
        Instant now = clock.instant();
        Gathering gathering = Gathering.now(demo, clock)
                .between(now.minus(Duration.ofMinutes(10)), now.plus(Duration.ofHours(1)))
                .shiftUntil(now.plus(Duration.ofMinutes(8)))
                .places(10, 10)
                .published();
        Demo.Account participant = demo.stranger();
        enrol(gathering, "volunteer");
        post(participant, "/check-ins", Map.of("code", gathering.code(), "nonce", nonce(), "as", "participant"));
        scan(volunteer, gathering.code(), nonce());
        clock.advance(Duration.ofMinutes(9));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        gathering.texts("SELECT CONCAT(enrolled_as, ' ', COALESCE(check_out_means, '-')) FROM check_in"
                                + " WHERE occurrence_id = :here ORDER BY enrolled_as"))
                .containsExactly("participant -", "volunteer auto"));
    }

    @Test
    void who_has_not_come_cannot_leave() {
        Gathering gathering = Gathering.now(demo, clock).published();
        assertRefused(
                post(volunteer, "/check-outs", Map.of("code", gathering.code(), "nonce", nonce())),
                409,
                "not_checked_in");
    }

    @Test
    void a_worker_checks_somebody_in_from_the_roster_even_beyond_the_places() {
        Gathering gathering = Gathering.now(demo, clock).places(0, 1).published();
        scan(demo.stranger(), gathering.code(), nonce());
        EntityExchangeResult<JsonNode> in = post(
                gathering.worker(),
                "/occurrences/" + gathering.occurrenceId() + "/check-ins",
                Map.of("personId", volunteer.personId().toString(), "nonce", nonce()));
        assertThat(in.getStatus().value()).isEqualTo(201);
        assertThat(in.getResponseBody().get("byStaff").asBoolean()).isTrue();
    }

    @Test
    void nobody_is_checked_in_who_is_nobody() {
        Gathering gathering = Gathering.now(demo, clock).published();
        assertRefused(
                post(
                        gathering.worker(),
                        "/occurrences/" + gathering.occurrenceId() + "/check-ins",
                        Map.of("personId", UUID.randomUUID().toString(), "nonce", nonce())),
                404,
                "person_not_found");
    }

    @Test
    void an_annulled_check_in_counts_no_longer_and_its_nonce_never_checks_in_again() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String nonce = nonce();
        String id = scan(volunteer, gathering.code(), nonce)
                .getResponseBody()
                .get("id")
                .asString();
        gathering
                .worker()
                .http()
                .method(HttpMethod.DELETE)
                .uri("/check-ins/{id}", id)
                .bodyValue(Map.of("reason", "扫错了人"))
                .exchange()
                .expectStatus()
                .isNoContent();
        await().untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(1L, 0L, 0L, 0L));
        assertRefused(scan(volunteer, gathering.code(), nonce), 409, "annulled");
        assertThat(scan(volunteer, gathering.code(), nonce()).getStatus().value())
                .isEqualTo(201);
        await().untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(1L, 1L, 1L, 0L));
        assertThat(demo.texts("SELECT COUNT(*) FROM audit_entry WHERE action = 'check_in.annul' AND subject_id = x'"
                        + id.replace("-", "") + "'"))
                .containsExactly("1");
    }

    @Test
    void ones_own_mistake_is_taken_back_by_its_nonce_within_fifteen_minutes() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String nonce = nonce();
        String id = scan(volunteer, gathering.code(), nonce)
                .getResponseBody()
                .get("id")
                .asString();
        assertRefused(
                post(volunteer, "/check-ins/" + id + "/undo", Map.of("nonce", nonce())), 404, "check_in_not_found");
        assertRefused(
                post(demo.stranger(), "/check-ins/" + id + "/undo", Map.of("nonce", nonce)), 404, "check_in_not_found");
        assertThat(post(volunteer, "/check-ins/" + id + "/undo", Map.of("nonce", nonce))
                        .getStatus()
                        .value())
                .isEqualTo(204);
        String second = nonce();
        String kept = scan(volunteer, gathering.code(), second)
                .getResponseBody()
                .get("id")
                .asString();
        clock.advance(Duration.ofMinutes(15).plusSeconds(1));
        volunteer = demo.account(again(volunteer));
        assertRefused(post(volunteer, "/check-ins/" + kept + "/undo", Map.of("nonce", second)), 409, "undo_too_late");
    }

    @Test
    void the_roster_masks_names_unless_asked_and_every_look_is_audited() {
        Gathering gathering = Gathering.now(demo, clock).published();
        volunteer.http().put().uri("/me").bodyValue(Map.of("nickname", "张小河")).exchange();
        scan(volunteer, gathering.code(), nonce());
        assertThat(roster(gathering, null)
                        .get("items")
                        .get(0)
                        .get("displayName")
                        .asString())
                .isEqualTo("张*");
        JsonNode whole = roster(gathering, "whole").get("items").get(0);
        assertThat(whole.get("displayName").asString()).isEqualTo("张小河");
        assertThat(whole.get("checkIn").get("means").asString()).isEqualTo("code");
        assertThat(
                        gathering.texts(
                                "SELECT details FROM audit_entry WHERE action = 'roster.look' AND subject_id = :here ORDER BY id"))
                .containsExactly("{\"wholeNames\":false}", "{\"wholeNames\":true}");
    }

    @Test
    void coordinates_are_used_once_and_dropped() {
        Gathering gathering =
                Gathering.now(demo, clock).with("fenceMetres", 100).published();
        Map<String, Object> far = new HashMap<>(Map.of("code", gathering.code(), "nonce", nonce()));
        assertRefused(post(volunteer, "/check-ins", far), 409, "location_needed");
        far.put("location", Map.of("longitude", 120.28, "latitude", 32.02, "accuracy", 10));
        assertRefused(post(volunteer, "/check-ins", far), 409, "too_far");
        far.put("location", Map.of("longitude", 120.2701, "latitude", 32.0201, "accuracy", 10));
        assertThat(post(volunteer, "/check-ins", far).getStatus().value()).isEqualTo(201);
        assertThat(gathering.texts("SELECT distance_band FROM check_in WHERE occurrence_id = :here"))
                .containsExactly("near");
    }

    @Test
    void a_nonce_or_a_code_out_of_bounds_names_its_field() {
        EntityExchangeResult<JsonNode> answer = post(volunteer, "/check-ins", Map.of("code", "x", "nonce", "short"));
        assertThat(answer.getStatus().value()).isEqualTo(422);
        assertThat(answer.getResponseBody().get("errors").get(0).get("field").asString())
                .isEqualTo("nonce");
    }

    private JsonNode roster(Gathering gathering, @Nullable String names) {
        return gathering
                .worker()
                .http()
                .get()
                .uri("/occurrences/" + gathering.occurrenceId() + "/roster" + (names == null ? "" : "?names=" + names))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
    }

    /** New tokens after the clock moved past the old ones. */
    private JsonNode again(Demo.Account account) {
        return demo.anonymous()
                .post()
                .uri("/tokens/refresh")
                .bodyValue(Map.of("refreshToken", account.refreshToken()))
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
    }

    private Gathering fresh(Gathering gathering) {
        return new Gathering(demo, demo.worker(Demo.RIVERSIDE), gathering.activityId(), gathering.occurrenceId());
    }
}
