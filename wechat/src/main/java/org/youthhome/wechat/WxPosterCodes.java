package org.youthhome.wechat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;
import org.youthhome.sharing.MiniProgramCodes;
import reactor.core.publisher.Mono;

/**
 * {@code POST /wxa/getwxacodeunlimit}: mini-program codes without a limit to their number
 * (developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/qr-code/getUnlimitedQRCode.html; 5,000 a minute).
 */
@Component
class WxPosterCodes implements MiniProgramCodes {

    static final String PATH = "/wxa/getwxacodeunlimit";

    private static final int QUOTA_SPENT = 45009;
    private static final int NO_SUCH_PAGE = 41030;
    private static final int QUOTA_SECONDS = 60;

    private final WxCalls calls;
    private final WeChatSettings app;
    private final WeChatCodeSettings settings;

    WxPosterCodes(WxCalls calls, WeChatSettings app, WeChatCodeSettings settings) {
        this.calls = calls;
        this.app = app;
        this.settings = settings;
    }

    @Override
    public Mono<byte[]> draw(String page, String scene) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("scene", scene);
        body.put("page", page);
        body.put("check_path", settings.checkPage());
        body.put("env_version", settings.version());
        body.put("width", settings.width());
        return calls.postForPicture(PATH, body).onErrorMap(CallFailed.class, WxPosterCodes::refusal);
    }

    @Override
    public String version() {
        return app.appId() + ':' + settings.version() + ':' + settings.width();
    }

    private static Refusal refusal(CallFailed failed) {
        Integer errcode = failed.errcode();
        if (errcode != null && errcode == QUOTA_SPENT) {
            return Refusal.of(Kind.LIMITED, "mini_program_code_quota", Map.of("retryAfterSeconds", QUOTA_SECONDS));
        }
        return errcode != null && errcode == NO_SUCH_PAGE
                ? Refusal.of(Kind.UNAVAILABLE, "mini_program_page_missing")
                : Refusal.of(Kind.UNAVAILABLE, "wechat_unavailable");
    }
}
