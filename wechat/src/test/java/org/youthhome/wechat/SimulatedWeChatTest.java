package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the simulated WeChat answers beyond what the adapters already ask it. */
class SimulatedWeChatTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SimulatedWeChat wechat = new SimulatedWeChat().start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        wechat.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "appid=,41002",
        "secret=,41004",
        "secret=guessed,40125",
        "js_code=,41008",
        "js_code=nonsense,40029",
        "grant_type=,40002"
    })
    void a_wrong_login_request_gets_wechats_errcode(String changed, int errcode) throws Exception {
        String query = "appid=" + SimulatedWeChat.APP_ID + "&secret=" + SimulatedWeChat.SECRET
                + "&js_code=demo:x&grant_type=authorization_code";
        String name = changed.substring(0, changed.indexOf('=') + 1);
        String wrong = query.replaceAll(name + "[^&]*", changed);
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(wechat.baseUrl() + SimulatedWeChat.JSCODE2SESSION + "?" + wrong))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(JSON.readTree(answer.body()).path("errcode").asInt()).isEqualTo(errcode);
    }

    @Test
    void a_call_without_the_right_token_is_refused() throws Exception {
        assertThat(errcode(SimulatedWeChat.SUBSCRIBE_SEND, Map.of())).isEqualTo(41001);
        assertThat(errcode(SimulatedWeChat.SUBSCRIBE_SEND + "?access_token=old", Map.of()))
                .isEqualTo(40001);
    }

    @Test
    void a_mini_program_code_is_a_jpeg() throws Exception {
        byte[] image = post(SimulatedWeChat.GET_WXACODE_UNLIMIT + "?access_token=" + token(), Map.of("scene", "o=1"));
        assertThat(image).startsWith(0xFF, 0xD8, 0xFF);
    }

    @Test
    void a_mini_program_code_with_a_bad_scene_or_page_is_an_error() throws Exception {
        String path = SimulatedWeChat.GET_WXACODE_UNLIMIT + "?access_token=" + token();
        assertThat(errcode(path, Map.of("scene", "x".repeat(33)))).isEqualTo(40169);
        assertThat(errcode(path, Map.of("scene", "x", "page", "/pages/index"))).isEqualTo(41030);
    }

    @Test
    void a_reminder_with_an_empty_field_is_an_error() throws Exception {
        String path = SimulatedWeChat.SUBSCRIBE_SEND + "?access_token=" + token();
        Map<String, Object> good = Map.of(
                "touser",
                SimulatedWeChat.openId("a"),
                "template_id",
                "t",
                "data",
                Map.of("thing1", Map.of("value", "好")));
        Map<String, Object> empty = Map.of(
                "touser",
                SimulatedWeChat.openId("a"),
                "template_id",
                "t",
                "data",
                Map.of("thing1", Map.of("value", "")));
        assertThat(errcode(path, good)).isZero();
        assertThat(errcode(path, empty)).isEqualTo(47003);
    }

    private String token() throws IOException, InterruptedException {
        Map<String, Object> request = Map.of(
                "grant_type", "client_credential", "appid", SimulatedWeChat.APP_ID, "secret", SimulatedWeChat.SECRET);
        return json(post(SimulatedWeChat.STABLE_TOKEN, request))
                .path("access_token")
                .asString();
    }

    private int errcode(String path, Map<String, Object> body) throws IOException, InterruptedException {
        return json(post(path, body)).path("errcode").asInt();
    }

    private static JsonNode json(byte[] answer) {
        return JSON.readTree(answer);
    }

    private byte[] post(String path, Map<String, Object> body) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(wechat.baseUrl() + path))
                                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }
}
