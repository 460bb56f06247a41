package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.youthhome.kernel.Refusal;
import org.youthhome.media.PhotoVerdict;
import org.youthhome.media.PhotoVerdict.Suggestion;
import org.youthhome.media.PushGate.Seals;

class WxPushGateTest {

    /** The example of WeChat's page on the message push of mini-programs, secure mode, JSON. */
    private static final String PAGE_APP = "wxba5fad812f8e6fb9";

    private static final String PAGE_KEY = "A".repeat(43);
    private static final Seals PAGE_SEALS = new Seals(
            "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
            "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
            "1714112445",
            "415670741");
    private static final String PAGE_BODY = """
            {"ToUserName": "gh_97417a04a28d", "Encrypt": "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05\
            JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrf\
            MZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9\
            mFUPAJGj04="}""";

    /** The example of WeChat's own sample code (WXBizMsgCrypt), XML. */
    private static final String SAMPLE_APP = "wx5823bf96d3bd56c7";

    private static final Seals SAMPLE_SEALS =
            new Seals("", "477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149");
    private static final String SAMPLE_BODY = """
            <xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><Encrypt><![CDATA[RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK\
            1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM\
            6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LU\
            Mnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6Bp\
            NelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==]]></Encrypt>\
            <AgentID><![CDATA[218]]></AgentID></xml>""";

    private final WxPushGate ours = gate(SimulatedWeChat.APP_ID, SimulatedPush.TOKEN, SimulatedPush.AES_KEY);

    @Test
    void wechats_own_example_of_a_verification_is_admitted() {
        WxPushGate gate = gate(PAGE_APP, "AAAAA", PAGE_KEY);

        assertThat(gate.admit(new Seals("f464b24fc39322e44b38aa78f5edd27bd1441696", "", "1714036504", "1514711492"))
                        .blockOptional())
                .isEmpty();
        refused(() -> gate.admit(new Seals("f464b24fc39322e44b38aa78f5edd27bd1441696", "", "1714036505", "1514711492"))
                .block());
    }

    @Test
    void wechats_own_example_in_json_is_read() {
        Map<String, String> message = gate(PAGE_APP, "AAAAA", PAGE_KEY).message(PAGE_SEALS, PAGE_BODY);

        assertThat(message)
                .containsEntry("Event", "debug_demo")
                .containsEntry("debug_str", "hello world")
                .containsEntry("CreateTime", "1714112445");
    }

    @Test
    void wechats_own_example_in_xml_is_read() {
        Map<String, String> message = gate(SAMPLE_APP, "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C")
                .message(SAMPLE_SEALS, SAMPLE_BODY);

        assertThat(message).containsEntry("Content", "hello").containsEntry("MsgType", "text");
    }

    @Test
    void a_message_for_another_app_is_refused_although_all_else_is_right() {
        refused(() -> gate("wx0000000000000000", "AAAAA", PAGE_KEY).message(PAGE_SEALS, PAGE_BODY));
    }

    @Test
    void a_message_under_another_key_is_refused_although_its_signature_is_right() {
        refused(() -> gate(PAGE_APP, "AAAAA", "B".repeat(43)).message(PAGE_SEALS, PAGE_BODY));
    }

    @Test
    void a_message_under_another_token_is_refused() {
        refused(() -> gate(PAGE_APP, "BBBBB", PAGE_KEY).message(PAGE_SEALS, PAGE_BODY));
    }

