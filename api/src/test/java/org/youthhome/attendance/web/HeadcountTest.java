package org.youthhome.attendance.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.FluxExchangeResult;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.identity.Role;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ApiTest
class HeadcountTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private LiveHeadcount live;

    @Autowired
    private ReactiveStringRedisTemplate redis;

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

    @Test
    void a_stream_ends_when_its_activity_is_called_off() {
        Gathering gathering = Gathering.now(demo, clock).published();
        StepVerifier.create(events(gathering, null)
                        .map(event -> event.event() + " "
                                + event.data().path("reason").asString("")))
                .expectNext("headcount ")
                .then(() -> new Thread(() -> gathering.cancel("下雨")).start())
                .thenConsumeWhile(said -> said.startsWith("headcount"))
                .expectNext("closed cancelled")
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void somebody_may_listen_to_only_so_many_streams_at_once() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Demo.Account listener = demo.stranger();
        List<Disposable> open = new ArrayList<>();
        try {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                FluxExchangeResult<String> one = listen(listener, gathering);
                if (one.getStatus().value() == 200) {
                    open.add(one.getResponseBody().subscribe(said -> {}, gone -> {}));
                }
                assertThat(one.getStatus().value()).isEqualTo(429);
                assertThat(one.getResponseBody().blockFirst(Duration.ofSeconds(5)))
                        .contains("too_many_streams");
            });
            assertThat(open).hasSize(20);
            assertThat(listen(demo.stranger(), gathering).getStatus().value()).isEqualTo(200);
        } finally {
            open.forEach(Disposable::dispose);
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        listen(listener, gathering).getStatus().value())
                .isEqualTo(200));
    }

    private static FluxExchangeResult<String> listen(Demo.Account listener, Gathering gathering) {
        return listener.http()
                .get()
                .uri("/occurrences/{id}/headcount/events", gathering.occurrenceId())
                .accept(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_PROBLEM_JSON)
                .exchange()
                .returnResult(String.class);
    }

    @Test
    void a_number_that_is_wrong_is_mended_days_before_the_occurrence_too() {
        Instant start = clock.instant().plus(Duration.ofDays(3));
        Gathering gathering = Gathering.now(demo, clock)
                .between(start, start.plus(Duration.ofHours(2)))
                .published();
        assertThat(gathering.headcount()).containsExactly(0L, 0L, 0L, 0L);
        // As when a process died between its commit and telling Redis of it.
        assertThat(redis.opsForHash()
                        .increment("yh:hc:{" + gathering.occurrenceId() + "}:t", "e", 3)
                        .block())
                .isEqualTo(3);
        assertThat(live.now(gathering.occurrenceId()).block().enrolled()).isEqualTo(3);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        live.now(gathering.occurrenceId()).block().enrolled())
                .isZero());
    }

    @Test
    void who_polls_within_a_second_is_answered_from_memory() {
        Gathering gathering = Gathering.now(demo, clock).published();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        live.recent(gathering.occurrenceId()).block())
                .isSameAs(live.recent(gathering.occurrenceId()).block()));
    }

    @Test
    void today_is_summed_by_home_community_local_unit_city_and_programme() {
        Gathering one = Gathering.now(demo, clock).with("programme", "rights").published();
        scan(one);
        scan(one);
        Demo.Account north = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode day = new JsonMapper().readTree(today(north));
            JsonNode occurrence = occurrencesOf(day, one.occurrenceId());
            assertThat(occurrence.get("checkedIn").asLong()).isEqualTo(2);
            assertSumOf(day.get("occurrences"), day.get("city"));
            assertSumOf(day.get("localUnits"), day.get("city"));
            assertSumOf(day.get("communities"), day.get("city"));
            assertSumOf(day.get("youthHomes"), day.get("city"));
            assertSumOf(day.get("programmes"), day.get("city"));
            assertThat(day.get("programmes"))
                    .anySatisfy(programme ->
                            assertThat(programme.get("programme").asString()).isEqualTo("rights"));
            assertThat(day.get("youthHomes"))
                    .anySatisfy(home -> assertThat(home.get("present").asLong()).isEqualTo(2));
        });
    }

    @Test
    void a_neighbours_sums_hold_nothing_of_here() {
        Gathering here = Gathering.now(demo, clock).published();
        Gathering there = Gathering.now(demo, clock).in(Demo.NEWTOWN).published();
        scan(here);
        Demo.Account south = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.SOUTH);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(today(south))
                .contains(there.occurrenceId().toString()));
        JsonNode day = new JsonMapper().readTree(today(south));
        assertThat(today(south))
                .doesNotContain(Demo.NORTH, Demo.RIVERSIDE, here.occurrenceId().toString());
        assertThat(day.get("localUnits")).hasSize(1);
        assertSumOf(day.get("occurrences"), day.get("city"));
    }

    private static JsonNode occurrencesOf(JsonNode day, UUID id) {
        for (JsonNode occurrence : day.get("occurrences")) {
            if (occurrence.get("occurrenceId").asString().equals(id.toString())) {
                return occurrence;
            }
        }
        throw new AssertionError("not there yet");
    }

    private static void assertSumOf(JsonNode parts, JsonNode whole) {
        for (String number : List.of("enrolled", "checkedIn", "present", "checkedOut")) {
            long sum = 0;
            for (JsonNode part : parts) {
                sum += part.get(number).asLong();
            }
            assertThat(sum).as(number).isEqualTo(whole.get(number).asLong());
        }
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
