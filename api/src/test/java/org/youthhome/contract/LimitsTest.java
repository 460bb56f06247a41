package org.youthhome.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.contract.Contract.Operation;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code openapi.yaml} says of fields and parameters is what the code does, tried on every operation. */
@ApiTest
class LimitsTest {

    private static final String NEVER = "no_such_thing";

    @Autowired
    Demo demo;

    @Autowired
    MovableClock clock;

    private final JsonMapper json = new JsonMapper();
    private final Contract contract = Contract.written();
    private RightfulRequests requests;

    @BeforeEach
    void prepare() {
        requests = new RightfulRequests(demo, clock);
    }

    @TestFactory
    Stream<DynamicTest> a_field_that_the_contract_does_not_have_is_refused() {
        return eachWithBody(operation -> {
            assertThat(operation.body().get("additionalProperties")).isEqualTo(false);

            JsonNode no = sent(operation, Map.of("noSuchField", 1), 400);

            assertThat(no.get("code").asString()).isEqualTo("unknown_field");
            assertThat(fields(no)).containsExactly("noSuchField");
        });
    }

    @TestFactory
    Stream<DynamicTest> exactly_what_the_contract_requires_is_missed() {
        return eachWithBody(operation -> {
            @SuppressWarnings("unchecked")
            List<String> required = (List<String>) operation.body().getOrDefault("required", List.of());
            if (!required.isEmpty()) {
                assertThat(fields(sent(operation, Map.of(), 422))).containsExactlyInAnyOrderElementsOf(required);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> what_is_longer_larger_or_other_than_the_contract_allows_is_refused() {
        return eachWithBody(operation -> contract.properties(operation.body()).forEach((name, schema) -> {
            for (Object wrong : wrong(schema)) {
                assertThat(fields(sent(operation, Map.of(name, wrong), 422)))
                        .as("%s = %s", name, wrong)
                        .contains(name);
            }
            if (schema.get("enum") instanceof List<?> allowed) {
                isOneOf(allowed, sent(operation, Map.of(name, NEVER), 400));
                isOneOf(
                        allowed,
                        sent(operation, Map.of(name, allowed.get(0).toString().toUpperCase(Locale.ROOT)), 400));
            }
            if ("string".equals(schema.get("type"))) {
                sent(operation, Map.of(name, 7), 400);
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> query_parameters_have_the_limits_and_values_of_the_contract() {
        return each(operation -> !operation.query().isEmpty() && !"screen".equals(operation.who()), operation -> {
            RightfulRequests.Request request = request(operation);
            operation.query().forEach((name, schema) -> {
                for (Object wrong : wrong(schema)) {
                    assertThat(fields(asked(operation, request, name, wrong, 422)))
                            .as("%s = %s", name, wrong)
                            .contains(name);
                }
                if (schema.get("enum") instanceof List<?> allowed) {
                    isOneOf(allowed, asked(operation, request, name, NEVER, 400));
                }
                if (Set.of("integer", "boolean").contains(String.valueOf(schema.get("type")))
                        || "uuid".equals(schema.get("format"))) {
                    assertThat(fields(asked(operation, request, name, NEVER, 400)))
                            .containsExactly(name);
                }
            });
        });
    }

    /** Values beyond each limit that a schema has. */
    private static List<Object> wrong(Map<String, Object> schema) {
        List<Object> wrong = new ArrayList<>();
        if (schema.get("maxLength") instanceof Integer most) {
            wrong.add("x".repeat(most + 1));
        }
        if (schema.get("minLength") instanceof Integer least && least > 0) {
            wrong.add("x".repeat(least - 1));
        }
        if (schema.get("pattern") != null) {
            wrong.add("\u0007");
        }
        if (schema.get("maximum") instanceof Integer most) {
            wrong.add(most + 1);
        }
        if (schema.get("minimum") instanceof Integer least) {
            wrong.add(least - 1);
        }
        return wrong;
    }

    private static void isOneOf(List<?> allowed, JsonNode no) {
        Set<String> said = new TreeSet<>();
        no.get("errors").get(0).get("allowed").forEach(value -> said.add(value.asString()));
        assertThat(said).isEqualTo(new TreeSet<>(allowed));
    }

    private static List<String> fields(JsonNode no) {
        List<String> fields = new ArrayList<>();
        no.get("errors").forEach(error -> fields.add(error.get("field").asString()));
        return fields;
    }

    private Stream<DynamicTest> eachWithBody(ThrowingConsumer<Operation> what) {
        return each(operation -> !operation.body().isEmpty(), what);
    }

    private Stream<DynamicTest> each(Predicate<Operation> which, ThrowingConsumer<Operation> what) {
        List<Operation> operations = contract.operations().filter(which).toList();
        assertThat(operations).isNotEmpty();
        return DynamicTest.stream(operations.stream(), Operation::toString, what);
    }

    /** By whoever may, to something that is there where the right depends on it. */
    private RightfulRequests.Request request(Operation operation) {
        if (operation.needsRight()) {
            return requests.of(operation.id());
        }
        Demo.Account somebody = demo.stranger();
        String path = operation.pathOf(UUID.randomUUID()).replaceFirst("^/api/v1", "");
        return new RightfulRequests.Request(somebody, somebody, path, Map.of(), new byte[0]);
    }

    private JsonNode sent(Operation operation, Map<String, Object> body, int status) {
        return refused(operation, request(operation).body("application/json", json.writeValueAsString(body)), status);
    }

    private static JsonNode asked(
            Operation operation, RightfulRequests.Request request, String name, Object value, int status) {
        String path = request.path().replaceFirst("\\?.*", "") + "?" + name + "=" + value;
        return refused(operation, request.to(path), status);
    }

    private static JsonNode refused(Operation operation, RightfulRequests.Request request, int status) {
        WebTestClient.RequestHeadersSpec<?> sent =
                request.by(request.here(), HttpMethod.valueOf(operation.method().toUpperCase(Locale.ROOT)));
        EntityExchangeResult<JsonNode> answer = sent.exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(JsonNode.class)
                .returnResult();
        return Objects.requireNonNull(answer.getResponseBody());
    }
}
