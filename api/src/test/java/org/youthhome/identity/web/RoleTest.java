package org.youthhome.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.identity.CityClaims;
import org.youthhome.identity.Role;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Crowd;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

@ApiTest
class RoleTest {

    @Autowired
    Demo demo;

    @Autowired
    MovableClock clock;

    @Autowired
    CityClaims claims;

    @Test
    void somebody_above_invites_and_the_invited_one_holds_the_role() {
        Demo.Account city = demo.city();
        Demo.Account invited = demo.stranger();

        String token = invite(city, "local_unit_league", Demo.NORTH);
        accept(invited, token)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.role")
                .isEqualTo("local_unit_league")
                .jsonPath("$.place.name")
                .isEqualTo(Demo.NORTH)
                .jsonPath("$.place.kind")
                .isEqualTo("local_unit");

        invited.http()
                .get()
                .uri("/me")
                .exchange()
                .expectBody()
                .jsonPath("$.roles[0].role")
                .isEqualTo("local_unit_league");
        invited.http().get().uri("/roles").exchange().expectStatus().isOk();
        assertThat(demo.texts("SELECT action FROM audit_entry WHERE actor_id = " + Demo.hex(invited.personId())))
                .contains("role.grant", "role.look");
    }

    @Test
    void an_invitation_is_good_once_whoever_is_fastest() {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        String token = invite(worker, "community_worker", Demo.RIVERSIDE);
        List<Demo.Account> crowd = Crowd.of(10).each(i -> demo.stranger());

        List<Integer> answers = Crowd.of(10).each(i -> status(accept(crowd.get(i), token)));

        assertThat(answers)
                .containsOnlyOnce(200)
                .filteredOn(status -> status == 409)
                .hasSize(9);
    }

    @Test
    void accepting_twice_is_answered_the_same() {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        String token = invite(worker, "community_worker", Demo.RIVERSIDE);
        Demo.Account invited = demo.stranger();

        accept(invited, token).expectStatus().isOk();
        accept(invited, token).expectStatus().isOk();
    }

    @Test
    void an_invitation_ends_after_a_day() {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        String token = invite(worker, "community_worker", Demo.RIVERSIDE);
        clock.advance(Duration.ofHours(25));

        refused(accept(demo.stranger(), token), 409, "role_invitation_expired");
    }

    @Test
    void whoever_lost_the_right_meanwhile_gives_no_role() {
        Demo.Account worker = demo.stranger();
        UUID role = demo.appoint(worker.personId(), Role.COMMUNITY_WORKER, demo.place(Demo.RIVERSIDE));
        String token = invite(worker, "community_worker", Demo.RIVERSIDE);
        worker.http().delete().uri("/roles/" + role).exchange().expectStatus().isNoContent();

        refused(accept(demo.stranger(), token), 409, "role_invitation_withdrawn");
    }

    @Test
    void a_worker_invites_into_the_own_community_only() {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);

