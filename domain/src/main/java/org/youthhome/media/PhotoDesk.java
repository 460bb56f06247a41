package org.youthhome.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Times;
import org.youthhome.kernel.Tokens;
import org.youthhome.media.Renditions.Rendition;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Takes photos in: to a file, through the decoder at most so many at once, out as new pictures, and to WeChat's check. A
 * photo that is refused, or whose upload breaks off, leaves nothing behind.
 */
@Component
public class PhotoDesk implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(PhotoDesk.class);

    private static final Duration DAY = Duration.ofHours(24);

    private final PhotoStore store;
    private final PhotoFiles files;
    private final UploadFolder uploads;
    private final PhotoVerdicts verdicts;
    private final Rights rights;
    private final Territory territory;
    private final AuditTrail audit;
    private final MediaSettings settings;
    private final Ids ids;
    private final Clock clock;
    private final ReactiveStringRedisTemplate redis;
    private final TransactionalOperator transaction;
    private final Scheduler decoders;

    PhotoDesk(
            PhotoStore store,
            PhotoFiles files,
            UploadFolder uploads,
            PhotoVerdicts verdicts,
            Rights rights,
            Territory territory,
            AuditTrail audit,
            MediaSettings settings,
            Ids ids,
            Clock clock,
            ReactiveStringRedisTemplate redis,
            TransactionalOperator transaction) {
        this.store = store;
        this.files = files;
        this.uploads = uploads;
        this.verdicts = verdicts;
        this.rights = rights;
        this.territory = territory;
        this.audit = audit;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
        this.redis = redis;
        this.transaction = transaction;
        this.decoders = Schedulers.newBoundedElastic(
                settings.decodedAtOnce(),
                Math.max(1, settings.waiting() / settings.decodedAtOnce()),
                "photos",
                60,
                true);
    }

    /**
     * A new photo of a community where the caller may publish.
     *
     * @param body the file; nothing of it is read before the caller may
     */
    public Mono<Photo> upload(UUID caller, UUID communityId, Flux<DataBuffer> body) {
        return community(communityId)
                .then(rights.require(caller, communityId, Right.PUBLISH_ACTIVITY))
                .then(Mono.defer(() -> begun(caller)))
                .flatMap(begun -> begun > settings.perDay()
                        ? Mono.just(begun)
                        : store.uploadedWithin(caller, DAY).map(uploaded -> uploaded + 1))
                .flatMap(begun -> begun > settings.perDay()
                        ? Mono.error(Refusal.of(
                                Refusal.Kind.LIMITED,
                                "too_many_photos",
                                Map.of("most", settings.perDay(), "retryAfterSeconds", 3600)))
                        : uploads.with(body, this::renditions))
                .flatMap(renditions -> keep(caller, communityId, renditions));
    }

    /** The how manieth of the day this one is, whatever becomes of it; none when Redis is away, which stops nobody. */
    private Mono<Long> begun(UUID caller) {
        String key = "yh:photos:begun:" + caller + ':' + LocalDate.ofInstant(clock.instant(), Times.CITY_ZONE);
        return redis.opsForValue()
                .increment(key)
                .flatMap(begun -> redis.expire(key, DAY).thenReturn(begun))
                .onErrorResume(away -> {
                    LOG.debug("Redis did not count an upload", away);
                    return Mono.just(0L);
                });
    }

    private Mono<List<Rendition>> renditions(Path file) {
        return Mono.fromCallable(() -> decode(file))
                .subscribeOn(decoders)
                .onErrorMap(RejectedExecutionException.class, full -> Refusal.of(Refusal.Kind.UNAVAILABLE, "too_busy"));
    }

    private List<Rendition> decode(Path file) throws IOException {
        PictureHeader header =
                PictureHeader.read(Files.readAllBytes(file), settings.pixels(), settings.decodedWebpPixels());
        return Renditions.of(file, header, settings.decodedPixels());
    }

    private Mono<Photo> keep(UUID caller, UUID communityId, List<Rendition> renditions) {
        Rendition largest = renditions.get(0);
        Photo photo = new Photo(
                ids.next(),
                communityId,
                caller,
                clock.instant(),
                Photo.State.CHECKING,
                null,
                null,
                largest.width(),
                largest.height());
        String checkToken = Tokens.random();
        return Mono.usingWhen(
                        Mono.just(photo),
                        made -> Flux.fromIterable(renditions)
                                .concatMap(rendition -> files.write(made.id(), rendition.named(), rendition.jpeg())
                                        .onErrorMap(away -> {
                                            LOG.error("A photo cannot be kept: {}", away.toString());
                                            return Refusal.of(Refusal.Kind.UNAVAILABLE, "no_room_for_photos");
                                        }))
                                .then(Mono.defer(() -> store.add(
                                                made,
                                                checkToken,
                                                clock.instant().plus(PhotoVerdicts.FETCHED_WITHIN))
                                        .then(audit.record(caller, "photo.upload", made.id(), communityId, Map.of()))
                                        .as(transaction::transactional)))
                                .thenReturn(made),
                        made -> Mono.empty(),
                        (made, failure) -> undo(made.id()),
                        made -> undo(made.id()))
                .flatMap(made -> verdicts.ask(made, checkToken).then(store.find(made.id())));
    }

    private Mono<Void> undo(UUID id) {
        return Flux.fromIterable(Renditions.WIDTHS)
                .concatMap(width -> files.remove(id, width).onErrorComplete())
                .then(store.remove(id));
    }

    private Mono<Void> community(UUID id) {
        return territory
                .tree()
                .flatMap(tree -> tree.place(id)
                                .filter(place -> place.kind() == Place.Kind.COMMUNITY)
                                .isPresent()
                        ? Mono.empty()
                        : Mono.error(Refusal.invalid("communityId", "unknown_place")));
    }

    @Override
    public void destroy() {
        decoders.dispose();
    }
}
