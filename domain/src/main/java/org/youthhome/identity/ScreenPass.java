package org.youthhome.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Port: knows the narrow tokens of wall screens, which begin with {@link #PREFIX}. */
public interface ScreenPass {

    /** How a screen's token begins, so that it is never taken for a person's. */
    String PREFIX = "scr_";

    /** The screen of this token; empty when the token is unknown or has expired. */
    Mono<ScreenHolder> verify(String deviceToken);

    /**
     * A screen behind a request. A controller that declares it as a parameter gets it.
     *
     * @param occurrenceId what it may show; null until a worker has paired it
     */
    record ScreenHolder(UUID screenId, @Nullable UUID occurrenceId) {}
}
