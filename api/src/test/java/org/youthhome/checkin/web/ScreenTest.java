package org.youthhome.checkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

@ApiTest
class ScreenTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private record Screen(String pairingCode, WebTestClient http) {}

    private Screen screen() {
        JsonNode screen = demo.anonymous()
                .post()
                .uri("/screens")
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(screen.get("interval").asInt()).isPositive();
        return new Screen(
                screen.get("pairingCode").asString(),
                demo.with(screen.get("deviceToken").asString()));
    }

    private static WebTestClient.ResponseSpec pair(Demo.Account worker, Screen screen, UUID occurrence) {
        return worker.http()
                .put()
                .uri("/screens/{code}", screen.pairingCode())
                .bodyValue(Map.of("occurrenceId", occurrence.toString()))
                .exchange();
    }

    private static JsonNode current(Screen screen) {
        return screen.http()
                .get()
                .uri("/screens/current")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
    }

    private static Flux<ServerSentEvent<JsonNode>> events(Screen screen) {
        return screen.http()
                .get()
                .uri("/screens/current/events")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {})
                .getResponseBody()
                .filter(event -> event.event() != null);
    }

    @Test
    void a_screen_is_paired_by_a_worker_and_polls_its_narrow_token() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Screen screen = screen();
        assertThat(current(screen).get("paired").asBoolean()).isFalse();
        pair(gathering.worker(), screen, gathering.occurrenceId())
                .expectStatus()
                .isOk();
        JsonNode paired = current(screen);
        assertThat(paired.get("paired").asBoolean()).isTrue();
        assertThat(paired.get("occurrenceId").asString())
                .isEqualTo(gathering.occurrenceId().toString());
        assertThat(paired.get("screenToken").asString()).startsWith("scr_");
    }

    @Test
    void a_screen_opens_its_own_occurrence_and_nothing_else() {
        Gathering shown = Gathering.now(demo, clock).published();
        Gathering other = Gathering.now(demo, clock).published();
        Screen screen = screen();
        pair(shown.worker(), screen, shown.occurrenceId()).expectStatus().isOk();
        screen.http()
                .get()
                .uri("/occurrences/{id}/check-in-code", shown.occurrenceId())
                .exchange()
                .expectStatus()
                .isOk();
        screen.http()
                .get()
                .uri("/occurrences/{id}/check-in-code", other.occurrenceId())
                .exchange()
                .expectStatus()
                .isForbidden();
        screen.http()
                .get()
                .uri("/occurrences/{id}/roster", shown.occurrenceId())
                .exchange()
                .expectStatus()
                .isForbidden();
        screen.http().get().uri("/me").exchange().expectStatus().isForbidden();
    }

    @Test
    void a_neighbours_worker_cannot_pair_a_screen_to_this_occurrence_nor_take_a_running_one_over() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Gathering neighbours = Gathering.now(demo, clock).in(Demo.HILLSIDE).published();
        Screen screen = screen();
        pair(neighbours.worker(), screen, gathering.occurrenceId())
                .expectStatus()
                .isForbidden();
        pair(gathering.worker(), screen, gathering.occurrenceId())
                .expectStatus()
                .isOk();
        pair(neighbours.worker(), screen, neighbours.occurrenceId())
                .expectStatus()
                .isForbidden();
    }

    @Test
    void a_pairing_code_expires_after_ten_minutes() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Screen screen = screen();
        clock.advance(Duration.ofMinutes(10).plusSeconds(1));
        pair(demo.worker(Demo.RIVERSIDE), screen, gathering.occurrenceId())
                .expectStatus()
                .isNotFound();
    }

    @Test
    void the_stream_tells_the_activity_the_code_and_the_count() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Screen screen = screen();
        pair(gathering.worker(), screen, gathering.occurrenceId())
                .expectStatus()
                .isOk();
        StepVerifier.create(events(screen)
                        .map(event -> String.valueOf(event.event()))
                        .distinct()
                        .take(4)
                        .collectList())
                .assertNext(
                        names -> assertThat(names).containsExactlyInAnyOrder("screen", "code", "headcount", "arrivals"))
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void the_streamed_code_checks_in() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Screen screen = screen();
        pair(gathering.worker(), screen, gathering.occurrenceId())
                .expectStatus()
                .isOk();
        JsonNode code = events(screen)
                .filter(event -> "code".equals(event.event()))
                .blockFirst(Duration.ofSeconds(20))
                .data();
        assertThat(code.get("qrSvg").asString()).startsWith("<svg");
        demo.stranger()
                .http()
                .post()
                .uri("/check-ins")
                .bodyValue(Map.of(
                        "code",
                        code.get("url").asString(),
                        "nonce",
                        UUID.randomUUID().toString()))
                .exchange()
                .expectStatus()
                .isCreated();
    }

    @Test
    void a_screen_that_ends_itself_opens_nothing_any_more() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Screen screen = screen();
        pair(gathering.worker(), screen, gathering.occurrenceId())
                .expectStatus()
                .isOk();
        screen.http().delete().uri("/screens/current").exchange().expectStatus().isNoContent();
        screen.http()
                .get()
                .uri("/occurrences/{id}/check-in-code", gathering.occurrenceId())
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void the_code_is_a_picture_for_who_asks_for_one() {
        Gathering gathering = Gathering.now(demo, clock).published();
        byte[] png = gathering
                .worker()
                .http()
                .get()
                .uri("/occurrences/{id}/check-in-code", gathering.occurrenceId())
                .accept(MediaType.IMAGE_PNG)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.IMAGE_PNG)
                .expectBody()
                .returnResult()
                .getResponseBody();
        assertThat(png).startsWith(0x89, 'P', 'N', 'G');
        String svg = gathering
                .worker()
                .http()
                .get()
                .uri("/occurrences/{id}/check-in-code", gathering.occurrenceId())
                .accept(MediaType.valueOf("image/svg+xml"))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        assertThat(svg).startsWith("<svg");
    }
}
