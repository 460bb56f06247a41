package org.youthhome.activity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.youthhome.identity.PlaceOf;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.PublicChange;
import org.youthhome.kernel.Refusal;
import org.youthhome.media.Photo;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.YouthHome;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Mono;

/** Shows one activity: a published one to everybody, the others to those who publish or review there. */
@Component
public class Activities implements PlaceOf {

    /** Short, since pages made of it are kept for a second more: both together stay within two. */
    private static final Duration KEPT = Duration.ofMillis(500);

    private static final int MOST = 256;

    private final ActivityStore store;
    private final ReviewStore reviews;
    private final ActivityPhotos photos;
    private final YouthHomes homes;
    private final Territory territory;
    private final Rights rights;
    /** What strangers see: the page, the poster and the details of one activity, asked for by many at once. */
    private final Cache<UUID, Mono<Shown>> forStrangers;

    Activities(
            ActivityStore store,
            ReviewStore reviews,
            ActivityPhotos photos,
            YouthHomes homes,
            Territory territory,
            Rights rights,
            Ticker ticker) {
        this.store = store;
        this.reviews = reviews;
        this.photos = photos;
        this.homes = homes;
        this.territory = territory;
        this.rights = rights;
        this.forStrangers = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .build();
    }

    @EventListener
    void forget(PublicChange change) {
        forStrangers.invalidateAll();
    }

    /**
     * An activity with where it is.
     *
     * @param photos those that have passed; for those who publish there, all of them
     * @param lastReview the last that a person was or is asked about it; only for those who publish there
     */
    public record Shown(
            Activity activity,
            YouthHome home,
            String communityName,
            List<ShownPhoto> photos,
            @Nullable ContentReview lastReview) {}

    /** A photo of an activity with what it shows, for who cannot see it. */
    public record ShownPhoto(Photo photo, String alt) {}

    /** The activity as the caller may see it; what the caller may not see does not exist. */
    public Mono<Shown> show(UUID id, @Nullable UUID caller) {
        return caller != null
                ? visible(id, caller)
                : Mono.defer(() -> forStrangers.get(id, key -> visible(key, null)
                        .doOnError(no -> forStrangers.invalidate(key))
                        .cache()));
    }

    private Mono<Shown> visible(UUID id, @Nullable UUID caller) {
        return store.find(id)
                .zipWhen(activity -> insider(activity, caller))
                .filter(found -> found.getT1().visible() || found.getT2())
                .flatMap(found -> shown(found.getT1(), found.getT2()))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")));
    }

    /** The activity as its organisers see it. */
    public Mono<Shown> shown(Activity activity) {
        return shown(activity, true);
    }

    /** The activity as everybody else would see it, published or not. */
    Mono<Shown> seenByOthers(Activity activity) {
        return shown(activity, false);
    }

    private Mono<Shown> shown(Activity activity, boolean insider) {
        return Mono.zip(
                        homes.byId(activity.youthHomeId()),
                        territory.tree(),
                        photos.shown(activity.texts().photos(), insider))
                .flatMap(where -> {
                    String community = where.getT2()
                            .place(activity.communityId())
                            .map(Place::name)
                            .orElse("");
                    Shown shown = new Shown(activity, where.getT1(), community, where.getT3(), null);
                    return insider
                            ? reviews.lastOf(activity.id())
                                    .map(review -> new Shown(activity, where.getT1(), community, where.getT3(), review))
                                    .defaultIfEmpty(shown)
                            : Mono.just(shown);
                });
    }

    private Mono<Boolean> insider(Activity activity, @Nullable UUID caller) {
        return caller == null
                ? Mono.just(false)
                : rights.may(caller, activity.communityId(), Right.PUBLISH_ACTIVITY, Right.REVIEW_CONTENT);
    }

    @Override
    public String thing() {
        return "activity";
    }

    @Override
    public Mono<UUID> placeOf(String variable) {
        return Ids.parse(variable).flatMap(store::communityOf);
    }
}
