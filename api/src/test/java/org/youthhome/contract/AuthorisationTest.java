package org.youthhome.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.contract.Contract.Operation;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

/** Who may what, tried on every operation that {@code openapi.yaml} has. */
@ApiTest
class AuthorisationTest {

    private static final String GARBAGE = "{\"this is\": no JSON";

    @Autowired
    Demo demo;

    @Autowired
    MovableClock clock;

    private RightfulRequests requests;

    @BeforeEach
    void prepare() {
        requests = new RightfulRequests(demo, clock);
    }

    @TestFactory
    Stream<DynamicTest> a_neighbours_worker_is_refused_the_very_bytes_with_which_the_rightful_succeeds() {
        return each(Operation::needsRight, operation -> {
            RightfulRequests.Request request = requests.of(operation.id());
            String path = "/api/v1" + request.path().replaceFirst("\\?.*", "");
            assertThat(operation.isAt(path)).as(path).isTrue();
            HttpMethod method = method(operation);

            assertThat(code(request.by(demo.anonymous(), method), 401)).isEqualTo("login_needed");
            assertThat(code(request.by(demo.stranger(), method), 403)).isEqualTo("not_allowed");
            assertThat(code(request.by(request.elsewhere(), method), 403)).isIn("not_your_place", "not_allowed");
            request.by(request.here(), method)
                    .exchange()
                    .expectStatus()
                    .is2xxSuccessful()
                    .expectBody()
                    .returnResult();
        });
    }

    @TestFactory
    Stream<DynamicTest> nobody_is_asked_to_log_in_before_anything_else_is_looked_at() {
        return each(operation -> !operation.isForAnyone(), operation -> assertThat(
                        code(nonsense(demo.anonymous(), operation), 401))
                .isEqualTo("login_needed"));
    }

    @TestFactory
    Stream<DynamicTest> a_wall_screen_may_nothing_that_people_may() {
        WebTestClient screen = demo.with(requests.newScreen().get("deviceToken").asString());
        return each(
                operation -> "person".equals(operation.who()) || operation.needsRight(),
                operation -> assertThat(code(nonsense(screen, operation), 403)).isEqualTo("not_for_screens"));
    }

    @TestFactory
    Stream<DynamicTest> people_may_nothing_that_is_a_wall_screens_own() {
        WebTestClient person = demo.city().http();
        return each(
                operation -> "screen".equals(operation.who()),
                operation -> assertThat(code(nonsense(person, operation), 403)).isEqualTo("only_for_screens"));
    }

    @Test
    void no_case_is_left_over_from_an_operation_that_is_gone() {
        List<String> there = Contract.written()
                .operations()
                .filter(Operation::needsRight)
                .map(Operation::id)
                .toList();

        assertThat(there).containsAll(requests.operations());
    }

    private static Stream<DynamicTest> each(Predicate<Operation> which, ThrowingConsumer<Operation> what) {
        List<Operation> operations =
                Contract.written().operations().filter(which).toList();
        assertThat(operations).isNotEmpty();
        return DynamicTest.stream(operations.stream(), Operation::toString, what);
    }

    /** Ids that nobody has, a version that was never given out, a body that is none. */
    private static WebTestClient.RequestHeadersSpec<?> nonsense(WebTestClient http, Operation operation) {
        WebTestClient.RequestBodySpec request = http.method(method(operation))
                .uri(operation.pathOf(UUID.randomUUID()).replaceFirst("^/api/v1", ""))
                .header(HttpHeaders.IF_MATCH, "nonsense");
        return operation.takes().isEmpty()
                ? request
                : request.header(HttpHeaders.CONTENT_TYPE, operation.takes()).bodyValue(GARBAGE);
    }

    private static HttpMethod method(Operation operation) {
        return HttpMethod.valueOf(operation.method().toUpperCase(Locale.ROOT));
    }

    private static String code(WebTestClient.RequestHeadersSpec<?> request, int status) {
        EntityExchangeResult<JsonNode> answer = request.exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(JsonNode.class)
                .returnResult();
        return Objects.requireNonNull(answer.getResponseBody()).get("code").asString();
    }
}
