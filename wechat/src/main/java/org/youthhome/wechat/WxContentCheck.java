package org.youthhome.wechat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ContentCheck;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /wxa/msg_sec_check}, version 2: what WeChat thinks of a text
 * (developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html; 2,500 characters a call,
 * 4,000 calls a minute; the author must have used the mini-program within two hours, else 61010).
 */
@Component
class WxContentCheck implements ContentCheck {

    static final String PATH = "/wxa/msg_sec_check";

    /** WeChat's longest content, in characters. */
    static final int LONGEST = 2_500;

    /** What neighbouring pieces share, in characters, so that a phrase on the cut is read whole. */
    static final int SHARED = 50;

    private static final Verdict ASK_A_PERSON = new Verdict(Suggestion.REVIEW, null);

    private final WxCalls calls;
    private final int scene;

    WxContentCheck(WxCalls calls, WeChatSettings settings) {
        this.calls = calls;
        this.scene = settings.contentScene();
    }

    @Override
    public Mono<Verdict> check(String authorOpenId, List<String> texts) {
        // Joined, since a call for each short field would eat the quota and the author's patience.
        String content =
                String.join("\n", texts.stream().filter(t -> !t.isBlank()).toList());
        return Flux.fromIterable(pieces(content))
                .concatMap(piece -> checkPiece(authorOpenId, piece))
                .takeUntil(verdict -> verdict.suggestion() == Suggestion.RISKY)
                .reduce(WxContentCheck::worse)
                .defaultIfEmpty(new Verdict(Suggestion.PASS, null));
    }

    private Mono<Verdict> checkPiece(String authorOpenId, String piece) {
        return calls.postWithToken(PATH, Map.of("version", 2, "scene", scene, "openid", authorOpenId, "content", piece))
                .map(WxContentCheck::verdict)
                .onErrorReturn(ASK_A_PERSON);
    }

    private static Verdict verdict(JsonNode answer) {
        JsonNode result = answer.path("result");
        Suggestion suggestion =
                switch (result.path("suggest").asString("")) {
                    case "pass" -> Suggestion.PASS;
                    case "risky" -> Suggestion.RISKY;
                    default -> Suggestion.REVIEW;
                };
        return new Verdict(suggestion, label(result));
    }

    private static @Nullable Integer label(JsonNode result) {
        JsonNode label = result.path("label");
        return label.canConvertToInt() ? Integer.valueOf(label.asInt()) : null;
    }

    private static Verdict worse(Verdict one, Verdict other) {
        return other.suggestion().compareTo(one.suggestion()) > 0 ? other : one;
    }

    /** The text in pieces of at most {@link #LONGEST} UTF-16 units, overlapping, no character torn. */
    static List<String> pieces(String content) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < content.length()) {
            int to = Math.min(content.length(), from + LONGEST);
            if (to < content.length() && Character.isLowSurrogate(content.charAt(to))) {
                to--;
            }
            pieces.add(content.substring(from, to));
            if (to == content.length()) {
                break;
            }
            from = to - SHARED;
            if (Character.isLowSurrogate(content.charAt(from))) {
                from++;
            }
        }
        return List.copyOf(pieces);
    }
}