        refused(invitation(worker, "community_worker", Demo.HILLSIDE), 403, "not_your_place");
        refused(invitation(worker, "local_unit_league", Demo.NORTH), 403, "not_your_place");
        refused(invitation(demo.stranger(), "community_worker", Demo.RIVERSIDE), 403, "not_allowed");
    }

    @Test
    void a_role_is_held_at_its_own_level() {
        refused(invitation(demo.city(), "community_worker", Demo.NORTH), 422, "invalid_request");
    }

    @Test
    void somebody_above_ends_a_role_a_colleague_does_not() {
        Demo.Account worker = demo.stranger();
        UUID role = demo.appoint(worker.personId(), Role.COMMUNITY_WORKER, demo.place(Demo.RIVERSIDE));

        refused(end(demo.worker(Demo.RIVERSIDE), role), 403, "not_your_place");
        refused(end(demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.SOUTH), role), 403, "not_your_place");
        refused(end(demo.stranger(), role), 403, "not_your_place");
        end(demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH), role)
                .expectStatus()
                .isNoContent();
        refused(end(demo.city(), role), 404, "role_not_found");

        refused(invitation(worker, "community_worker", Demo.RIVERSIDE), 403, "not_allowed");
    }

    @Test
    void the_last_one_of_the_city_office_cannot_leave() {
        Demo.Account first = demo.stranger();
        UUID lonely = demo.found(null, "city", null, "演示孤城" + first.personId());
        UUID role = demo.appoint(first.personId(), Role.CITY_LEAGUE, lonely);

        refused(end(first, role), 409, "last_city_league");

        demo.appoint(demo.stranger().personId(), Role.CITY_LEAGUE, lonely);
        end(first, role).expectStatus().isNoContent();
        demo.run("DELETE FROM place WHERE id = " + Demo.hex(lonely));
    }

    @Test
    void a_list_shows_the_place_and_what_lies_below_in_pages() {
        Demo.Account north = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        Demo.Account worker = demo.worker(Demo.HILLSIDE);
        Demo.Account other = demo.worker(Demo.HILLSIDE);

        JsonNode first = body(north.http()
                .get()
                .uri("/roles?placeId={id}&limit=1", demo.place(Demo.HILLSIDE))
                .exchange());
        assertThat(first.get("items").size()).isEqualTo(1);
        JsonNode all = body(north.http().get().uri("/roles?limit=100").exchange());
        assertThat(all.get("items").findValuesAsString("id"))
                .contains(
                        worker.personId().toString(),
                        other.personId().toString(),
                        north.personId().toString());
        JsonNode next = body(north.http()
                .get()
                .uri(
                        "/roles?placeId={id}&limit=1&after={after}",
                        demo.place(Demo.HILLSIDE),
                        first.get("next").asString())
                .exchange());
        assertThat(next.get("items").get(0).get("id"))
                .isNotEqualTo(first.get("items").get(0).get("id"));
        north.http()
                .get()
                .uri("/roles?placeId={id}", demo.place(Demo.NEWTOWN))
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @Test
    void an_unclaimed_system_is_claimed_once() {
        demo.run("DELETE FROM role_assignment WHERE role = 'city_league'");
        String code = Objects.requireNonNull(claims.offer().block());
        String otherInstance = Objects.requireNonNull(claims.offer().block());
        List<Demo.Account> crowd = Crowd.of(8).each(i -> demo.stranger());
        refused(claim(crowd.get(0), "AAAAA-AAAAA-AAAAA-AAAAA"), 404, "city_claim_not_found");

        List<Integer> answers = Crowd.of(8)
                .each(i -> status(
                        claim(crowd.get(i), i % 2 == 0 ? code : otherInstance.toLowerCase(java.util.Locale.ROOT))));

        assertThat(answers)
                .containsOnlyOnce(201)
                .filteredOn(status -> status == 409)
                .hasSize(7);
        assertThat(claims.offer().blockOptional()).isEmpty();
        assertThat(demo.texts("SELECT COUNT(*) FROM role_assignment WHERE role = 'city_league'"))
                .containsExactly("1");
    }

    private String invite(Demo.Account inviter, String role, String place) {
        JsonNode made = body(invitation(inviter, role, place));
        assertThat(made.get("url").asString())
                .endsWith("/i/" + made.get("token").asString());
        return made.get("token").asString();
    }

    private WebTestClient.ResponseSpec invitation(Demo.Account inviter, String role, String place) {
        return inviter.http()
                .post()
                .uri("/role-invitations")
                .bodyValue(Map.of("role", role, "placeId", demo.place(place).toString()))
                .exchange();
    }

    private static WebTestClient.ResponseSpec accept(Demo.Account person, String token) {
        return person.http()
                .post()
                .uri("/role-invitations/{token}/accept", token)
                .exchange();
    }

    private static WebTestClient.ResponseSpec end(Demo.Account person, UUID role) {
        return person.http().delete().uri("/roles/{id}", role).exchange();
    }

    private static WebTestClient.ResponseSpec claim(Demo.Account person, String code) {
        return person.http()
                .post()
                .uri("/city-claims")
                .bodyValue(Map.of("code", code))
                .exchange();
    }

    private static void refused(WebTestClient.ResponseSpec answer, int status, String code) {
        answer.expectStatus().isEqualTo(status).expectBody().jsonPath("$.code").isEqualTo(code);
    }

    private static int status(WebTestClient.ResponseSpec answer) {
        return answer.returnResult(Void.class).getStatus().value();
    }

    private static JsonNode body(WebTestClient.ResponseSpec answer) {
        return Objects.requireNonNull(answer.expectStatus()
                .is2xxSuccessful()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }
}
