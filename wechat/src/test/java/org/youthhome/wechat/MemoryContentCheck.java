package org.youthhome.wechat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.youthhome.activity.ContentCheck;
import reactor.core.publisher.Mono;

/** WeChat's content check in memory: judges as {@link SimulatedWeChat} does. */
public final class MemoryContentCheck implements ContentCheck {

    private final AtomicBoolean away = new AtomicBoolean();

    /** The next check finds WeChat away. */
    public void awayNext() {
        away.set(true);
    }

    @Override
    public Mono<Verdict> check(String authorOpenId, List<String> texts) {
        return Mono.fromCallable(() -> {
            String content = String.join("\n", texts);
            if (away.getAndSet(false)) {
                return new Verdict(Suggestion.REVIEW, null);
            }
            if (content.isBlank()) {
                return new Verdict(Suggestion.PASS, null);
            }
            if (content.contains("违规")) {
                return new Verdict(Suggestion.RISKY, 20006);
            }
            return content.contains("待审") ? new Verdict(Suggestion.REVIEW, 21000) : new Verdict(Suggestion.PASS, 100);
        });
    }
}
