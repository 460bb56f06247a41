package org.youthhome.identity.web;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;

@ApiTest
class MeTest {

    @Autowired
    Demo demo;

    @Test
    void what_was_put_is_what_is_got() {
        Demo.Account person = demo.stranger();
        put(person, profile(), null).expectStatus().isOk();

        person.http()
                .get()
                .uri("/me")
                .exchange()
                .expectHeader()
                .valueEquals("ETag", "\"1\"")
                .expectBody()
                .jsonPath("$.nickname")
                .isEqualTo("小江😀")
                .jsonPath("$.avatar")
                .isEqualTo("https://example.org/a.png")
                .jsonPath("$.skills[1]")
                .isEqualTo("书法")
                .jsonPath("$.communityId")
                .isEqualTo(demo.place(Demo.RIVERSIDE).toString());
    }

    @Test
    void a_change_over_a_change_is_refused() {
        Demo.Account person = demo.stranger();
        put(person, profile(), "\"0\"").expectStatus().isOk();

        put(person, profile(), "\"0\"")
                .expectStatus()
                .isEqualTo(412)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("changed_meanwhile");
        put(person, profile(), "\"1\"").expectStatus().isOk();
    }

    @Test
    void a_community_has_to_be_one() {
        Demo.Account person = demo.stranger();

        put(person, Map.of("nickname", "x", "communityId", demo.place(Demo.CITY).toString()), null)
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.errors[0].field")
                .isEqualTo("communityId")
                .jsonPath("$.errors[0].code")
                .isEqualTo("unknown_community");
    }

    @Test
    void every_field_has_its_rule() {
        Demo.Account person = demo.stranger();

        put(
                        person,
                        Map.of(
                                "nickname", "字".repeat(21),
                                "avatar", "http://example.org/a.png",
                                "skills", List.of("书法", " ")),
                        null)
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("invalid_request")
                .jsonPath("$.errors[0].field")
                .isEqualTo("avatar")
                .jsonPath("$.errors[0].code")
                .isEqualTo("not_https")
                .jsonPath("$.errors[1].field")
                .isEqualTo("nickname")
                .jsonPath("$.errors[1].code")
                .isEqualTo("bad_length")
                .jsonPath("$.errors[1].detail")
                .isEqualTo("长度应为 0 到 20 个字。")
                .jsonPath("$.errors[2].field")
                .isEqualTo("skills[1]")
                .jsonPath("$.errors[2].code")
                .isEqualTo("required");
    }

    @Test
    void nobody_sees_me_without_a_login() {
        demo.anonymous().get().uri("/me").exchange().expectStatus().isUnauthorized();
    }

    private static WebTestClient.ResponseSpec put(Demo.Account person, Map<String, ?> body, String ifMatch) {
        return person.http()
                .put()
                .uri("/me")
                .headers(headers -> {
                    if (ifMatch != null) {
                        headers.set("If-Match", ifMatch);
                    }
                })
                .bodyValue(body)
                .exchange();
    }

    private Map<String, Object> profile() {
        UUID community = demo.place(Demo.RIVERSIDE);
        return Map.of(
                "nickname",
                "小江😀",
                "avatar",
                "https://example.org/a.png",
                "skills",
                List.of("急救", "书法"),
                "communityId",
                community.toString());
    }
}
