package org.youthhome.enrolment.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

@ApiTest
class EnrolmentTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private Demo.Account resident;

    @BeforeEach
    void somebody() {
        resident = demo.stranger();
    }

    private EntityExchangeResult<JsonNode> enrol(Gathering gathering, Map<String, ?> body) {
        return enrol(resident, gathering, body);
    }

    private static EntityExchangeResult<JsonNode> enrol(Demo.Account who, Gathering gathering, Map<String, ?> body) {
        return who.http()
                .put()
                .uri("/occurrences/{id}/enrolment", gathering.occurrenceId())
                .bodyValue(body)
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult();
    }

    private void cancel(Gathering gathering, int status) {
        resident.http()
                .delete()
                .uri("/occurrences/{id}/enrolment", gathering.occurrenceId())
                .exchange()
                .expectStatus()
                .isEqualTo(status);
    }

    private static void assertRefused(EntityExchangeResult<JsonNode> answer, String code) {
        assertThat(answer.getResponseBody().get("code").asString()).isEqualTo(code);
        assertThat(answer.getStatus().value()).isEqualTo(409);
    }

    private static String taken(Gathering gathering) {
        return gathering
                .texts("SELECT SUM(taken) FROM places WHERE occurrence_id = :here")
                .get(0);
    }

    @Test
    void enrolling_twice_holds_one_place() {
        Gathering gathering = Gathering.now(demo, clock).published();
        assertThat(enrol(gathering, Map.of("as", "volunteer")).getStatus().value())
                .isEqualTo(201);
        assertThat(enrol(gathering, Map.of("as", "volunteer")).getStatus().value())
                .isEqualTo(200);
        assertThat(taken(gathering)).isEqualTo("1");
        await().untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(1L, 0L, 0L, 0L));
    }

    @Test
    void companions_take_places_and_count() {
        Gathering gathering = Gathering.now(demo, clock).places(4, 0).published();
        enrol(gathering, Map.of("as", "participant", "companions", 3));
        assertThat(taken(gathering)).isEqualTo("4");
        assertRefused(enrol(demo.stranger(), gathering, Map.of("as", "participant")), "full");
        enrol(gathering, Map.of("as", "participant", "companions", 1));
        assertThat(taken(gathering)).isEqualTo("2");
        assertThat(enrol(demo.stranger(), gathering, Map.of("as", "participant"))
                        .getStatus()
                        .value())
                .isEqualTo(201);
        await().untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(3L, 0L, 0L, 0L));
    }

    @Test
    void volunteers_come_alone() {
        Gathering gathering = Gathering.now(demo, clock).published();
        EntityExchangeResult<JsonNode> answer = enrol(gathering, Map.of("as", "volunteer", "companions", 1));
        assertThat(answer.getStatus().value()).isEqualTo(422);
        assertThat(answer.getResponseBody().get("errors").get(0).get("field").asString())
                .isEqualTo("companions");
    }

    @Test
    void a_place_given_up_is_free_again_and_may_be_taken_again() {
        Gathering gathering = Gathering.now(demo, clock).places(1, 0).published();
        enrol(gathering, Map.of("as", "participant"));
        cancel(gathering, 204);
        cancel(gathering, 204);
        assertThat(taken(gathering)).isEqualTo("0");
        assertThat(enrol(gathering, Map.of("as", "participant")).getStatus().value())
                .isEqualTo(201);
        assertThat(taken(gathering)).isEqualTo("1");
        await().untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(1L, 0L, 0L, 0L));
    }

    @Test
    void changing_sides_moves_the_place() {
        Gathering gathering = Gathering.now(demo, clock).places(1, 1).published();
        enrol(gathering, Map.of("as", "participant"));
        enrol(gathering, Map.of("as", "volunteer"));
        assertThat(gathering.texts("SELECT CONCAT(enrolled_as, taken) FROM places WHERE occurrence_id = :here"))
                .containsExactlyInAnyOrder("participant0", "volunteer1");
    }

    @Test
    void nobody_is_in_two_places_at_once() {
        Gathering one = Gathering.now(demo, clock).published();
        Gathering other = Gathering.now(demo, clock).published();
        enrol(one, Map.of("as", "volunteer"));
        EntityExchangeResult<JsonNode> answer = enrol(other, Map.of("as", "volunteer"));
        assertRefused(answer, "overlapping");
        assertThat(answer.getResponseBody().get("detail").asString()).contains("演示·集中服务日");
        assertThat(taken(other)).isEqualTo("0");
    }

    @Test
    void enrolment_stays_open_until_the_end_and_then_closes() {
        Gathering gathering = Gathering.now(demo, clock)
                .between(
                        clock.instant().minus(Duration.ofMinutes(60)),
                        clock.instant().plus(Duration.ofMinutes(5)))
                .published();
        assertThat(enrol(demo.stranger(), gathering, Map.of("as", "volunteer"))
                        .getStatus()
                        .value())
                .isEqualTo(201);
        clock.advance(Duration.ofMinutes(6));
        assertRefused(enrol(gathering, Map.of("as", "volunteer")), "enrolment_closed");
    }

    @Test
    void who_has_checked_in_cannot_give_up_the_place() {
        Gathering gathering = Gathering.now(demo, clock).published();
        resident.http()
                .post()
                .uri("/check-ins")
                .bodyValue(Map.of(
                        "code", gathering.code(), "nonce", UUID.randomUUID().toString()))
                .exchange()
                .expectStatus()
                .isCreated();
        cancel(gathering, 409);
        assertThat(taken(gathering)).isEqualTo("1");
    }

    @Test
    void ones_enrolments_are_listed_the_latest_first_and_paged() {
        for (int day = 1; day <= 3; day++) {
            Gathering gathering = Gathering.now(demo, clock)
                    .between(
                            clock.instant().plus(Duration.ofDays(day)),
                            clock.instant().plus(Duration.ofDays(day)).plus(Duration.ofHours(1)))
                    .published();
            enrol(gathering, Map.of("as", "volunteer"));
        }
        JsonNode first = mine("?limit=2");
        assertThat(first.get("items").size()).isEqualTo(2);
        JsonNode second = mine("?limit=2&after=" + first.get("next").asString());
        assertThat(second.get("items").size()).isOne();
        assertThat(second.path("next").isNull() || second.path("next").isMissingNode())
                .isTrue();
        assertThat(first.get("items").get(0).get("startsAt").asString())
                .isGreaterThan(second.get("items").get(0).get("startsAt").asString());
    }

    private JsonNode mine(String query) {
        return resident.http()
                .get()
                .uri("/me/enrolments" + query)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
    }
}
