package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.youthhome.wechat.SimulatedWeChat.JSCODE2SESSION;
import static org.youthhome.wechat.SimulatedWeChat.STABLE_TOKEN;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.youthhome.identity.WeChatLogin;
import org.youthhome.identity.WeChatLogin.WeChatIdentity;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Flux;

/** The real adapter over HTTP, all of it without Redis: nothing listens where the access token would be. */
class WxLoginTest extends WeChatLoginContract {

    private static final SimulatedWeChat wechat = new SimulatedWeChat();

    private Wired wired;

    @BeforeAll
    static void startWeChat() {
        wechat.start();
    }

    @AfterAll
    static void stopWeChat() {
        wechat.stop();
    }

    @BeforeEach
    void wire() {
        wired = new Wired(wechat.baseUrl(), TestRedis.freePort());
    }

    @AfterEach
    void recover() {
        wired.close();
        wechat.recover();
    }

    @Override
    WeChatLogin login() {
        return wired.login;
    }

    @Override
    void given(Trouble trouble) {
        switch (trouble) {
            case SLOW -> {
                wechat.delay(JSCODE2SESSION, Duration.ofSeconds(5));
                wired.close();
                wired = new Wired(Wired.settings(wechat.baseUrl(), Duration.ofMillis(200)), TestRedis.freePort());
            }
            case CUT -> wechat.cut(JSCODE2SESSION);
            default -> wechat.fail(JSCODE2SESSION, trouble.errcode);
        }
    }

    @Test
    void login_fetches_no_access_token() {
        assertThat(identify("demo:volunteer-1").openId()).isEqualTo(SimulatedWeChat.openId("volunteer-1"));
        assertThat(wechat.calls(STABLE_TOKEN)).isZero();
    }

    @Test
    void a_busy_wechat_is_asked_again() {
        wechat.failNext(JSCODE2SESSION, -1, 2);
        assertThat(identify("real:patient").openId()).hasSize(28);
        assertThat(wechat.calls(JSCODE2SESSION)).isEqualTo(3);
    }

    @Test
    void a_wechat_that_stays_busy_is_left_alone() {
        wechat.fail(JSCODE2SESSION, -1);
        assertThat(refusal("demo:volunteer-1").code()).isEqualTo("wechat_unavailable");
        assertThat(wechat.calls(JSCODE2SESSION)).isEqualTo(3);
    }

    @Test
    void only_busy_is_asked_again_since_a_code_may_have_been_used_up() {
        wechat.cut(JSCODE2SESSION);
        assertThat(refusal("demo:volunteer-1").code()).isEqualTo("wechat_unavailable");
        assertThat(wechat.calls(JSCODE2SESSION)).isEqualTo(1);
    }

    @Test
    void an_answer_without_openid_is_no_login() {
        wechat.fail(JSCODE2SESSION, 0);
        assertThat(refusal("demo:volunteer-1").code()).isEqualTo("wechat_unavailable");
    }

    @Test
    void a_wechat_that_is_not_there_is_unavailable() {
        try (var nowhere = new Wired("http://127.0.0.1:" + TestRedis.freePort(), TestRedis.freePort())) {
            var refusal = org.junit.jupiter.api.Assertions.assertThrows(
                    Refusal.class, () -> nowhere.login.identify("demo:x").block());
            assertThat(refusal.code()).isEqualTo("wechat_unavailable");
            assertThat(nowhere.counted(JSCODE2SESSION, "cut")).isEqualTo(1);
        }
    }

    @Test
    void a_self_signed_wechat_is_refused() {
        var impostor = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort());
        impostor.start();
        impostor.stubFor(WireMock.any(WireMock.anyUrl())
                .willReturn(WireMock.okJson("{\"openid\":\"" + SimulatedWeChat.openId("thief") + "\"}")));
        try (var deceived = new Wired("https://localhost:" + impostor.httpsPort(), TestRedis.freePort())) {
            var refusal = org.junit.jupiter.api.Assertions.assertThrows(
                    Refusal.class, () -> deceived.login.identify("demo:x").block());
            assertThat(refusal.code()).isEqualTo("wechat_unavailable");
            assertThat(deceived.counted(JSCODE2SESSION, "untrusted")).isEqualTo(1);
            assertThat(impostor.getAllServeEvents()).isEmpty();
        } finally {
            impostor.stop();
        }
    }

    @Test
    void one_call_too_many_is_refused_at_once() {
        var crowded = new WeChatSettings(
                SimulatedWeChat.APP_ID,
                SimulatedWeChat.SECRET,
                java.net.URI.create(wechat.baseUrl()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                1,
                1,
                0,
                Duration.ofMillis(10),
                3,
                null);
        wechat.delay(JSCODE2SESSION, Duration.ofMillis(300));
        wired.close();
        wired = new Wired(crowded, TestRedis.freePort());
        List<String> outcomes = Flux.range(0, 3)
                .flatMap(n -> wired.login
                        .identify("demo:volunteer-" + n)
                        .map(identity -> "ok")
                        .onErrorResume(Refusal.class, refusal -> reactor.core.publisher.Mono.just(refusal.code())))
                .collectList()
                .block();
        assertThat(outcomes).containsExactlyInAnyOrder("ok", "ok", "wechat_unavailable");
        assertThat(wired.counted(JSCODE2SESSION, "full")).isEqualTo(1);
    }

    @Test
    void a_thousand_log_in_together() {
        List<WeChatIdentity> people = Flux.range(0, 1_000)
                .flatMap(n -> wired.login.identify("demo:volunteer-" + n), 1_000)
                .collectList()
                .block();
        assertThat(Objects.requireNonNull(people).stream()
                        .map(WeChatIdentity::openId)
                        .distinct())
                .hasSize(1_000);
        assertThat(wired.counted(JSCODE2SESSION, "ok")).isEqualTo(1_000);
    }
}
