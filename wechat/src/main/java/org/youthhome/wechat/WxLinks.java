package org.youthhome.wechat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Refusal;
import org.youthhome.sharing.MiniProgramLinks;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /wxa/generate_urllink}
 * (developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/url-link/generateUrlLink.html; 500,000 a day, good for at
 * most 30 days).
 */
@Component
class WxLinks implements MiniProgramLinks {

    static final String PATH = "/wxa/generate_urllink";

    private static final int AFTER_SO_MANY_DAYS = 1;

    private final WxCalls calls;
    private final WeChatSettings app;
    private final WeChatCodeSettings settings;

    WxLinks(WxCalls calls, WeChatSettings app, WeChatCodeSettings settings) {
        this.calls = calls;
        this.app = app;
        this.settings = settings;
    }

    @Override
    public Mono<URI> make(String page, String query, Duration goodFor) {
        return calls.postWithToken(
                        PATH,
                        Map.of(
                                "path", page,
                                "query", query,
                                "expire_type", AFTER_SO_MANY_DAYS,
                                "expire_interval", goodFor.toDays(),
                                "env_version", settings.version()))
                .map(WxLinks::link)
                .onErrorMap(CallFailed.class, failed -> unavailable());
    }

    @Override
    public String version() {
        return app.appId() + ':' + settings.version();
    }

    /** Whoever follows it trusts it, so nothing but https is handed on. */
    private static URI link(JsonNode answer) {
        String link = answer.path("url_link").asString("");
        if (!link.startsWith("https://")) {
            throw unavailable();
        }
        try {
            return URI.create(link);
        } catch (IllegalArgumentException malformed) {
            throw unavailable();
        }
    }

    private static Refusal unavailable() {
        return Refusal.of(Refusal.Kind.UNAVAILABLE, "wechat_unavailable");
    }
}
