package org.youthhome.activity;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Port to WeChat's content check ({@code POST /wxa/msg_sec_check}, version 2).
 *
 * <p>Never fails: an outage, a time-out, a quota or an author who was not active within two hours (61010) is
 * {@link Suggestion#REVIEW}, so that a person decides (RULES.md 5).
 */
public interface ContentCheck {

    /**
     * What WeChat thinks of these texts.
     *
     * @param authorOpenId who wrote it
     * @param texts what others would read; the adapter splits at WeChat's 2,500 characters and the worst answer counts
     */
    Mono<Verdict> check(String authorOpenId, java.util.List<String> texts);

    /** What to do. */
    enum Suggestion {
        PASS,
        REVIEW,
        RISKY
    }

    /**
     * The answer.
     *
     * @param label WeChat's label (100 normal, 10001 advertising, 20001 politics, …), absent when WeChat gave none
     */
    record Verdict(Suggestion suggestion, @Nullable Integer label) {}
}