    @Test
    void the_signature_without_the_message_opens_nothing() {
        refused(() -> gate(PAGE_APP, "AAAAA", PAGE_KEY)
                .message(
                        new Seals(
                                PAGE_SEALS.signature(),
                                PAGE_SEALS.signature(),
                                PAGE_SEALS.timestamp(),
                                PAGE_SEALS.nonce()),
                        PAGE_BODY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "{\"Encrypt\":7}", "{\"Encrypt\":\"\"}", "<xml/>", "<xml><Encrypt>", "no message"
            })
    void what_is_no_sealed_message_is_refused(String body) {
        refused(() -> ours.message(new Seals("", "0".repeat(40), "1", "2"), body));
    }

    /** Genuine but for the way in which it says what it says: whoever followed it would open it. */
    @Test
    void what_stands_in_an_entity_is_not_followed(@TempDir Path folder) throws Exception {
        SimulatedPush.Sealed genuine = new SimulatedPush().verdictInXml("trace-1", "pass", 100);
        assertThat(open(genuine)).isNotNull();
        Matcher encrypted =
                Pattern.compile("<Encrypt>(?:<!\\[CDATA\\[)?([^\\]<]+)").matcher(genuine.body());
        assertThat(encrypted.find()).isTrue();
        Path file = Files.writeString(folder.resolve("encrypted"), encrypted.group(1));

        for (String entity : List.of("SYSTEM \"" + file.toUri() + "\"", "\"" + encrypted.group(1) + "\"")) {
            String body = "<!DOCTYPE xml [<!ENTITY e " + entity + ">]><xml><Encrypt>&e;</Encrypt></xml>";
            refused(() -> open(new SimulatedPush.Sealed(genuine.query(), body, genuine.contentType())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "!!!!", "AAAAAAAAAAAAAAAAAAAAAA=="})
    void what_is_sealed_but_nothing_is_refused(String encrypted) throws Exception {
        String[] parts = {SimulatedPush.TOKEN, "1", "2", encrypted};
        Arrays.sort(parts);
        String signature = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-1")
                        .digest(String.join("", parts).getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        refused(() -> ours.message(new Seals("", signature, "1", "2"), "{\"Encrypt\":\"" + encrypted + "\"}"));
    }

    @Test
    void without_settings_nobody_is_believed() {
        WxPushGate closed = new WxPushGate(settings(PAGE_APP, null));

        refused(() -> closed.message(PAGE_SEALS, PAGE_BODY));
        refused(() -> closed.admit(new Seals("", "", "", "")).block());
    }

    @ParameterizedTest
    @CsvSource({"pass, PASS", "risky, RISKY", "review, REVIEW", "something new, REVIEW"})
    void a_verdict_is_read_in_both_formats(String suggest, Suggestion suggestion) {
        PhotoVerdict expected = new PhotoVerdict("trace-1", suggestion, 20001);

        assertThat(open(new SimulatedPush().verdict("trace-1", suggest, 20001))).isEqualTo(expected);
        assertThat(open(new SimulatedPush().verdictInXml("trace-1", suggest, 20001)))
                .isEqualTo(expected);
    }

    @Test
    void a_picture_that_wechat_could_not_fetch_is_for_a_person() {
        assertThat(open(new SimulatedPush().json("""
                {"MsgType":"event","Event":"wxa_media_check","trace_id":"t","errcode":-1008,"errmsg":"invalid media"}
                """))).isEqualTo(new PhotoVerdict("t", Suggestion.REVIEW, null));
    }

    @Test
    void a_message_about_something_else_is_no_verdict() {
        assertThat(open(new SimulatedPush().json("{\"MsgType\":\"event\",\"Event\":\"subscribe_msg_popup_event\"}")))
                .isNull();
        assertThat(open(new SimulatedPush().json("{\"MsgType\":\"event\",\"Event\":\"wxa_media_check\"}")))
                .isNull();
    }

    private @Nullable PhotoVerdict open(SimulatedPush.Sealed sealed) {
        Map<String, String> query = Arrays.stream(sealed.query().substring(1).split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return ours.open(
                        new Seals(
                                query.get("signature"),
                                query.get("msg_signature"),
                                query.get("timestamp"),
                                query.get("nonce")),
                        sealed.body())
                .block();
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.code())
                .isEqualTo("push_not_genuine"));
    }

    private static WxPushGate gate(String appId, String token, String key) {
        return new WxPushGate(settings(appId, new WeChatSettings.Push(token, key)));
    }

    private static WeChatSettings settings(String appId, WeChatSettings.@Nullable Push push) {
        return new WeChatSettings(
                appId,
                "secret",
                URI.create("https://api.weixin.qq.com"),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                1,
                1,
                0,
                Duration.ofMillis(10),
                3,
                push);
    }
}
