package org.youthhome.attendance.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.youthhome.identity.Role;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

@ApiTest
class HeadcountTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private void scan(Gathering gathering) {
        demo.stranger()
                .http()
                .post()
                .uri("/check-ins")
                .bodyValue(Map.of(
                        "code", gathering.code(), "nonce", UUID.randomUUID().toString()))
                .exchange()
                .expectStatus()
                .isCreated();
    }

    /** On a thread of its own: the step may be taken on an event loop that the scan itself needs. */
    private void scanMeanwhile(Gathering gathering) {
        new Thread(() -> scan(gathering)).start();
    }

    private Flux<ServerSentEvent<JsonNode>> events(Gathering gathering, String lastEventId) {
        return demo.anonymous()
                .get()
                .uri("/occurrences/{id}/headcount/events", gathering.occurrenceId())
                .accept(MediaType.TEXT_EVENT_STREAM)
                .headers(headers -> {
                    if (lastEventId != null) {
                        headers.set("Last-Event-ID", lastEventId);
                    }
                })
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {})
                .getResponseBody()
                .filter(event -> event.data() != null);
    }

    @Test
    void an_unchanged_count_answers_304() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String tag = demo.anonymous()
                .get()
                .uri("/occurrences/{id}/headcount", gathering.occurrenceId())
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(Void.class)
                .getResponseHeaders()
                .getETag();
        demo.anonymous()
                .get()
                .uri("/occurrences/{id}/headcount", gathering.occurrenceId())
                .header(HttpHeaders.IF_NONE_MATCH, tag)
                .exchange()
                .expectStatus()
                .isNotModified();
        scan(gathering);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> demo.anonymous()
                .get()
                .uri("/occurrences/{id}/headcount", gathering.occurrenceId())
                .header(HttpHeaders.IF_NONE_MATCH, tag)
                .exchange()
                .expectStatus()
                .isOk());
    }

    @Test
    void the_stream_begins_with_the_number_now_and_tells_every_later_one() {
        Gathering gathering = Gathering.now(demo, clock).published();
        StepVerifier.create(events(gathering, null)
                        .map(event -> event.data().get("checkedIn").asInt()))
                .expectNext(0)
                .then(() -> scanMeanwhile(gathering))
                .expectNext(1)
                .thenCancel()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void a_stream_resumed_at_the_last_event_does_not_repeat_it() {
        Gathering gathering = Gathering.now(demo, clock).published();
        scan(gathering);
        String last = events(gathering, null)
                .filter(event -> event.data().get("checkedIn").asInt() == 1)
                .blockFirst(Duration.ofSeconds(20))
                .id();
        StepVerifier.create(events(gathering, last)
                        .map(event -> event.data().get("checkedIn").asInt()))
                .then(() -> scanMeanwhile(gathering))
                .expectNext(2)
                .thenCancel()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void a_hidden_count_is_shown_to_the_places_workers_only() {
        Gathering gathering =
                Gathering.now(demo, clock).with("showsHeadcount", false).published();
        demo.anonymous()
                .get()
                .uri("/occurrences/{id}/headcount", gathering.occurrenceId())
                .exchange()
                .expectStatus()
                .isForbidden();
        demo.worker(Demo.HILLSIDE)
                .http()
                .get()
                .uri("/occurrences/{id}/headcount", gathering.occurrenceId())
                .exchange()
                .expectStatus()
                .isForbidden();
        assertThat(gathering.headcount()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void today_shows_a_local_unit_its_own_places_only() {
        Gathering north = Gathering.now(demo, clock).published();
        Gathering south = Gathering.now(demo, clock).in(Demo.NEWTOWN).published();
        scan(north);
        String seenByNorth = today(demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH));
        assertThat(seenByNorth)
                .contains(north.occurrenceId().toString())
                .doesNotContain(south.occurrenceId().toString());
        assertThat(today(demo.city()))
                .contains(north.occurrenceId().toString())
                .contains(south.occurrenceId().toString());
        demo.worker(Demo.RIVERSIDE)
                .http()
                .get()
                .uri("/today")
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    private static String today(Demo.Account who) {
        return who.http()
                .get()
                .uri("/today")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }
}
