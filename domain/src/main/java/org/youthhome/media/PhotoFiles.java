package org.youthhome.media;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Where the pictures lie: JPEG by photo and width. What is written under a name is never changed. */
interface PhotoFiles {

    Mono<Void> write(UUID photoId, int width, byte[] jpeg);

    /** Empty when there is none. */
    Mono<byte[]> read(UUID photoId, int width);

    /** Completes also where there is none. */
    Mono<Void> remove(UUID photoId, int width);

    static String name(UUID photoId, int width) {
        String id = photoId.toString();
        // The end of a UUIDv7 is random, its beginning is the time: folders fill evenly.
        return id.substring(id.length() - 2) + "/" + id + "-" + width + ".jpg";
    }
}
