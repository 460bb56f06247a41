package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.youthhome.wechat.SimulatedWeChat.GENERATE_URLLINK;
import static org.youthhome.wechat.SimulatedWeChat.GET_WXACODE_UNLIMIT;
import static org.youthhome.wechat.SimulatedWeChat.STABLE_TOKEN;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.youthhome.kernel.Refusal;

/** Mini-program codes and URL links by the real adapters over HTTP. */
@ExtendWith(TestRedis.class)
class WxSharingTest {

    private static final String PAGE = "pages/activity/activity";
    private static final String SCENE = "AZqVQv3xcFGS1oYcTz0f1w";

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
        wired = new Wired(wechat.baseUrl(), TestRedis.port());
        wired.redis.delete(List.of(
                "yh:wx:access_token:" + SimulatedWeChat.APP_ID,
                "yh:wx:lock:" + SimulatedWeChat.APP_ID + ":accessTokenLock"));
    }

    @AfterEach
    void recover() {
        wired.close();
        wechat.recover();
    }

    private byte[] code(String page, String scene) {
        return Objects.requireNonNull(wired.posterCodes.draw(page, scene).block());
    }

    private Refusal noCode() {
        return assertThrows(Refusal.class, () -> code(PAGE, SCENE));
    }

    private Refusal noLink() {
        return assertThrows(Refusal.class, this::link);
    }

    private URI link() {
        return Objects.requireNonNull(
                wired.links.make(PAGE, "id=1", Duration.ofDays(30)).block());
    }

    private void hurry() {
        wired.close();
        wired = new Wired(Wired.settings(wechat.baseUrl(), Duration.ofMillis(500)), TestRedis.port());
    }

    @Test
    void a_code_is_a_picture() throws IOException {
        assertThat(ImageIO.read(new ByteArrayInputStream(code(PAGE, SCENE)))).isNotNull();
    }

    @Test
    void a_picture_that_is_too_large_is_a_refusal_and_not_cut() {
        byte[] large = Arrays.copyOf(code(PAGE, SCENE), (1 << 20) + 1);
        wechat.answer(GET_WXACODE_UNLIMIT, large);
        assertThat(noCode().code()).isEqualTo("wechat_unavailable");

        wechat.answer(GET_WXACODE_UNLIMIT, Arrays.copyOf(large, 1 << 20));
        assertThat(code(PAGE, SCENE)).hasSize(1 << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "45009, LIMITED, mini_program_code_quota",
        "41030, UNAVAILABLE, mini_program_page_missing",
        "40169, UNAVAILABLE, wechat_unavailable",
        "-1, UNAVAILABLE, wechat_unavailable",
        "40164, UNAVAILABLE, wechat_unavailable"
    })
    void an_error_in_the_place_of_a_picture_is_a_refusal(int errcode, Refusal.Kind kind, String code) {
        wechat.fail(GET_WXACODE_UNLIMIT, errcode);

        Refusal refusal = noCode();
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(wired.counted(GET_WXACODE_UNLIMIT, Integer.toString(errcode)))
                .isEqualTo(1);
    }

    @Test
    void a_scene_that_wechat_does_not_take_is_a_refusal_and_no_picture() {
        assertThat(assertThrows(Refusal.class, () -> code(PAGE, "中".repeat(4))).code())
                .isEqualTo("wechat_unavailable");
        assertThat(wired.counted(GET_WXACODE_UNLIMIT, "40169")).isEqualTo(1);
    }

    @Test
    void a_quota_that_is_spent_says_when_to_come_back() {
        wechat.fail(GET_WXACODE_UNLIMIT, 45009);

        assertThat(noCode().arguments()).containsEntry("retryAfterSeconds", 60);
    }

    @Test
    void a_slow_wechat_is_not_waited_for() {
        wechat.delay(GET_WXACODE_UNLIMIT, Duration.ofSeconds(5));
        wechat.delay(GENERATE_URLLINK, Duration.ofSeconds(5));
        hurry();

        assertThat(noCode().code()).isEqualTo("wechat_unavailable");
        assertThat(noLink().code()).isEqualTo("wechat_unavailable");
        assertThat(wired.counted(GET_WXACODE_UNLIMIT, "slow")).isEqualTo(1);
    }

    @Test
    void a_connection_that_breaks_is_a_refusal() {
        wechat.cut(GET_WXACODE_UNLIMIT);
        wechat.cut(GENERATE_URLLINK);

        assertThat(noCode().code()).isEqualTo("wechat_unavailable");
        assertThat(noLink().code()).isEqualTo("wechat_unavailable");
    }

    @Test
    void a_dropped_access_token_is_fetched_anew_for_a_picture_too() {
        byte[] before = code(PAGE, SCENE);
        wechat.expireToken();

        assertThat(code(PAGE, SCENE)).isEqualTo(before);
        assertThat(wechat.calls(STABLE_TOKEN)).isEqualTo(2);
    }

    @Test
    void a_busy_wechat_is_asked_again() {
        wechat.failNext(GET_WXACODE_UNLIMIT, -1, 2);

        assertThat(code(PAGE, SCENE)).isNotEmpty();
        assertThat(wechat.calls(GET_WXACODE_UNLIMIT)).isEqualTo(3);
    }

    @Test
    void a_link_is_https() {
        assertThat(link()).hasScheme("https");
    }

    @Test
    void a_quota_of_links_that_is_spent_is_a_refusal() {
        wechat.fail(GENERATE_URLLINK, 45009);

        assertThat(noLink().code()).isEqualTo("wechat_unavailable");
    }
}
