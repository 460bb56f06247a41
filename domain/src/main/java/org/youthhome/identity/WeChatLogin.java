package org.youthhome.identity;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Port to WeChat's login ({@code GET /sns/jscode2session}).
 *
 * <p>Signals a {@link org.youthhome.kernel.Refusal}: {@code login_code_invalid} (40029), {@code login_code_used}
 * (40163), {@code login_blocked} (40226), {@code login_too_often} (45011, LIMITED), {@code wechat_unavailable}
 * (UNAVAILABLE) on −1, any other errcode, a cut connection or after the time limit.
 */
public interface WeChatLogin {

    /** Who this mini-program login code stands for. A code lives five minutes and is good once. */
    Mono<WeChatIdentity> identify(String code);

    /**
     * Who WeChat says it is.
     *
     * @param openId the person's id for this mini-program; personal data, never logged
     * @param unionId the person's id across one platform account, where WeChat gives it
     */
    record WeChatIdentity(String openId, @Nullable String unionId) {
        @Override
        public String toString() {
            return "WeChatIdentity[…]";
        }
    }
}
