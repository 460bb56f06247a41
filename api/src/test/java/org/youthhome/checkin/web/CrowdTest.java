package org.youthhome.checkin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.youthhome.engines.TestEngines;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;

/** Many at once, and engines that fail in the middle. */
@ApiTest
class CrowdTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Environment environment;

    private record Answer(int status, JsonNode body) {}

    private WebClient http() {
        ConnectionProvider connections = ConnectionProvider.builder("crowd")
                .maxConnections(300)
                .pendingAcquireMaxCount(-1)
                .pendingAcquireTimeout(PATIENCE)
                .build();
        return WebClient.builder()
                .baseUrl("http://localhost:" + environment.getRequiredProperty("local.server.port") + "/api/v1")
                .clientConnector(new ReactorClientHttpConnector(HttpClient.create(connections)))
                .build();
    }

    private static Mono<Answer> send(WebClient.RequestHeadersSpec<?> request) {
        return request.exchangeToMono(response -> response.bodyToMono(JsonNode.class)
                .map(body -> new Answer(response.statusCode().value(), body)));
    }

    /** Tokens of so many people, logged in with limited haste: each asks WeChat. */
    private List<String> crowd(WebClient http, int people) {
        String name = "crowd-" + UUID.randomUUID() + "-";
        return Objects.requireNonNull(Flux.range(0, people)
                .flatMap(
                        i -> send(http.post().uri("/tokens").bodyValue(Map.of("code", "demo:" + name + i)))
                                .map(answer -> {
                                    assertThat(answer.status()).isEqualTo(201);
                                    return answer.body().get("accessToken").asString();
                                }),
                        16)
                .collectList()
                .block(PATIENCE));
    }

    private static Mono<Answer> scan(WebClient http, String token, String code, String nonce) {
        return send(http.post()
                .uri("/check-ins")
                .headers(headers -> headers.setBearerAuth(token))
                .bodyValue(Map.of("code", code, "nonce", nonce)));
    }

    private static Mono<Answer> enrol(WebClient http, String token, UUID occurrence, String as) {
        return send(http.put()
                .uri("/occurrences/{id}/enrolment", occurrence)
                .headers(headers -> headers.setBearerAuth(token))
                .bodyValue(Map.of("as", as)));
    }

    @Test
    void who_guesses_codes_waits_for_each_no_while_good_scans_from_there_are_answered() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = gathering.code();
        String forged = code.substring(0, 31) + (code.charAt(31) == 'A' ? 'B' : 'A');
        WebClient http = http();
        String token = crowd(http, 1).get(0);
        ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
        Mono<Answer> good =
                scan(http, token, code, UUID.randomUUID().toString()).doOnNext(answer -> order.add(answer.status()));
        Flux<Answer> guesses = Flux.range(0, 61)
                .flatMap(i -> send(http.post().uri("/check-in-tickets").bodyValue(Map.of("code", forged))), 61);
        assertThat(guesses.collectList().block(PATIENCE))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(422));
        Mono<Answer> oneMore = send(http.post().uri("/check-in-tickets").bodyValue(Map.of("code", forged)))
                .doOnNext(answer -> order.add(answer.status()));
        Mono.when(oneMore, Mono.delay(Duration.ofMillis(200)).then(good)).block(PATIENCE);
        assertThat(order).containsExactly(201, 422);
    }

    @Test
    void three_hundred_scan_at_once_each_sent_twice_and_once_again_and_each_counts_once() {
        WebClient http = http();
        Gathering gathering = Gathering.now(demo, clock).places(0, 300).published();
        List<String> tokens = crowd(http, 300);
        Flux.fromIterable(tokens.subList(0, 200))
                .flatMap(token -> enrol(http, token, gathering.occurrenceId(), "volunteer"), 64)
                .doOnNext(answer -> assertThat(answer.status()).isEqualTo(201))
                .blockLast(PATIENCE);
        String code = gathering.code();
        List<Answer> answers = Flux.fromIterable(tokens)
                .flatMap(
                        token -> {
                            String nonce = UUID.randomUUID().toString();
                            return Flux.merge(
                                            scan(http, token, code, nonce),
                                            scan(http, token, code, nonce),
                                            scan(
                                                    http,
                                                    token,
                                                    code,
                                                    UUID.randomUUID().toString()))
                                    .collectList();
                        },
                        300)
                .doOnNext(three -> {
                    assertThat(three)
                            .filteredOn(answer -> answer.status() == 201)
                            .hasSize(1);
                    assertThat(three)
                            .filteredOn(answer -> answer.status() == 200)
                            .hasSize(2);
                    assertThat(three.stream().map(answer -> answer.body().get("id")))
                            .containsOnly(three.get(0).body().get("id"));
                    assertThat(three.stream().map(answer -> answer.body().get("checkedInAt")))
                            .containsOnly(three.get(0).body().get("checkedInAt"));
                    assertThat(three)
                            .filteredOn(answer ->
                                    answer.body().get("alreadyCheckedIn").asBoolean())
                            .hasSizeBetween(1, 2);
                })
                .flatMapIterable(three -> three)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).hasSize(900);
        assertThat(gathering.rows("check_in")).isEqualTo(300);
        assertThat(gathering.texts(
                        "SELECT taken FROM places WHERE occurrence_id = :here AND enrolled_as = 'volunteer'"))
                .containsExactly("300");
        assertThat(gathering.texts("SELECT COUNT(*) FROM enrolment WHERE occurrence_id = :here AND origin = 'walk_in'"))
                .containsExactly("100");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(300L, 300L, 300L, 0L));
    }

    @Test
    void walk_ins_never_exceed_the_places() {
        WebClient http = http();
        Gathering gathering = Gathering.now(demo, clock).places(0, 25).published();
        String code = gathering.code();
        List<Answer> answers = Flux.fromIterable(crowd(http, 60))
                .flatMap(token -> scan(http, token, code, UUID.randomUUID().toString()), 60)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(25);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .hasSize(35)
                .allSatisfy(answer ->
                        assertThat(answer.body().get("code").asString()).isEqualTo("full"));
        assertThat(gathering.rows("check_in")).isEqualTo(25);
    }

    @Test
    void fifty_people_for_the_last_ten_places_leave_exactly_ten_confirmed() {
        WebClient http = http();
        Gathering gathering = Gathering.now(demo, clock).places(10, 0).published();
        List<Answer> answers = Flux.fromIterable(crowd(http, 50))
                .flatMap(token -> enrol(http, token, gathering.occurrenceId(), "participant"), 50)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(10);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .hasSize(40)
                .allSatisfy(answer ->
                        assertThat(answer.body().get("code").asString()).isEqualTo("full"));
        assertThat(gathering.texts(
                        "SELECT COUNT(*) FROM enrolment WHERE occurrence_id = :here AND status = 'confirmed'"))
                .containsExactly("10");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(10L, 0L, 0L, 0L));
    }

    @Test
    void a_flush_of_redis_in_the_middle_fails_no_scan_and_the_count_is_right_within_five_seconds() {
        WebClient http = http();
        Gathering gathering = Gathering.now(demo, clock).places(0, 200).published();
        String code = gathering.code();
        List<String> tokens = crowd(http, 200);
        List<Answer> answers = Flux.fromIterable(tokens)
                .index()
                .flatMap(
                        numbered -> scan(
                                        http,
                                        numbered.getT2(),
                                        code,
                                        UUID.randomUUID().toString())
                                .delayUntil(answer -> numbered.getT1() % 60 == 59
                                        ? Mono.fromRunnable(TestEngines.redis()::flushAll)
                                                .subscribeOn(Schedulers.boundedElastic())
                                        : Mono.empty()),
                        20)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).hasSize(200).allSatisfy(answer -> assertThat(answer.status())
                .isEqualTo(201));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(200L, 200L, 200L, 0L));
    }

    @Test
    void with_redis_away_people_still_check_in_and_the_count_is_mended_when_it_is_back() {
        WebClient http = http();
        Gathering gathering = Gathering.now(demo, clock).places(0, 40).published();
        String code = gathering.code();
        List<String> tokens = crowd(http, 40);
        TestEngines.redis().kill();
        try {
            List<Answer> answers = Flux.fromIterable(tokens)
                    .flatMap(token -> scan(http, token, code, UUID.randomUUID().toString()), 10)
                    .collectList()
                    .block(PATIENCE);
            assertThat(answers).hasSize(40).allSatisfy(answer -> assertThat(answer.status())
                    .isEqualTo(201));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(40L, 40L, 40L, 0L));
            // Login works with Redis away, too.
            assertThat(crowd(http, 1)).hasSize(1);
        } finally {
            TestEngines.redis().start();
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(40L, 40L, 40L, 0L));
        // The numbers come from MySQL for a while; WeChat's token, which publishing needs, is in Redis again now.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(Gathering.now(demo, clock).published()).isNotNull());
    }

    @Test
    void the_stream_ends_with_the_same_number_that_everybody_scanned() {
        WebClient http = http();
        Gathering gathering = Gathering.now(demo, clock).places(0, 50).published();
        ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
        Disposable stream = http.get()
                .uri("/occurrences/{id}/headcount/events", gathering.occurrenceId())
                .retrieve()
                .bodyToFlux(JsonNode.class)
                .subscribe(numbers -> seen.add(numbers.get("checkedIn").asLong()), fault -> {});
        await().atMost(Duration.ofSeconds(10)).until(() -> !seen.isEmpty());
        String code = gathering.code();
        Flux.fromIterable(crowd(http, 50))
                .flatMap(token -> scan(http, token, code, UUID.randomUUID().toString()), 5)
                .blockLast(PATIENCE);
        await().atMost(Duration.ofSeconds(5)).until(() -> seen.contains(50L));
        stream.dispose();
        assertThat(new ArrayList<>(seen)).isSorted();
    }
}
