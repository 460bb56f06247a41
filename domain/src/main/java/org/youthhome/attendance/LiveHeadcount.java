package org.youthhome.attendance;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The live headcount. MySQL is the truth; Redis holds a projection of it that is told every committed change, and that is
 * rebuilt from the {@link AttendanceSource}s whenever its keys are gone. With Redis away, numbers come from MySQL.
 */
@Component
public class LiveHeadcount {

    private static final Logger LOG = LoggerFactory.getLogger(LiveHeadcount.class);
    private static final Duration COUNTED_KEPT = Duration.ofSeconds(1);
    private static final Duration RECENT_KEPT = Duration.ofSeconds(1);

    private final HeadcountProjection projection;
    private final ObjectProvider<AttendanceSource> sources;
    private final Clock clock;

    private final Map<UUID, Mono<Headcount>> rebuilding = new ConcurrentHashMap<>();
    private final Set<UUID> owing = ConcurrentHashMap.newKeySet();
    private final Cache<UUID, Headcount> lastKnown =
            Caffeine.newBuilder().maximumSize(20_000).build();
    private final Cache<UUID, Mono<Headcount>> recent = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(RECENT_KEPT)
            .build();
    private final Cache<UUID, Mono<Headcount>> counted = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(COUNTED_KEPT)
            .build();

    LiveHeadcount(HeadcountProjection projection, ObjectProvider<AttendanceSource> sources, Clock clock) {
        this.projection = projection;
        this.sources = sources;
        this.clock = clock;
    }

    /**
     * Tells committed facts, at once and to the end, whoever listens, and answers each occurrence's numbers after them. With
     * Redis away they signal an error, and the facts are told later by themselves: callers do not repeat it.
     */
    public Map<UUID, Mono<Headcount>> tell(Map<UUID, List<AttendanceFact>> facts) {
        Map<UUID, Mono<Headcount>> told = projection.tell(facts);
        told.replaceAll((id, numbers) -> told(id, facts.getOrDefault(id, List.of()), numbers));
        return told;
    }

    /** Tells committed facts of one occurrence. */
    public Mono<Headcount> tell(UUID occurrenceId, List<AttendanceFact> facts) {
        return told(occurrenceId, facts, projection.tell(occurrenceId, facts));
    }

    private Mono<Headcount> told(UUID occurrenceId, List<AttendanceFact> facts, Mono<Headcount> first) {
        Mono<Headcount> told = first.switchIfEmpty(Mono.defer(() -> rebuild(occurrenceId)
                        // The rebuild may have read MySQL before these facts were committed.
                        .then(projection.tell(occurrenceId, facts))
                        .switchIfEmpty(Mono.error(() -> new IllegalStateException("flushed again")))))
                .doOnNext(this::remember)
                .doOnError(away -> owing.add(occurrenceId))
                .cache();
        Disposable telling =
                told.subscribe(now -> {}, away -> LOG.debug("Redis will be told of {} later", occurrenceId, away));
        LOG.trace("Telling {}: {}", occurrenceId, telling);
        return told;
    }

    /** The numbers now: from Redis, rebuilt when its keys are gone, counted in MySQL when it is away. */
    public Mono<Headcount> now(UUID occurrenceId) {
        return projection
                .read(occurrenceId)
                .switchIfEmpty(Mono.defer(() -> rebuild(occurrenceId)))
                .doOnNext(this::remember)
                .onErrorResume(away -> counted(occurrenceId));
    }

    /**
     * The numbers as this process heard of them last, at most one second ago, otherwise {@link #now}: whoever polls costs
     * Redis nothing while it tells of changes by itself, and once a second where nothing changes.
     */
    public Mono<Headcount> recent(UUID occurrenceId) {
        return recent.get(occurrenceId, id -> now(id).doOnError(away -> recent.invalidate(id))
                .cache());
    }

    /** The recent numbers of many occurrences. */
    public Flux<Headcount> recent(Collection<UUID> occurrenceIds) {
        return Flux.fromIterable(occurrenceIds).flatMapSequential(this::recent, 64);
    }

