package org.youthhome.sharing;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Port to whoever keeps photos of activities; without one, posters do without a photo. */
public interface ActivityPhotos {

    /**
     * The photo that stands for an activity, one that everybody may see: JPEG or PNG of at most 20 megapixels; empty when
     * there is none.
     */
    Mono<byte[]> cover(UUID activityId);
}
