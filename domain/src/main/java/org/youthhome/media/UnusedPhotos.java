package org.youthhome.media;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Photos that nothing shows thirty days after they were uploaded go, with their files. Whoever comes to use one in that
 * moment waits for its row and is told that there is none, or was faster and keeps it.
 */
@Component
class UnusedPhotos {

    private static final Logger LOG = LoggerFactory.getLogger(UnusedPhotos.class);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int AT_ONCE = 500;
    private static final UUID FIRST = new UUID(0, 0);

    private final PhotoStore store;
    private final PhotoFiles files;
    private final PhotoUse use;
    private final Clock clock;
    private final TransactionalOperator transaction;

    /** Where this process goes on: what is in use would be looked at first for ever. */
    private final AtomicReference<UUID> behind = new AtomicReference<>(FIRST);

    UnusedPhotos(PhotoStore store, PhotoFiles files, PhotoUse use, Clock clock, TransactionalOperator transaction) {
        this.store = store;
        this.files = files;
        this.use = use;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Goes through the next so many, from the beginning again after the last; answers how many are gone. */
    Mono<Long> sweep() {
        return Mono.defer(() -> store.decided(clock.instant().minus(KEPT), behind.get(), AT_ONCE))
                .flatMap(ids -> {
                    behind.set(ids.size() < AT_ONCE ? FIRST : ids.get(ids.size() - 1));
                    return gone(ids);
                });
    }

    private Mono<Long> gone(List<UUID> ids) {
        return Flux.fromIterable(ids)
                .concatMap(id -> unused(id)
                        // Most are in use: these are not locked.
                        .flatMap(seen -> store.lock(seen)
                                .flatMap(this::unused)
                                .flatMap(locked -> remove(locked).thenReturn(locked))
                                .as(transaction::transactional))
                        .onErrorResume(away -> {
                            LOG.warn("A photo that nobody uses stays: {}", away.toString());
                            return Mono.empty();
                        }))
                .count();
    }

    private Mono<UUID> unused(UUID id) {
        return use.isUsed(id).filter(used -> !used).map(unused -> id);
    }

    /** The row last: while it is there, the next sweep finds files that could not be removed. */
    private Mono<Void> remove(UUID id) {
        return Flux.fromIterable(Renditions.WIDTHS)
                .concatMap(width -> files.remove(id, width))
                .then(store.remove(id));
    }
}
