package org.youthhome.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Crowd;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

@ApiTest
class RefreshTest {

    @Autowired
    Demo demo;

    @Autowired
    MovableClock clock;

    @Test
    void a_refresh_token_is_exchanged_for_new_tokens_of_the_same_person() {
        Demo.Account first = demo.stranger();

        Demo.Account second = refreshed(first.refreshToken());

        assertThat(second.personId()).isEqualTo(first.personId());
        assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
        second.http().get().uri("/me").exchange().expectStatus().isOk();
    }

    @Test
    void the_old_one_gets_the_same_successor_within_thirty_seconds() {
        String token = demo.stranger().refreshToken();
        String successor = refreshed(token).refreshToken();
        clock.advance(Duration.ofSeconds(25));

        assertThat(refreshed(token).refreshToken()).isEqualTo(successor);
        assertThat(refreshed(successor).refreshToken()).isNotEqualTo(successor);
    }

    @Test
    void two_hands_at_once_get_the_same_successor() {
        String token = demo.stranger().refreshToken();

        List<String> successors = Crowd.of(20).each(i -> refreshed(token).refreshToken());

        assertThat(new HashSet<>(successors)).hasSize(1);
    }

    @Test
    void later_reuse_ends_the_whole_family() {
        String token = demo.stranger().refreshToken();
        String successor = refreshed(token).refreshToken();
        clock.advance(Duration.ofSeconds(31));

        refused(token, "refresh_token_reused");
        refused(successor, "refresh_token_revoked");
        refused(token, "refresh_token_revoked");
    }

    @Test
    void another_login_of_the_same_person_goes_on() {
        String name = "two-phones";
        String stolen = demo.login(name).refreshToken();
        Demo.Account other = demo.login(name);
        Demo.Account unused = refreshed(stolen);
        clock.advance(Duration.ofSeconds(31));
        refused(stolen, "refresh_token_reused");

        assertThat(refreshed(other.refreshToken()).personId()).isEqualTo(other.personId());
    }

    @Test
    void after_sixty_days_a_login_has_expired() {
        String token = demo.stranger().refreshToken();
        clock.advance(Duration.ofDays(61));

        refused(token, "refresh_token_expired");
    }

    @Test
    void a_token_nobody_gave_out_is_refused() {
        refused("x".repeat(43), "refresh_token_unknown");
    }

    @Test
    void signing_out_ends_the_login_of_this_device_only() {
        String name = "signs-out";
        Demo.Account here = demo.login(name);
        Demo.Account elsewhere = demo.login(name);

        here.http().delete().uri("/tokens/current").exchange().expectStatus().isNoContent();

        refused(here.refreshToken(), "refresh_token_revoked");
        assertThat(refreshed(elsewhere.refreshToken()).personId()).isEqualTo(here.personId());
    }

    @Test
    void no_refresh_token_is_kept_in_clear() {
        String token = demo.stranger().refreshToken();

        assertThat(demo.texts("SELECT HEX(token_hash) FROM refresh_token"))
                .doesNotContain(Demo.hex(token.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    private Demo.Account refreshed(String token) {
        JsonNode answer = exchange(token)
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        return demo.account(Objects.requireNonNull(answer));
    }

    private void refused(String token, String code) {
        exchange(token)
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }

    private WebTestClient.ResponseSpec exchange(String token) {
        return demo.anonymous()
                .post()
                .uri("/tokens/refresh")
                .bodyValue(Map.of("refreshToken", token))
                .exchange();
    }
}