    /** The numbers of many occurrences at once. */
    public Flux<Headcount> now(Collection<UUID> occurrenceIds) {
        return Flux.fromIterable(occurrenceIds).flatMapSequential(this::now, 64);
    }

    /** The numbers last seen by this process, where there are any. */
    public Mono<Headcount> lastKnown(UUID occurrenceId) {
        return Mono.justOrEmpty(lastKnown.getIfPresent(occurrenceId)).switchIfEmpty(counted(occurrenceId));
    }

    /** People who came, by minute; empty with Redis away. */
    public Mono<NavigableMap<Instant, Long>> arrivals(UUID occurrenceId) {
        return projection.arrivals(occurrenceId).onErrorComplete();
    }

    /** The numbers as MySQL has them, uncached: what the projection is compared with. */
    Mono<Map<UUID, AttendanceSource.Sum>> truth(Collection<UUID> occurrenceIds) {
        if (occurrenceIds.isEmpty()) {
            return Mono.just(Map.of());
        }
        return Flux.fromStream(sources::orderedStream)
                .flatMap(source -> source.sums(occurrenceIds))
                .collect(
                        () -> {
                            Map<UUID, AttendanceSource.Sum> sums = new HashMap<>();
                            occurrenceIds.forEach(id -> sums.put(id, new AttendanceSource.Sum(id, 0, 0, 0)));
                            return sums;
                        },
                        (sums, sum) -> sums.merge(sum.occurrenceId(), sum, LiveHeadcount::add));
    }

    /** Tells everything that MySQL holds of the occurrence; many who ask at once share one rebuild. */
    Mono<Headcount> rebuild(UUID occurrenceId) {
        return rebuilding.computeIfAbsent(occurrenceId, id -> Mono.defer(() -> projection.rebuild(id, facts(id)))
                .repeatWhenEmpty(5, flushed -> flushed.delayElements(Duration.ofMillis(20)))
                .doOnNext(this::remember)
                .doOnSubscribe(begun -> LOG.info("Rebuilding the headcount of {} from MySQL", id))
                .doFinally(end -> rebuilding.remove(id))
                .cache());
    }

    /** Drops the projection of an occurrence and rebuilds it. */
    Mono<Headcount> anew(UUID occurrenceId) {
        return projection.drop(occurrenceId).then(Mono.defer(() -> rebuild(occurrenceId)));
    }

    /** Occurrences of which Redis was not told everything; each is handed out once. */
    List<UUID> owing() {
        List<UUID> ids = List.copyOf(owing);
        ids.forEach(owing::remove);
        return ids;
    }

    /** Remembers that Redis still has to be told. */
    void owe(UUID occurrenceId) {
        owing.add(occurrenceId);
    }

    private Flux<AttendanceFact> facts(UUID occurrenceId) {
        return Flux.fromStream(sources::orderedStream).concatMap(source -> source.facts(occurrenceId));
    }

    private Mono<Headcount> counted(UUID occurrenceId) {
        return counted.get(occurrenceId, id -> truth(List.of(id))
                .map(sums -> {
                    AttendanceSource.Sum sum = sums.getOrDefault(id, new AttendanceSource.Sum(id, 0, 0, 0));
                    return new Headcount(
                            id,
                            sum.enrolled(),
                            sum.checkedIn(),
                            sum.checkedOut(),
                            clock.instant(),
                            Headcount.COUNTED + sum.enrolled() + "." + sum.checkedIn() + "." + sum.checkedOut());
                })
                .cache());
    }

    /** Takes note of numbers that were told or read, unless later ones are known already. */
    void remember(Headcount headcount) {
        UUID id = headcount.occurrenceId();
        Headcount latest = lastKnown.asMap().merge(id, headcount, (known, told) -> told.follows(known) ? told : known);
        if (latest == headcount) {
            Mono<Headcount> unused = recent.asMap().computeIfPresent(id, (same, before) -> Mono.just(headcount));
        }
    }

    private static AttendanceSource.Sum add(AttendanceSource.Sum one, AttendanceSource.Sum other) {
        return new AttendanceSource.Sum(
                one.occurrenceId(),
                one.enrolled() + other.enrolled(),
                one.checkedIn() + other.checkedIn(),
                one.checkedOut() + other.checkedOut());
    }
}
