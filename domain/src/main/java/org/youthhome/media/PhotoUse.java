package org.youthhome.media;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Port to what shows photos. */
public interface PhotoUse {

    /** Whether something that everybody may see shows the photo, provided that it has passed. */
    Mono<Boolean> isPublic(UUID photoId);

    /** Whether anything shows the photo or may come to show it: a draft, a template, an edit that waits. */
    Mono<Boolean> isUsed(UUID photoId);
}
