package org.youthhome.kernel;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** New ids: UUIDv7 (RFC 9562), so that rows are stored in the order they come. An id is never a secret. */
@Component
public class Ids {

    private static final Pattern TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** One for each thread: a shared one has a lock, and an event loop must not wait for another. */
    private final ThreadLocal<TimeOrderedEpochFactory> factories;

    public Ids(Clock clock) {
        this.factories = ThreadLocal.withInitial(() -> TimeOrderedEpochFactory.builder()
                .withClock(clock)
                .withFastRandom()
                .build());
    }

    /** A new id, later than every id that an earlier millisecond or this thread gave before. */
    public UUID next() {
        return factories.get().create();
    }

    /** The id that a text says; empty when it says none, so that what is malformed is simply not found. */
    public static Mono<UUID> parse(String text) {
        return text.length() == 36 && TEXT.matcher(text).matches() ? Mono.just(UUID.fromString(text)) : Mono.empty();
    }

    /** The 16 bytes that a {@code BINARY(16)} column holds. */
    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** The id that a {@code BINARY(16)} column holds. */
    public static UUID of(byte[] column) {
        ByteBuffer buffer = ByteBuffer.wrap(column);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
