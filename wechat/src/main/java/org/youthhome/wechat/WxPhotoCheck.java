package org.youthhome.wechat;

import java.net.URI;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.youthhome.media.PhotoCheck;
import reactor.core.publisher.Mono;

/**
 * {@code POST /wxa/media_check_async}, version 2: asks WeChat to look at a picture
 * (developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/mediaCheckAsync.html; 2,000 calls a minute;
 * the author must have used the mini-program within two hours, else 61010). Its answer is pushed to {@link WxPushGate},
 * so that without a way for it nobody is asked.
 */
@Component
class WxPhotoCheck implements PhotoCheck {

    static final String PATH = "/wxa/media_check_async";

    private static final int PICTURE = 2;
    private static final int LONGEST_NAME = 128;

    private final WxCalls calls;
    private final int scene;
    private final boolean answered;

    WxPhotoCheck(WxCalls calls, WeChatSettings settings) {
        this.calls = calls;
        this.scene = settings.contentScene();
        this.answered = settings.push() != null;
    }

    @Override
    public Mono<String> ask(String authorOpenId, URI address) {
        if (!answered) {
            return Mono.empty();
        }
        return calls.postWithToken(
                        PATH,
                        Map.of(
                                "version",
                                2,
                                "scene",
                                scene,
                                "openid",
                                authorOpenId,
                                "media_type",
                                PICTURE,
                                "media_url",
                                address.toString()))
                .map(answer -> answer.path("trace_id").asString(""))
                .filter(name -> !name.isBlank() && name.length() <= LONGEST_NAME)
                .onErrorResume(CallFailed.class, away -> Mono.empty());
    }
}
