package org.youthhome.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.youthhome.identity.PlaceOf;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

/**
 * Shows photos: to everybody what has passed and stands in something that everybody may see, all else to those who publish
 * or review at its community; to anybody else it does not exist.
 */
@Component
public class Photos implements PlaceOf {

    private static final Logger LOG = LoggerFactory.getLogger(Photos.class);

    /** Each at most some hundred kilobytes, for one second: a thousand people at one page read each picture once. */
    private static final int KEPT = 32;

    private final PhotoStore store;
    private final PhotoFiles files;
    private final PhotoUse use;
    private final Rights rights;
    private final Cache<Wanted, Mono<byte[]>> shared = Caffeine.newBuilder()
            .maximumSize(KEPT)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();

    /** What somebody is still being sent: a thousand slow readers of one picture hold one array. It never changes. */
    private final Cache<String, byte[]> inHand =
            Caffeine.newBuilder().weakValues().build();

    Photos(PhotoStore store, PhotoFiles files, PhotoUse use, Rights rights) {
        this.store = store;
        this.files = files;
        this.use = use;
        this.rights = rights;
    }

    /** @param inPublic only where something that everybody may see shows it */
    private record Wanted(UUID id, Photo.Size size, boolean inPublic) {}

    /**
     * A picture as somebody may see it.
     *
     * @param forEverybody whether anybody may keep it, for ever: it never changes
     */
    public record Picture(byte[] jpeg, boolean forEverybody) {}

    /** The picture as the caller may see it; what the caller may not see does not exist. */
    public Mono<Picture> picture(UUID id, Photo.Size size, @Nullable UUID caller) {
        return passed(new Wanted(id, size, true))
                .map(jpeg -> new Picture(jpeg, true))
                .switchIfEmpty(Mono.defer(() -> caller == null
                        ? Mono.empty()
                        : store.find(id)
                                .filterWhen(photo -> rights.may(
                                        caller, photo.communityId(), Right.PUBLISH_ACTIVITY, Right.REVIEW_CONTENT))
                                .flatMap(photo -> read(id, size.width()))
                                .map(jpeg -> new Picture(jpeg, false))))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("photo")));
    }

    /** The picture for WeChat, which knows the token that it was asked with. */
    public Mono<byte[]> forCheck(UUID id, String token) {
        return store.findByToken(id, token)
                .flatMap(photo -> read(photo.id(), Photo.Size.LARGE.width()))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("photo")));
    }

    /** The JPEG of a photo that has passed, for what is made of it, such as a poster; empty where it has not. */
    public Mono<byte[]> passed(UUID id, Photo.Size size) {
        return passed(new Wanted(id, size, false));
    }

    /** One photo. */
    public Mono<Photo> find(UUID id) {
        return store.find(id).switchIfEmpty(Mono.error(() -> Refusal.notFound("photo")));
    }

    /** Those of the photos that there are. */
    public Mono<Map<UUID, Photo>> byIds(Collection<UUID> ids) {
        return store.find(ids).collectMap(Photo::id);
    }

    /** How many of these there are; none of them goes before the caller's transaction ends. */
    public Mono<Long> hold(Collection<UUID> ids) {
        return ids.isEmpty() ? Mono.just(0L) : store.hold(ids);
    }

    private Mono<byte[]> passed(Wanted wanted) {
        // Only a picture is kept: what is published in this moment is there in this moment.
        return Mono.defer(() -> shared.get(wanted, key -> store.find(key.id())
                .filter(photo -> photo.state() == Photo.State.PASSED)
                .filterWhen(photo -> key.inPublic() ? use.isPublic(key.id()) : Mono.just(true))
                .flatMap(photo -> read(key.id(), key.size().width()))
                .doOnSuccess(found -> {
                    if (found == null) {
                        shared.invalidate(key);
                    }
                })
                .doOnError(failed -> shared.invalidate(key))
                .cache()));
    }

    /** A disk or a store that is away is no fault of ours, and not for ever. */
    private Mono<byte[]> read(UUID id, int width) {
        String name = PhotoFiles.name(id, width);
        return Mono.defer(() -> Mono.justOrEmpty(inHand.getIfPresent(name)))
                .switchIfEmpty(Mono.defer(() -> files.read(id, width).map(jpeg -> inHand.get(name, key -> jpeg))))
                .onErrorMap(away -> {
                    LOG.warn("A photo cannot be read: {}", away.toString());
                    return Refusal.of(Refusal.Kind.UNAVAILABLE, "photos_unavailable");
                });
    }

    @Override
    public String thing() {
        return "photo";
    }

    @Override
    public Mono<UUID> placeOf(String variable) {
        return Ids.parse(variable).flatMap(store::find).map(Photo::communityId);
    }
}
