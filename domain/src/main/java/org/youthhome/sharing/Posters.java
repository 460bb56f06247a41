package org.youthhome.sharing;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
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
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;
import org.youthhome.media.Photo;
import org.youthhome.media.Photos;
import org.youthhome.sharing.PosterContent.Scan;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Posters of activities. What is on one is found out for each request; it is painted once, by two threads of their own, and
 * kept by its content; only then its photo is read and its QR code drawn. Where WeChat gives no code, a QR code of the
 * activity's page stands in its place, so that there is always a poster.
 *
 * <p>Metrics: {@code youthhome.posters.painted} (seconds; {@code layout}).
 */
@Component
public class Posters implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Posters.class);

    private static final int PAINTERS = 2;
    private static final int WAITING = 64;

    /** Some 100 posters with a photo for a group's chat, or 30 for A4. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int PART_OF_HEAP = 8;

    private final Activities activities;
    private final KeptCodes codes;
    private final ActivityLinks links;
    private final Photos photos;
    private final Clock clock;
    private final MeterRegistry meters;
    private final ThreadPoolExecutor painters;
    private final Semaphore room = new Semaphore(PAINTERS + WAITING);
    private final AsyncCache<String, byte[]> painted;

    Posters(
            Activities activities,
            KeptCodes codes,
            ActivityLinks links,
            Photos photos,
            Clock clock,
            MeterRegistry meters) {
        this.activities = activities;
        this.codes = codes;
        this.links = links;
        this.photos = photos;
        this.clock = clock;
        this.meters = meters;
        CustomizableThreadFactory names = new CustomizableThreadFactory("poster-");
        names.setDaemon(true);
        // Not more than there is room for ever wait in it.
        this.painters = new ThreadPoolExecutor(
                PAINTERS, PAINTERS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(PAINTERS + WAITING), names);
        this.painters.allowCoreThreadTimeOut(true);
        this.painted = Caffeine.newBuilder()
                .maximumWeight(mostBytes(Runtime.getRuntime().maxMemory()))
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
     * @param hash of all that is on it; to know it costs neither a photo nor a picture
     * @param everybodys whether everybody may see it; otherwise it is its organisers' preview
     * @param painting painted when it is asked for
     */
    public record Poster(String hash, boolean everybodys, Mono<Painting> painting) {}

    /**
     * A painted poster.
     *
     * @param hash of all that is on it; another than {@link Poster#hash()} where the photo could not be read
     */
    public record Painting(String hash, byte[] png) {}

    /** The poster of an activity as the caller may see it. */
    public Mono<Poster> of(UUID activityId, @Nullable UUID caller, PosterLayout layout, Scanned scanned) {
        return activities.show(activityId, caller).flatMap(shown -> scan(activityId, scanned)
                .map(scan -> content(shown, scan))
                .map(content ->
                        new Poster(content.hash(layout), shown.activity().visible(), painting(content, layout))));
    }

    private Mono<Scan> scan(UUID activityId, Scanned scanned) {
        String page = links.page(activityId);
        Mono<Scan> link = Mono.just(new Scan(page, null));
        return scanned == Scanned.LINK
                ? link
                : codes.of(new ActivityCode(activityId))
                        .map(picture -> new Scan(page, picture))
                        .onErrorResume(Refusal.class, no -> link);
    }

    /** The first that has passed. */
    private static @Nullable UUID photo(Activities.Shown shown) {
        return shown.photos().stream()
                .map(Activities.ShownPhoto::photo)
                .filter(photo -> photo.state() == Photo.State.PASSED)
                .map(Photo::id)
                .findFirst()
                .orElse(null);
    }

    private PosterContent content(Activities.Shown shown, Scan scan) {
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
                scan,
                photo(shown));
    }

    /** Without a photo that cannot be read, and then kept by another hash, so that the photo comes back with its store. */
    private Mono<Painting> painting(PosterContent content, PosterLayout layout) {
        return Mono.defer(() -> {
                    String hash = content.hash(layout);
                    return Mono.fromFuture(painted.get(hash, (key, executor) -> begun(content, layout)), true)
                            .map(png -> new Painting(hash, png));
                })
                .switchIfEmpty(Mono.defer(() -> painting(content.withoutPhoto(), layout)));
    }

    /** What is full says so before it reads a photo. Null, which is not kept, where there is a photo but not its picture. */
    private CompletableFuture<byte[]> begun(PosterContent content, PosterLayout layout) {
        if (!room.tryAcquire()) {
            throw Refusal.of(Kind.UNAVAILABLE, "posters_busy");
        }
        CompletableFuture<byte[]> png = new CompletableFuture<>();
        Disposable unused = picture(content.photo())
                .flatMap(photo -> Mono.fromFuture(() -> CompletableFuture.supplyAsync(
                        () -> paint(content, photo.length == 0 ? null : photo, layout), painters)))
                .doFinally(end -> room.release())
                .subscribe(png::complete, png::completeExceptionally, () -> png.complete(null));
        return png;
    }

    private Mono<byte[]> picture(@Nullable UUID photo) {
        return photo == null
                ? Mono.just(new byte[0])
                : photos.passed(photo, Photo.Size.SCREEN).onErrorResume(away -> {
                    LOG.warn("A poster does without its photo", away);
                    return Mono.empty();
                });
    }

    private byte[] paint(PosterContent content, byte @Nullable [] photo, PosterLayout layout) {
        Timer.Sample sample = Timer.start(meters);
        byte[] png = PosterPainter.paint(content, photo, layout);
        sample.stop(Timer.builder("youthhome.posters.painted")
                .description("Posters painted, and how long each took")
                .tag("layout", layout.name().toLowerCase(Locale.ROOT))
                .register(meters));
        return png;
    }

    /** How many bytes of pictures are kept by a process that may have so many bytes of heap. */
    static long mostBytes(long heap) {
        return Math.min(MOST_BYTES, heap / PART_OF_HEAP);
    }

    @Override
    public void destroy() {
        painters.shutdown();
    }
}
