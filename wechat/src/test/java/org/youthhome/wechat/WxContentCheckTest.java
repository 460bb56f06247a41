package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.youthhome.wechat.SimulatedWeChat.MSG_SEC_CHECK;
import static org.youthhome.wechat.SimulatedWeChat.STABLE_TOKEN;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.youthhome.activity.ContentCheck;
import org.youthhome.activity.ContentCheck.Suggestion;
import org.youthhome.activity.ContentCheck.Verdict;
import reactor.core.publisher.Flux;

/** The real adapter over HTTP, with the shared access token in a real Redis. */
@ExtendWith(TestRedis.class)
class WxContentCheckTest extends ContentCheckContract {

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

    @Override
    ContentCheck contentCheck() {
        return wired.contentCheck;
    }

    @Override
    void given(Trouble trouble) {
        switch (trouble) {
            case SLOW -> {
                wechat.delay(MSG_SEC_CHECK, Duration.ofSeconds(5));
                wired.close();
                wired = new Wired(Wired.settings(wechat.baseUrl(), Duration.ofMillis(500)), TestRedis.port());
            }
            case CUT -> wechat.cut(MSG_SEC_CHECK);
            default -> wechat.fail(MSG_SEC_CHECK, trouble.errcode);
        }
    }

    @Test
    void the_access_token_is_fetched_once_and_shared_through_redis() {
        assertThat(check("好").suggestion()).isEqualTo(Suggestion.PASS);
        assertThat(check("好").suggestion()).isEqualTo(Suggestion.PASS);
        try (var anotherInstance = new Wired(wechat.baseUrl(), TestRedis.port())) {
            assertThat(anotherInstance.contentCheck.check(AUTHOR, List.of("好")).block())
                    .isEqualTo(new Verdict(Suggestion.PASS, 100));
        }
        assertThat(wechat.calls(STABLE_TOKEN)).isEqualTo(1);
    }

    @Test
    void many_at_once_from_cold_fetch_one_access_token() {
        List<Verdict> verdicts = Flux.range(0, 40)
                .flatMap(n -> wired.contentCheck.check(AUTHOR, List.of("好")), 40)
                .collectList()
                .block();
        assertThat(verdicts).hasSize(40).containsOnly(new Verdict(Suggestion.PASS, 100));
        assertThat(wechat.calls(STABLE_TOKEN)).isEqualTo(1);
    }

    @Test
    void two_processes_that_begin_at_once_share_one_access_token_and_neither_revokes_the_others() {
        try (var another = new Wired(wechat.baseUrl(), TestRedis.port())) {
            for (int round = 1; round <= 2; round++) {
                List<Verdict> verdicts = Flux.range(0, 40)
                        .flatMap(n -> (n % 2 == 0 ? wired : another).contentCheck.check(AUTHOR, List.of("好")), 40)
                        .collectList()
                        .block();
                assertThat(verdicts).hasSize(40).containsOnly(new Verdict(Suggestion.PASS, 100));
            }
        }
        assertThat(wechat.calls(STABLE_TOKEN)).isEqualTo(1);
    }

    @Test
    void an_access_token_that_wechat_drops_is_fetched_anew_and_the_call_repeated() {
        assertThat(check("好").suggestion()).isEqualTo(Suggestion.PASS);
        wechat.expireToken();
        assertThat(check("好")).isEqualTo(new Verdict(Suggestion.PASS, 100));
        assertThat(wechat.calls(STABLE_TOKEN)).isEqualTo(2);
        assertThat(wechat.calls(MSG_SEC_CHECK)).isEqualTo(3);
    }

    @Test
    void a_busy_wechat_is_asked_again() {
        wechat.failNext(MSG_SEC_CHECK, -1, 2);
        assertThat(check("好")).isEqualTo(new Verdict(Suggestion.PASS, 100));
        assertThat(wechat.calls(MSG_SEC_CHECK)).isEqualTo(3);
    }

    @Test
    void a_refused_access_token_leaves_it_to_a_person() {
        wechat.fail(STABLE_TOKEN, 40164);
        assertThat(check("好")).isEqualTo(new Verdict(Suggestion.REVIEW, null));
        assertThat(wired.counted(MSG_SEC_CHECK, "40164")).isEqualTo(1);
    }

    @Test
    void a_redis_that_is_away_leaves_it_to_a_person() {
        try (var alone = new Wired(wechat.baseUrl(), TestRedis.freePort())) {
            assertThat(alone.contentCheck.check(AUTHOR, List.of("好")).block())
                    .isEqualTo(new Verdict(Suggestion.REVIEW, null));
            assertThat(alone.counted(MSG_SEC_CHECK, "token_store")).isEqualTo(1);
        }
    }

    @Test
    void giving_up_leaves_the_shared_token_lock_free() {
        wechat.delay(STABLE_TOKEN, Duration.ofMillis(900));
        try (var hasty = new Wired(Wired.settings(wechat.baseUrl(), Duration.ofMillis(700)), TestRedis.port())) {
            assertThat(hasty.contentCheck.check(AUTHOR, List.of("好")).block())
                    .isEqualTo(new Verdict(Suggestion.REVIEW, null));
        }
        wechat.recover();
        assertThat(check("好")).isEqualTo(new Verdict(Suggestion.PASS, 100));
    }

    @Test
    void pieces_hold_what_wechat_reads_at_once_and_overlap() {
        List<String> pieces = WxContentCheck.pieces("a" + "😀".repeat(2_000));
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(piece.length()).isLessThanOrEqualTo(WxContentCheck.LONGEST);
            assertThat(piece.codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
        });
        assertThat(pieces.get(1))
                .startsWith(pieces.get(0).substring(pieces.get(0).length() - WxContentCheck.SHARED + 2));
        assertThat(WxContentCheck.pieces("")).isEmpty();
    }
}
