package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.youthhome.identity.WeChatLogin;
import org.youthhome.identity.WeChatLogin.WeChatIdentity;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;

/** What {@link WeChatLogin} promises, whoever keeps the promise. */
abstract class WeChatLoginContract {

    /** What can go wrong at WeChat, and the refusal it must become. */
    enum Trouble {
        INVALID(40029, Kind.UNAUTHENTICATED, "login_code_invalid"),
        USED(40163, Kind.UNAUTHENTICATED, "login_code_used"),
        BLOCKED(40226, Kind.FORBIDDEN, "login_blocked"),
        TOO_OFTEN(45011, Kind.LIMITED, "login_too_often"),
        BUSY(-1, Kind.UNAVAILABLE, "wechat_unavailable"),
        QUOTA(45009, Kind.UNAVAILABLE, "wechat_unavailable"),
        WRONG_SECRET(40125, Kind.UNAVAILABLE, "wechat_unavailable"),
        TOKEN(40001, Kind.UNAVAILABLE, "wechat_unavailable"),
        SLOW(0, Kind.UNAVAILABLE, "wechat_unavailable"),
        CUT(0, Kind.UNAVAILABLE, "wechat_unavailable");

        final int errcode;
        final Kind kind;
        final String code;

        Trouble(int errcode, Kind kind, String code) {
            this.errcode = errcode;
            this.kind = kind;
            this.code = code;
        }
    }

    abstract WeChatLogin login();

    /** From now on WeChat has this trouble with every login of this test. */
    abstract void given(Trouble trouble);

    WeChatIdentity identify(String code) {
        return java.util.Objects.requireNonNull(login().identify(code).block());
    }

    Refusal refusal(String code) {
        return assertThrows(Refusal.class, () -> identify(code));
    }

    @Test
    void a_good_code_is_an_openid_of_28_characters() {
        assertThat(identify("demo:volunteer-1").openId()).hasSize(28).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void one_person_has_one_openid_and_another_has_another() {
        String openId = identify("demo:volunteer-1").openId();
        assertThat(identify("demo:volunteer-1").openId()).isEqualTo(openId);
        assertThat(identify("demo:volunteer-2").openId()).isNotEqualTo(openId);
    }

    @Test
    void a_unionid_is_there_only_where_wechat_gives_one() {
        assertThat(identify("demo:volunteer-1").unionId()).isNull();
        assertThat(identify("real:volunteer-1").unionId()).isNotBlank();
    }

    @Test
    void a_real_code_is_good_once() {
        assertThat(identify("real:once").openId()).hasSize(28);
        assertThat(refusal("real:once").code()).isEqualTo("login_code_used");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "demo:", "nonsense", "071Kx&secret=other#?%00", "志愿者"})
    void a_code_that_wechat_never_gave_is_refused(String code) {
        assertThat(refusal(code).code()).isEqualTo("login_code_invalid");
    }

    @ParameterizedTest
    @EnumSource
    void a_trouble_becomes_its_refusal(Trouble trouble) {
        given(trouble);
        Refusal refusal = refusal("demo:volunteer-1");
        assertThat(refusal.code()).isEqualTo(trouble.code);
        assertThat(refusal.kind()).isEqualTo(trouble.kind);
    }

    @Test
    void who_it_is_cannot_be_printed() {
        WeChatIdentity identity = identify("real:volunteer-1");
        assertThat(identity.toString()).doesNotContain(identity.openId());
    }
}
