package org.youthhome.activity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;

/**
 * Occurrences as they were read at most one second ago, one read for all who ask at once. What was asked for in one second
 * is read anew in the next with a single question, by whoever asks first: most of it will be asked for again, and a hundred
 * gates cost one question a second, not a hundred.
 */
final class RecentOccurrences {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MOST_READ_ANEW = 1_000;
    private static final int MOST_KEPT = 20_000;

    private final Source source;
    private final Ticker ticker;
    private final AtomicReference<Second> now;

    /** Where they are read. */
    interface Source {

        Mono<Map<UUID, Occurrence>> byIds(Collection<UUID> ids);

        Mono<Occurrence> byId(UUID id);

        Mono<Occurrence> byCodeNumber(long number);
    }

    /** The same occurrences in two orders. */
    private record Found(Map<UUID, Occurrence> byId, Map<Long, Occurrence> byCodeNumber) {

        static Found of(Map<UUID, Occurrence> byId) {
            Map<Long, Occurrence> byCodeNumber = new HashMap<>();
            byId.values().forEach(occurrence -> byCodeNumber.put(occurrence.codeNumber(), occurrence));
            return new Found(byId, byCodeNumber);
        }
    }

    private final class Second {
        private final long since = ticker.read();
        private final Mono<Found> readAnew;
        /** What was not asked for in the second before; also numbers and ids that nothing has. */
        private final Cache<Object, Mono<Occurrence>> others =
                Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

        private final Set<UUID> asked = ConcurrentHashMap.newKeySet();

        Second(Collection<UUID> askedBefore) {
            readAnew = askedBefore.isEmpty()
                    ? Mono.just(Found.of(Map.of()))
                    // Whatever is wrong, each says for itself.
                    : source.byIds(askedBefore)
                            .onErrorReturn(Map.of())
                            .map(Found::of)
                            .cache();
        }

        boolean isOver() {
            return ticker.read() - since >= SECOND.toNanos();
        }

        Mono<Occurrence> byId(UUID id) {
            return readAnew.flatMap(found -> {
                Occurrence there = found.byId().get(id);
                return there == null ? others.get(id, key -> source.byId(id).cache()) : Mono.just(there);
            });
        }

        Mono<Occurrence> byCodeNumber(long number) {
            return readAnew.flatMap(found -> {
                Occurrence there = found.byCodeNumber().get(number);
                return there == null
                        ? others.get(number, key -> source.byCodeNumber(number).cache())
                        : Mono.just(there);
            });
        }

        Occurrence ask(Occurrence occurrence) {
            if (asked.size() < MOST_READ_ANEW) {
                asked.add(occurrence.id());
            }
            return occurrence;
        }
    }

    RecentOccurrences(Source source, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
        this.now = new AtomicReference<>(new Second(List.of()));
    }

    /** Empty when there is none. */
    Mono<Occurrence> byId(UUID id) {
        return Mono.defer(() -> {
            Second second = second();
            return second.byId(id).map(second::ask);
        });
    }

    /** Empty when there is none. */
    Mono<Occurrence> byCodeNumber(long number) {
        return Mono.defer(() -> {
            Second second = second();
            return second.byCodeNumber(number).map(second::ask);
        });
    }

    /** Has everything read anew for whoever asks from now on. */
    void forget() {
        now.set(new Second(List.copyOf(now.get().asked)));
    }

    private Second second() {
        Second current = now.get();
        if (!current.isOver()) {
            return current;
        }
        Second next = new Second(List.copyOf(current.asked));
        return now.compareAndSet(current, next) ? next : now.get();
    }
}
