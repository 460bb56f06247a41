package org.youthhome.testing;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The product's clock in tests: it goes as the real one does, and jumps when a test says so; after each test it is right
 * again. What the product keeps for a while ages with it.
 */
public final class MovableClock extends Clock {

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    /** Never set back, or what was kept in a later time would be kept until then. */
    private final AtomicLong aged = new AtomicLong();

    /** Jumps ahead; a token that was given out before may have expired afterwards. */
    public void advance(Duration by) {
        Duration unused = ahead.accumulateAndGet(by, Duration::plus);
        long unusedToo = aged.addAndGet(by.toNanos());
    }

    /** Shows the real time again. */
    void reset() {
        ahead.set(Duration.ZERO);
    }

    /** Jumps to a moment that is not before now. */
    public void advanceTo(Instant moment) {
        advance(Duration.between(instant(), moment));
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(ahead.get());
    }

    /** By which caches age as the clock jumps. */
    Ticker ticker() {
        return () -> System.nanoTime() + aged.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The product's clock is in UTC");
    }
}
