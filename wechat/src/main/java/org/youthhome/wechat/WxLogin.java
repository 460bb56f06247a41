package org.youthhome.wechat;

import java.util.Map;
import org.springframework.stereotype.Component;
import org.youthhome.identity.WeChatLogin;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET /sns/jscode2session}: a mini-program's login code for an openid
 * (developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html; 100 a minute for one person, no
 * access token needed).
 *
 * <p>WxJava's own method fetches an access token first, so that Redis or the token quota would stand between people and
 * their login; this one needs neither. The answer's {@code session_key} ends here.
 */
@Component
class WxLogin implements WeChatLogin {

    static final String PATH = "/sns/jscode2session";

    private final WxCalls calls;

    WxLogin(WxCalls calls) {
        this.calls = calls;
    }

    @Override
    public Mono<WeChatIdentity> identify(String code) {
        if (code.isBlank()) {
            return Mono.error(invalid());
        }
        return calls.getWithSecret(PATH, Map.of("js_code", code, "grant_type", "authorization_code"))
                .map(WxLogin::identity)
                .onErrorMap(CallFailed.class, WxLogin::refusal);
    }

    private static WeChatIdentity identity(JsonNode answer) {
        String openId = answer.path("openid").asString("");
        if (openId.isEmpty()) {
            throw unavailable();
        }
        String unionId = answer.path("unionid").asString("");
        return new WeChatIdentity(openId, unionId.isEmpty() ? null : unionId);
    }

    private static Refusal refusal(CallFailed failed) {
        Integer errcode = failed.errcode();
        if (errcode == null) {
            return unavailable();
        }
        return switch (errcode) {
            case 40029 -> invalid();
            case 40163 -> Refusal.of(Kind.UNAUTHENTICATED, "login_code_used");
            case 40226 -> Refusal.of(Kind.FORBIDDEN, "login_blocked");
            case 45011 -> Refusal.of(Kind.LIMITED, "login_too_often");
            default -> unavailable();
        };
    }

    private static Refusal invalid() {
        return Refusal.of(Kind.UNAUTHENTICATED, "login_code_invalid");
    }

    private static Refusal unavailable() {
        return Refusal.of(Kind.UNAVAILABLE, "wechat_unavailable");
    }
}
