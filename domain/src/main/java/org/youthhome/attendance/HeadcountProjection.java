package org.youthhome.attendance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
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
    private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);
    private static final Duration TRIED_AGAIN_AFTER = Duration.ofMillis(500);

    private static final Script SCRIPT = Script.read("headcount.lua");

    private final ReactiveStringRedisTemplate redis;
    private final Clock clock;
    private final Mono<Boolean> connected;

    HeadcountProjection(ReactiveStringRedisTemplate redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
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

    /** Tells these facts; empty when the keys are gone and have to be rebuilt first. */
    Mono<Headcount> tell(UUID occurrenceId, List<AttendanceFact> facts) {
        return call(occurrenceId, "tell", "", facts);
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
        return call(occurrenceId, "begin", token, List.of())
                .flatMap(begun -> facts.buffer(FACTS_PER_CALL)
                        .concatMap(some -> call(occurrenceId, "part", token, some)
                                .switchIfEmpty(Mono.error(new FlushedMeanwhile())))
                        .then(call(occurrenceId, "end", token, List.of())))
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
                .map(message -> parse(message.getMessage()));
    }

    private Mono<Headcount> call(UUID occurrenceId, String mode, String token, List<AttendanceFact> facts) {
        List<String> arguments = new ArrayList<>(6 + facts.size() * 5);
        arguments.add(mode);
        arguments.add(token);
        arguments.add(Long.toString(KEPT.toSeconds()));
        arguments.add(Long.toString(clock.millis()));
        arguments.add(CHANNEL);
        arguments.add(occurrenceId.toString());
        for (AttendanceFact fact : facts) {
            arguments.add(fact.recordId().toString());
            arguments.add(fact.kind().letter());
            arguments.add(Integer.toString(fact.rank()));
            arguments.add(Integer.toString(fact.people()));
            arguments.add(Long.toString(fact.at().getEpochSecond() / 60));
        }
        return connected
                .thenMany(Flux.defer(() -> redis.execute(SCRIPT, keys(occurrenceId), arguments)))
                .next()
                .filter(reply -> "ok".equals(reply.get(0)))
                .map(reply -> new Headcount(
                        occurrenceId,
                        ((Number) reply.get(2)).longValue(),
                        ((Number) reply.get(3)).longValue(),
                        ((Number) reply.get(4)).longValue(),
                        Instant.ofEpochMilli(Long.parseLong(reply.get(5).toString())),
                        reply.get(1).toString()));
    }

    private static List<String> keys(UUID occurrenceId) {
        String tagged = "yh:hc:{" + occurrenceId + "}:";
        return List.of(tagged + "r", tagged + "t", tagged + "m");
    }

    private static Headcount parse(String message) {
        String[] parts = message.split("\\|", -1);
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
