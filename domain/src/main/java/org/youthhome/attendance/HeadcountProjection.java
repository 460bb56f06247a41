package org.youthhome.attendance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.DigestUtils;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The headcount's keys in Redis and the script that moves them ({@code headcount.lua} states its contract). Every call
 * signals an error when Redis is away; nobody's check-in depends on it.
 */
@Component
class HeadcountProjection {

    static final String CHANNEL = "yh:headcount";

    private static final Duration KEPT = Duration.ofDays(7);
    private static final int FACTS_PER_CALL = 500;
    /** A whole batch of a lane in a few calls, and nobody else waits for Redis for longer than a millisecond or two. */
    private static final int OCCURRENCES_PER_CALL = 32;

    private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);
    private static final Duration TRIED_AGAIN_AFTER = Duration.ofMillis(500);

    private static final Script SCRIPT = Script.read("headcount.lua");

    private final ReactiveStringRedisTemplate redis;
    private final Clock clock;
    /** On a Cluster each occurrence has its own slot, and a call is about one slot. */
    private final int occurrencesPerCall;

    private final Mono<Boolean> connected;

    HeadcountProjection(ReactiveStringRedisTemplate redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
        this.occurrencesPerCall =
                redis.getConnectionFactory() instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware()
                        ? 1
                        : OCCURRENCES_PER_CALL;
        // The first connection is made on the thread that asks for it, which would be an event loop, for as long as the
        // connection takes. Later ones are made in the background.
        this.connected = Mono.fromCallable(redis.getConnectionFactory()::getReactiveConnection)
                .subscribeOn(Schedulers.boundedElastic())
                .map(made -> true)
                .cache(there -> FOREVER, away -> TRIED_AGAIN_AFTER, () -> Duration.ZERO);
    }

    /** Read now, since the first to need it is an event loop, and without the lock that Spring's own takes for every call. */
    @SuppressWarnings("rawtypes")
    private record Script(String text, String sha1) implements RedisScript<List> {

        static Script read(String name) {
            try {
                String text = new ClassPathResource(name, HeadcountProjection.class)
                        .getContentAsString(StandardCharsets.UTF_8);
                return new Script(text, DigestUtils.sha1DigestAsHex(text));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getSha1() {
            return sha1;
        }

        @Override
        public Class<List> getResultType() {
            return List.class;
        }

        @Override
        public String getScriptAsString() {
            return text;
        }
    }

    /**
     * Tells these facts, a call for as many occurrences as may be, and answers each one's numbers after them; empty for one
     * whose keys are gone and have to be rebuilt first.
     */
    Map<UUID, Mono<Headcount>> tell(Map<UUID, List<AttendanceFact>> facts) {
        Map<UUID, Mono<Headcount>> told = new HashMap<>();
        List<UUID> ids = List.copyOf(facts.keySet());
        for (int from = 0; from < ids.size(); from += occurrencesPerCall) {
            List<UUID> some = ids.subList(from, Math.min(ids.size(), from + occurrencesPerCall));
            Mono<Map<UUID, Headcount>> after = connected
                    .thenMany(Flux.defer(() -> call("tell", "", some, facts)))
                    .collectMap(Headcount::occurrenceId)
                    .cache();
            some.forEach(id -> told.put(id, after.flatMap(numbers -> Mono.justOrEmpty(numbers.get(id)))));
        }
        return told;
    }

    /** Tells these facts of one occurrence. */
    Mono<Headcount> tell(UUID occurrenceId, List<AttendanceFact> facts) {
        return step("tell", "", occurrenceId, facts);
    }

    /** The numbers as they stand; empty when the keys are gone. */
    Mono<Headcount> read(UUID occurrenceId) {
        return connected
                .then(Mono.defer(() -> redis.<String, String>opsForHash()
                        .multiGet(keys(occurrenceId).get(1), List.of("epoch", "seq", "e", "i", "o", "asOf"))))
                .filter(values -> values.get(0) != null)
                .map(values -> new Headcount(
                        occurrenceId,
                        Long.parseLong(values.get(2)),
                        Long.parseLong(values.get(3)),
                        Long.parseLong(values.get(4)),
                        Instant.ofEpochMilli(Long.parseLong(values.get(5))),
                        values.get(0) + "." + values.get(1)));
    }

    /** Merges all facts that MySQL holds and publishes; empty when somebody flushed in the middle. */
    Mono<Headcount> rebuild(UUID occurrenceId, Flux<AttendanceFact> facts) {
        String token = Long.toString(clock.millis(), 36) + Integer.toString(System.identityHashCode(new Object()), 36);
        // The token stands before MySQL is read: what is committed later finds no epoch and rebuilds again, or is told.
        return step("begin", token, occurrenceId, List.of())
                .flatMap(begun -> facts.buffer(FACTS_PER_CALL)
                        .concatMap(some -> step("part", token, occurrenceId, some)
                                .switchIfEmpty(Mono.error(new FlushedMeanwhile())))
                        .then(step("end", token, occurrenceId, List.of())))
                .onErrorResume(FlushedMeanwhile.class, flushed -> Mono.empty());
    }

    /** Drops the keys, so that the next to look rebuilds them. */
    Mono<Void> drop(UUID occurrenceId) {
        return connected
                .then(Mono.defer(() -> redis.delete(Flux.fromIterable(keys(occurrenceId)))))
                .then();
    }

    /** People who came, by minute; empty when nobody came yet. */
    Mono<NavigableMap<Instant, Long>> arrivals(UUID occurrenceId) {
        return connected
                .thenMany(Flux.defer(() -> redis.<String, String>opsForHash()
                        .entries(keys(occurrenceId).get(2))))
                .collectList()
                .map(entries -> {
                    NavigableMap<Instant, Long> byMinute = new TreeMap<>();
                    for (Map.Entry<String, String> entry : entries) {
                        long people = Long.parseLong(entry.getValue());
                        if (people > 0) {
                            byMinute.put(Instant.ofEpochSecond(Long.parseLong(entry.getKey()) * 60), people);
                        }
                    }
                    return byMinute;
                });
    }

    /** The published numbers of every occurrence, for as long as Redis is there. */
    Flux<Headcount> published() {
        return connected
                .thenMany(Flux.defer(() -> redis.listenToChannel(CHANNEL)))
                .flatMapIterable(message -> message.getMessage()
                        .lines()
                        .map(HeadcountProjection::parse)
                        .toList());
    }

    private Mono<Headcount> step(String mode, String token, UUID occurrenceId, List<AttendanceFact> facts) {
        return connected.then(Mono.defer(() -> call(mode, token, List.of(occurrenceId), Map.of(occurrenceId, facts))
                .singleOrEmpty()));
    }

    private Flux<Headcount> call(
            String mode, String token, List<UUID> occurrenceIds, Map<UUID, List<AttendanceFact>> facts) {
        List<String> keys = new ArrayList<>(occurrenceIds.size() * 3);
        List<String> arguments = new ArrayList<>(5 + occurrenceIds.size() * 12);
        arguments.add(mode);
        arguments.add(token);
        arguments.add(Long.toString(KEPT.toSeconds()));
        arguments.add(Long.toString(clock.millis()));
        arguments.add(CHANNEL);
        for (UUID id : occurrenceIds) {
            List<AttendanceFact> some = facts.getOrDefault(id, List.of());
            keys.addAll(keys(id));
            arguments.add(id.toString());
            arguments.add(Integer.toString(some.size()));
            for (AttendanceFact fact : some) {
                arguments.add(fact.recordId().toString());
                arguments.add(fact.kind().letter());
                arguments.add(Integer.toString(fact.rank()));
                arguments.add(Integer.toString(fact.people()));
                arguments.add(Long.toString(fact.at().getEpochSecond() / 60));
            }
        }
        return redis.execute(SCRIPT, keys, arguments).next().flatMapIterable(replies -> {
            List<Headcount> numbers = new ArrayList<>(occurrenceIds.size());
            for (int i = 0; i < occurrenceIds.size(); i++) {
                List<?> reply = (List<?>) replies.get(i);
                if ("ok".equals(reply.get(0))) {
                    numbers.add(new Headcount(
                            occurrenceIds.get(i),
                            ((Number) reply.get(2)).longValue(),
                            ((Number) reply.get(3)).longValue(),
                            ((Number) reply.get(4)).longValue(),
                            Instant.ofEpochMilli(Long.parseLong(reply.get(5).toString())),
                            reply.get(1).toString()));
                }
            }
            return numbers;
        });
    }

    private static List<String> keys(UUID occurrenceId) {
        String tagged = "yh:hc:{" + occurrenceId + "}:";
        return List.of(tagged + "r", tagged + "t", tagged + "m");
    }

    private static Headcount parse(String line) {
        String[] parts = line.split("\\|", -1);
        return new Headcount(
                UUID.fromString(parts[0]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]),
                Instant.ofEpochMilli(Long.parseLong(parts[5])),
                parts[1]);
    }

    /** The rebuild's token is gone: begin again. */
    private static final class FlushedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FlushedMeanwhile() {
            super("flushed in the middle of a rebuild", null, false, false);
        }
    }
}
