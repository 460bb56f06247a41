package org.youthhome.sharing;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Activities;
import org.youthhome.activity.Activity;
import org.youthhome.kernel.QrCode;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;
import org.youthhome.media.Photo;
import org.youthhome.media.Photos;
import reactor.core.publisher.Mono;

/**
 * Posters of activities. What is on one is found out for each request; it is painted once, by two threads of their own, and
 * kept by its content. Where WeChat gives no code, a QR code of the activity's page stands in its place, so that there is
 * always a poster.
 */
@Component
public class Posters implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Posters.class);

    private static final int PAINTERS = 2;
    private static final int WAITING = 64;
    private static final long MOST_BYTES = 32L << 20;

    private final Activities activities;
    private final KeptCodes codes;
    private final ActivityLinks links;
    private final Photos photos;
    private final Clock clock;
    private final ThreadPoolExecutor painters;
    private final AsyncCache<String, byte[]> painted;

    Posters(Activities activities, KeptCodes codes, ActivityLinks links, Photos photos, Clock clock) {
        this.activities = activities;
        this.codes = codes;
        this.links = links;
        this.photos = photos;
        this.clock = clock;
        CustomizableThreadFactory names = new CustomizableThreadFactory("poster-");
        names.setDaemon(true);
        this.painters = new ThreadPoolExecutor(
                PAINTERS, PAINTERS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), names);
        this.painters.allowCoreThreadTimeOut(true);
        this.painted = Caffeine.newBuilder()
                .maximumWeight(MOST_BYTES)
                .weigher((String hash, byte[] picture) -> picture.length)
                .buildAsync();
    }

    /** Which code stands on a poster. */
    public enum Scanned {
        /** A mini-program code, which WeChat scans; a QR code while WeChat gives none. */
        MINI_PROGRAM,
        /** A QR code of the activity's page, which every camera scans. */
        LINK
    }

    /**
     * A poster that can be painted.
     *
     * @param hash of all that is on it
     * @param everybodys whether everybody may see it; otherwise it is its organisers' preview
     * @param picture PNG; painted when it is asked for
     */
    public record Poster(String hash, boolean everybodys, Mono<byte[]> picture) {}

    /** The poster of an activity as the caller may see it. */
    public Mono<Poster> of(UUID activityId, @Nullable UUID caller, PosterLayout layout, Scanned scanned) {
        return activities.show(activityId, caller).flatMap(shown -> Mono.zip(code(activityId, scanned), photo(shown))
                .map(pictures -> content(shown, pictures.getT1(), pictures.getT2()))
                .map(content -> {
                    String hash = content.hash(layout);
                    return new Poster(hash, shown.activity().visible(), painted(hash, content, layout));
                }));
    }

    private Mono<byte[]> code(UUID activityId, Scanned scanned) {
        Mono<byte[]> link =
                Mono.fromSupplier(() -> QrCode.of(links.page(activityId)).png());
        return scanned == Scanned.LINK
                ? link
                : codes.of(new ActivityCode(activityId)).onErrorResume(Refusal.class, no -> link);
    }

    /** The first that has passed; none is an empty one. */
    private Mono<byte[]> photo(Activities.Shown shown) {
        return Mono.justOrEmpty(shown.photos().stream()
                        .map(Activities.ShownPhoto::photo)
                        .filter(photo -> photo.state() == Photo.State.PASSED)
                        .findFirst())
                .flatMap(photo -> photos.passed(photo.id(), Photo.Size.SCREEN))
                .onErrorResume(away -> {
                    LOG.warn("A poster does without its photo", away);
                    return Mono.empty();
                })
                .defaultIfEmpty(new byte[0]);
    }

    private PosterContent content(Activities.Shown shown, byte[] code, byte[] photo) {
        Activity activity = shown.activity();
        Instant now = clock.instant();
        List<String> where = new ArrayList<>(List.of(shown.home().address()));
        if (!activity.texts().meetingPoint().isBlank()) {
            where.add(0, activity.texts().meetingPoint());
        }
        return new PosterContent(
                ActivityWords.eyebrow(activity),
                activity.texts().title(),
                activity.texts().summary(),
                ActivityWords.times(activity, now),
                shown.home().name(),
                where,
                shown.communityName(),
                ActivityWords.notice(activity, now),
                code,
                photo.length == 0 ? null : photo);
    }

    private Mono<byte[]> painted(String hash, PosterContent content, PosterLayout layout) {
        return Mono.defer(() -> Mono.fromFuture(
                        painted.get(
                                hash,
                                (key, executor) -> CompletableFuture.supplyAsync(
                                        () -> PosterPainter.paint(content, layout), painters)),
                        true))
                .onErrorMap(RejectedExecutionException.class, full -> Refusal.of(Kind.UNAVAILABLE, "posters_busy"));
    }

    @Override
    public void destroy() {
        painters.shutdown();
    }
}
