package org.youthhome.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.youthhome.identity.People;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Crowd;
import org.youthhome.testing.Demo;
import org.youthhome.wechat.SimulatedWeChat;

@ApiTest
@ExtendWith(OutputCaptureExtension.class)
class LoginTest {

    @Autowired
    Demo demo;

    @Autowired
    People people;

    @Test
    void a_stranger_becomes_a_person_and_their_consent_is_recorded() {
        Demo.Account stranger = demo.stranger();

        stranger.http()
                .get()
                .uri("/me")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.id")
                .isEqualTo(stranger.personId().toString())
                .jsonPath("$.nickname")
                .value(String.class, name -> assertThat(name).matches("青年\\d{4}"))
                .jsonPath("$.consents[0].document")
                .isEqualTo("privacy")
                .jsonPath("$.consents[0].version")
                .isEqualTo("2026-11")
                .jsonPath("$.consentNeeded")
                .isEqualTo(false);
    }

    @Test
    void the_same_openid_is_the_same_person() {
        String name = "twice-" + UUID.randomUUID();

        assertThat(demo.login(name).personId()).isEqualTo(demo.login(name).personId());
    }

    @Test
    void a_hundred_first_logins_at_once_make_one_person() {
        String name = "crowd-" + UUID.randomUUID();

        List<UUID> ids = Crowd.of(100).each(i -> demo.login(name).personId());

        assertThat(new HashSet<>(ids)).hasSize(1);
        assertThat(demo.texts("SELECT COUNT(*) FROM consent WHERE person_id = " + Demo.hex(ids.get(0))))
                .containsExactly("1");
    }

    @Test
    void an_answer_says_who_it_is_and_how_long_the_token_is_good() {
        demo.anonymous()
                .post()
                .uri("/tokens")
                .bodyValue(Map.of("code", "demo:answer"))
                .exchange()
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueMatches("Cache-Control", ".*no-store.*")
                .expectBody()
                .jsonPath("$.expiresIn")
                .isEqualTo(600)
                .jsonPath("$.person.displayName")
                .isNotEmpty()
                .jsonPath("$.person.roles")
                .isEmpty();
    }

    @Test
    void a_code_that_wechat_does_not_know_is_refused() {
        demo.anonymous()
                .post()
                .uri("/tokens")
                .bodyValue(Map.of("code", "forged"))
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("login_code_invalid");
    }

    @Test
    void consent_to_an_old_text_is_refused_before_anything_is_kept() {
        String name = "outdated-" + UUID.randomUUID();

        demo.anonymous()
                .post()
                .uri("/tokens")
                .bodyValue(Map.of("code", "demo:" + name, "consent", Map.of("privacy", "2020-01")))
                .exchange()
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("consent_outdated")
                .jsonPath("$.currentVersion")
                .isEqualTo("2026-11");
    }

    @Test
    void consent_can_be_given_again_and_counts_once() {
        Demo.Account person = demo.stranger();
        for (int i = 0; i < 2; i++) {
            person.http()
                    .put()
                    .uri("/me/consents/privacy")
                    .bodyValue(Map.of("version", "2026-11"))
                    .exchange()
                    .expectStatus()
                    .isNoContent();
        }
        assertThat(demo.texts("SELECT COUNT(*) FROM consent WHERE person_id = " + Demo.hex(person.personId())))
                .containsExactly("1");
    }

    @Test
    void the_openid_is_nowhere_in_clear_and_can_be_had_again() {
        String name = "sealed-" + UUID.randomUUID();
        String openId = SimulatedWeChat.openId(name);
        UUID id = demo.login(name).personId();

        assertThat(demo.texts(
                        "SELECT CONCAT(HEX(open_id_hash), HEX(open_id_sealed)) FROM person WHERE id = " + Demo.hex(id)))
                .singleElement()
                .asString()
                .doesNotContain(Demo.hex(openId.getBytes(StandardCharsets.US_ASCII)));
        assertThat(people.openIdOf(id).block()).isEqualTo(openId);
    }

    @Test
    void nothing_of_a_person_and_no_secret_gets_into_the_log(CapturedOutput output) {
        String name = "unlogged-" + UUID.randomUUID();
        Demo.Account person = demo.login(name);
        person.http()
                .put()
                .uri("/me")
                .bodyValue(Map.of("nickname", "不入日志", "skills", List.of("针灸")))
                .exchange()
                .expectStatus()
                .isOk();
        demo.anonymous()
                .post()
                .uri("/complaints")
                .bodyValue(Map.of("about", "other", "text", "不写进日志", "contact", "13812345678"))
                .exchange()
                .expectStatus()
                .isCreated();
        demo.with(person.accessToken() + "x")
                .get()
                .uri("/me")
                .exchange()
                .expectStatus()
                .isUnauthorized();

        assertThat(output.getAll())
                .doesNotContain(
                        name,
                        SimulatedWeChat.openId(name),
                        person.accessToken(),
                        person.refreshToken(),
                        "不入日志",
                        "针灸",
                        "不写进日志",
                        "13812345678");
    }

    @Test
    void different_names_are_different_people() {
        Set<UUID> ids = new HashSet<>(
                List.of(demo.stranger().personId(), demo.stranger().personId()));

        assertThat(ids).hasSize(2);
    }
}
