package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.identity.AccessTokens;
import org.youthhome.identity.Role;
import org.youthhome.kernel.Ids;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;

@ApiTest
class AccessTest {

    private static final String GARBAGE = "{\"this is\": no JSON";

    @LocalServerPort
    private int port;

    @Autowired
    Demo demo;

    @Autowired
    MovableClock clock;

    @Autowired
    AccessTokens tokens;

    @Autowired
    Ids ids;

    private UUID activity = new UUID(0, 0);

    @BeforeEach
    void there_is_an_activity_at_the_riverside() {
        UUID home = ids.next();
        activity = ids.next();
        demo.run("""
                INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, created_at, updated_at)
                VALUES (%s, %s, '%s', '演示路 1 号', 120.27, 32.02, NOW(6), NOW(6))
                """.formatted(Demo.hex(home), Demo.hex(demo.place(Demo.RIVERSIDE)), home));
        demo.run("""
                INSERT INTO activity (id, youth_home_id, community_id, programme, title, status, first_starts_at,
                       last_ends_at, created_by, created_at, updated_at)
                VALUES (%s, %s, %s, 'culture', '演示', 'draft', NOW(6), NOW(6), %s, NOW(6), NOW(6))
                """.formatted(
                        Demo.hex(activity), Demo.hex(home), Demo.hex(demo.place(Demo.RIVERSIDE)), Demo.hex(home)));
    }

    @Test
    void nobody_is_asked_to_log_in_before_the_body_is_looked_at() {
        refused(change(demo.anonymous(), activity.toString()), 401, "login_needed");
    }

    @Test
    void a_neighbours_worker_is_refused_before_the_body_is_looked_at() {
        refused(change(demo.worker(Demo.HILLSIDE).http(), activity.toString()), 403, "not_your_place");
    }

    @Test
    void a_resident_is_refused_before_the_body_is_looked_at() {
        refused(change(demo.stranger().http(), activity.toString()), 403, "not_allowed");
    }

    @Test
    void the_rightful_worker_is_told_what_is_wrong_with_the_body() {
        refused(change(demo.worker(Demo.RIVERSIDE).http(), activity.toString()), 400, "malformed_json");
    }

