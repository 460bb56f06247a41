package org.youthhome.media;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Port to the queue of what a person has to look at. */
public interface PhotoReviews {

    /** Puts a photo in the queue, in the caller's transaction. */
    Mono<Void> ask(Photo photo, @Nullable Integer label);
}
