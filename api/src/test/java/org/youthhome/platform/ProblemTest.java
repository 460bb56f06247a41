package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Surroundings;
import org.youthhome.wechat.SimulatedWeChat;
import reactor.core.publisher.Flux;

@ApiTest
@ExtendWith(OutputCaptureExtension.class)
class ProblemTest {

    @Autowired
    Demo demo;

    @Test
    void a_problem_has_all_members_in_chinese() {
        problem(complain("{\"about\":\"other\"}"), 422, "invalid_request")
                .jsonPath("$.type")
                .isEqualTo("/problems/invalid_request")
                .jsonPath("$.title")
                .isEqualTo("内容需要修改")
                .jsonPath("$.status")
                .isEqualTo(422)
                .jsonPath("$.detail")
                .isEqualTo("提交的内容有误，请按提示修改。")
                .jsonPath("$.errors[0].field")
                .isEqualTo("text")
                .jsonPath("$.errors[0].code")
                .isEqualTo("required")
                .jsonPath("$.errors[0].detail")
                .isEqualTo("必填。")
                .jsonPath("$.traceId")
                .value(String.class, id -> assertThat(id).matches("[0-9a-f]{32}"));
    }

    @ParameterizedTest
    @CsvSource({"en,en", "en-GB,en", "'fr,en;q=0.5',en", "zh-CN,zh-CN", "fr,zh-CN", "';;;',zh-CN"})
    void whoever_prefers_english_gets_english(String accepted, String language) {
        demo.anonymous()
                .get()
                .uri("/me")
                .header(HttpHeaders.ACCEPT_LANGUAGE, accepted)
                .exchange()
                .expectHeader()
                .valueEquals(HttpHeaders.CONTENT_LANGUAGE, language)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("en".equals(language) ? "Please log in first." : "请先登录。");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"about\":\"other\",\"text\":\"x\",\"hint\":1}|unknown_field|hint",
                "{\"about\":\"other\",\"text\":7}|wrong_type|text",
                "{\"about\":\"other\",\"text\":true}|wrong_type|text",
                "{\"about\":\"other\",\"text\":[\"x\"]}|wrong_type|text",
                "{\"about\":\"Other\",\"text\":\"x\"}|unknown_value|about",
                "{\"about\":\"OTHER\",\"text\":\"x\"}|unknown_value|about",
                "{\"about\":4,\"text\":\"x\"}|wrong_type|about",
                "{\"about\":\"\",\"text\":\"x\"}|unknown_value|about",
                "{\"about\":\"other\",\"text\":\"x\",\"subjectId\":\"7\"}|wrong_type|subjectId",
                "{\"about\":\"other\",\"text\":\"x\",\"subjectId\":\"\"}|wrong_type|subjectId"
            })
    void a_field_that_cannot_be_read_is_named(String body, String code, String field) {
        problem(complain(body), 400, code).jsonPath("$.errors[0].field").isEqualTo(field);
    }

    @Test
    void the_values_that_there_are_are_named() {
        problem(complain("{\"about\":\"weather\",\"text\":\"x\"}"), 400, "unknown_value")
                .jsonPath("$.errors[0].allowed[0]")
                .isEqualTo("activity")
                .jsonPath("$.errors[0].detail")
                .isEqualTo("取值不对，可以是：activity、youth_home、check_in、privacy、other。");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|malformed_json",
                "nonsense|malformed_json",
                "{} {}|malformed_json",
                "{\"about\":\"other\",\"about\":\"other\"}|malformed_json"
            })
    void a_body_that_is_no_json_is_refused(String body, String code) {
        problem(complain(body), 400, code);
    }

    @Test
    void a_missing_body_is_told() {
        problem(
                demo.anonymous()
                        .post()
                        .uri("/complaints")
                        .contentType(MediaType.APPLICATION_JSON)
                        .exchange(),
                400,
                "body_missing");
    }

    @Test
    void a_nested_field_is_named_by_its_path() {
        problem(
                        demo.anonymous()
                                .post()
                                .uri("/tokens")
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue("{\"code\":\"x\",\"consent\":{\"privacy\":3}}")
                                .exchange(),
                        400,
                        "wrong_type")
                .jsonPath("$.errors[0].field")
                .isEqualTo("consent.privacy");
    }

    @Test
    void no_class_of_ours_is_named() {
        String answer = complain("{\"about\":\"other\",\"text\":\"x\",\"subjectId\":{}}")
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(answer).doesNotContain("org.youthhome", "java.", "tools.jackson", "Complaint");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,422,invalid_request,limit,too_small",
        "limit=x,400,invalid_parameter,limit,wrong_type",
        "placeId=7,400,invalid_parameter,placeId,wrong_type"
    })
    void a_parameter_that_is_wrong_is_named(String query, int status, String code, String field, String reason) {
        problem(demo.city().http().get().uri("/roles?" + query).exchange(), status, code)
                .jsonPath("$.errors[0].field")
                .isEqualTo(field)
                .jsonPath("$.errors[0].code")
                .isEqualTo(reason);
    }

    @Test
    void a_cursor_that_nobody_gave_out_is_refused() {
        problem(demo.city().http().get().uri("/roles?after=nonsense").exchange(), 422, "invalid_request")
                .jsonPath("$.errors[0].code")
                .isEqualTo("bad_cursor");
    }

    @Test
    void what_is_not_there_and_what_cannot_be_done_are_problems_too() {
        problem(demo.anonymous().get().uri("/nothing").exchange(), 404, "no_such_path");
        problem(demo.anonymous().delete().uri("/complaints").exchange(), 405, "method_not_allowed");
        problem(
                demo.anonymous()
                        .post()
                        .uri("/complaints")
                        .contentType(MediaType.TEXT_PLAIN)
                        .bodyValue("x")
                        .exchange(),
                415,
                "unsupported_media_type");
    }

    @ParameterizedTest
    @CsvSource({"text/event-stream", "image/png", "text/html", "application/problem+json"})
    void a_problem_is_a_problem_whatever_was_asked_for(String accepted) {
        WebTestClient.ResponseSpec answer = demo.anonymous()
                .get()
                .uri("/me")
                .header(HttpHeaders.ACCEPT, accepted)
                .exchange();
        answer.expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .exists();
    }

    @Test
    void a_body_that_is_too_large_is_refused_whether_its_length_is_said_or_not() {
        String large = "{\"about\":\"other\",\"text\":\"" + "x".repeat(70_000) + "\"}";
        problem(complain(large), 413, "body_too_large");
        problem(
                demo.anonymous()
                        .post()
                        .uri("/complaints")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(BodyInserters.fromDataBuffers(
                                Flux.just(large.substring(0, 35_000), large.substring(35_000))
                                        .map(part -> DefaultDataBufferFactory.sharedInstance.wrap(part.getBytes()))))
                        .exchange(),
                413,
                "body_too_large");
    }

    @Test
    void the_trace_of_whoever_calls_goes_on() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        demo.anonymous()
                .get()
                .uri("/me")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .exchange()
                .expectHeader()
                .valueEquals(TraceFilter.HEADER, trace)
                .expectBody()
                .jsonPath("$.traceId")
                .isEqualTo(trace);
    }

    @Test
    void a_failure_of_ours_is_found_in_the_log_by_its_trace(CapturedOutput output) {
        String trace = "5bf92f3577b34da6a3ce929d0e0e4736";
        Surroundings.weChat().fail(SimulatedWeChat.JSCODE2SESSION, -1);

        problem(
                demo.anonymous()
                        .post()
                        .uri("/tokens")
                        .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                        .bodyValue(Map.of("code", "demo:away"))
                        .exchange()
                        .expectHeader()
                        .exists("Retry-After"),
                503,
                "wechat_unavailable");

        assertThat(output.getOut()).containsPattern(trace + ".*POST /api/v1/tokens answered 503 wechat_unavailable");
    }

    @Test
    void a_type_leads_to_its_words_in_both_languages() {
        assertThat(demo.root()
                        .get()
                        .uri("/problems/login_needed")
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody())
                .contains("请先登录", "Please log in");
        problem(demo.root().get().uri("/problems/nonsense").exchange(), 404, "no_such_path");
    }

    @Test
    void security_headers_are_on_every_answer() {
        demo.anonymous()
                .get()
                .uri("/me")
                .exchange()
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader()
                .valueEquals("WWW-Authenticate", "Bearer")
                .expectHeader()
                .doesNotExist("Access-Control-Allow-Origin");
    }

    @Test
    void a_complaint_is_taken_from_anybody_and_its_contact_is_sealed() {
        String text = "演示投诉" + demo.stranger().personId();
        complain("{\"about\":\"check_in\",\"text\":\"" + text + "\",\"contact\":\"13800000000\"}")
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.id")
                .isNotEmpty();

        assertThat(demo.texts("SELECT HEX(contact_sealed) FROM complaint WHERE text = '" + text + "'"))
                .singleElement()
                .asString()
                .doesNotContain(Demo.hex("13800000000".getBytes()));
    }

    private WebTestClient.ResponseSpec complain(String body) {
        return demo.anonymous()
                .post()
                .uri("/complaints")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static WebTestClient.BodyContentSpec problem(WebTestClient.ResponseSpec answer, int status, String code) {
        return answer.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }
}