    @Test
    void whoever_is_above_may() {
        refused(
                change(demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH).http(), activity.toString()),
                400,
                "malformed_json");
        refused(change(demo.city().http(), activity.toString()), 400, "malformed_json");
        refused(
                change(demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.SOUTH).http(), activity.toString()),
                403,
                "not_your_place");
    }

    @Test
    void what_does_not_exist_is_not_found_only_for_those_who_could_have_the_right() {
        String unknown = ids.next().toString();
        refused(change(demo.worker(Demo.HILLSIDE).http(), unknown), 404, "activity_not_found");
        refused(change(demo.worker(Demo.HILLSIDE).http(), "no-id"), 404, "activity_not_found");
        refused(change(demo.stranger().http(), unknown), 403, "not_allowed");
        refused(change(demo.anonymous(), unknown), 401, "login_needed");
    }

    @Test
    void a_role_that_ends_elsewhere_ends_here_within_five_seconds() {
        Demo.Account worker = demo.stranger();
        UUID role = demo.appoint(worker.personId(), Role.COMMUNITY_WORKER, demo.place(Demo.RIVERSIDE));
        refused(change(worker.http(), activity.toString()), 400, "malformed_json");

        // As another instance would.
        demo.run("DELETE FROM role_assignment WHERE id = " + Demo.hex(role));
        clock.advance(Duration.ofSeconds(5));

        refused(change(worker.http(), activity.toString()), 403, "not_allowed");
    }

    @Test
    void a_token_ends_after_ten_minutes() {
        Demo.Account person = demo.stranger();
        clock.advance(Duration.ofMinutes(9));
        person.http().get().uri("/me").exchange().expectStatus().isOk();
        clock.advance(Duration.ofMinutes(1));

        refused(person.http().get().uri("/me").exchange(), 401, "token_expired");
    }

    @Test
    void a_forged_token_is_refused_also_where_nobody_is_asked() {
        String good = demo.stranger().accessToken();
        String forged = good.substring(0, good.length() - 4) + (good.endsWith("AAAA") ? "BBBB" : "AAAA");

        refused(demo.with(forged).get().uri("/me").exchange(), 401, "token_invalid");
        refused(demo.with(forged).get().uri("/programmes").exchange(), 401, "token_invalid");
        refused(demo.with("nonsense").get().uri("/me").exchange(), 401, "token_invalid");
        refused(demo.with("scr_nobody").get().uri("/me").exchange(), 401, "token_invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Basic Zm9yOm5vYm9keQ==", "bearer  ", "?"})
    void a_header_that_holds_no_token_is_refused_and_not_taken_for_a_strangers(String header) {
        refused(
                demo.anonymous()
                        .get()
                        .uri("/programmes")
                        .header(HttpHeaders.AUTHORIZATION, header)
                        .exchange(),
                401,
                "token_invalid");
    }

    @Test
    void a_token_without_signature_is_refused() {
        String unsigned = "eyJhbGciOiJub25lIn0." + demo.stranger().accessToken().split("\\.")[1] + ".";

        refused(demo.with(unsigned).get().uri("/me").exchange(), 401, "token_invalid");
    }

    @Test
    void who_gets_a_new_token_may_still_send_the_old_one() {
        demo.with("old-and-gone")
                .post()
                .uri("/tokens")
                .bodyValue(Map.of("code", "demo:still-sends"))
                .exchange()
                .expectStatus()
                .isCreated();
    }

    @Test
    void a_token_says_who_it_is_and_nothing_of_what_they_may() {
        String token = tokens.issue(ids.next(), ids.next()).value();
        String claims = new String(java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]));

        assertThat(claims).matches("\\{(\"(sub|sid|exp|iat)\":[^,]+,?){4}}");
    }

    @Test
    void health_is_open_and_tells_nothing_but_the_state() {
        demo.root()
                .get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"status\":\"UP\"}", org.springframework.test.json.JsonCompareMode.STRICT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/prometheus",
                "/%61ctuator/prometheus",
                "/actuator/%70rometheus",
                "/actuator;x=y/prometheus",
                "/./actuator/prometheus",
                "//actuator/prometheus",
                "/actuator//prometheus",
                "/Actuator/prometheus",
                "/actuator/prometheus/"
            })
    void metrics_are_for_nobody_else_however_their_path_is_written(String path) {
        assertThat(demo.root()
                        .get()
                        .uri(URI.create("http://127.0.0.1:" + port + path))
                        .exchange()
                        .returnResult(String.class)
                        .getStatus()
                        .is4xxClientError())
                .isTrue();
    }

    @Test
    void metrics_are_for_whoever_has_their_token() {
        demo.root()
                .get()
                .uri("/actuator/prometheus")
                .header(HttpHeaders.AUTHORIZATION, "Bearer for-the-scraper")
                .exchange()
                .expectStatus()
                .isOk();
        demo.root()
                .get()
                .uri("/actuator/env")
                .header(HttpHeaders.AUTHORIZATION, "Bearer for-the-scraper")
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void the_audit_log_is_for_auditors_and_for_nothing_else() {
        Demo.Account auditor = demo.appointed(Role.AUDITOR, Demo.CITY);
        auditor.http()
                .get()
                .uri("/audit-entries?limit=1&placeId={place}", demo.place(Demo.CITY))
                .exchange()
                .expectStatus()
                .isOk();
        refused(demo.city().http().get().uri("/audit-entries").exchange(), 403, "not_allowed");
        refused(change(auditor.http(), activity.toString()), 403, "not_allowed");
    }

    private static WebTestClient.ResponseSpec change(WebTestClient client, String id) {
        return client.put()
                .uri("/activities/{id}", id)
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.IF_MATCH, "nonsense")
                .bodyValue(GARBAGE)
                .exchange();
    }

    private static void refused(WebTestClient.ResponseSpec answer, int status, String code) {
        answer.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }
}
