package org.youthhome.media;

import org.jspecify.annotations.Nullable;

/**
 * What WeChat thinks of a picture.
 *
 * @param traceId WeChat's name of the check
 * @param label WeChat's label (100 normal, 20001 politics, …), where it gave one
 */
public record PhotoVerdict(
        String traceId, Suggestion suggestion, @Nullable Integer label) {

    /** What to do. */
    public enum Suggestion {
        PASS,
        REVIEW,
        RISKY
    }
}
