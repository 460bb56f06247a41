package org.youthhome.checkin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.ClientAddress;

/**
 * Makes guessing slow. Nobody's phone reads a code that was never made, but for a torn poster or another programme's QR; an
 * address that sends more of them than that waits for each further no. Its connections are then busy with waiting, whatever
 * it may send on them, while a good code from the same address, perhaps a hall's only Wi-Fi, is answered as ever.
 */
@Component
class UnknownCodes {

    private static final int ADDRESSES = 100_000;

    private final int free;
    private final Duration hold;
    private final Cache<ClientAddress, AtomicInteger> seen;

    UnknownCodes(CheckInSettings settings, Ticker ticker) {
        this.free = settings.unknownPerMinute();
        this.hold = settings.unknownHold();
        this.seen = Caffeine.newBuilder()
                .maximumSize(ADDRESSES)
                .expireAfterWrite(Duration.ofMinutes(1))
                .ticker(ticker)
                .build();
    }

    /** Counts one more from this address; for how long its no is to be held, zero for the first few. */
    Duration oneMore(ClientAddress from) {
        return seen.get(from, first -> new AtomicInteger()).incrementAndGet() <= free ? Duration.ZERO : chance();
    }

    /** Up to twice as long by chance: a flood that waits equally long comes back as one wave, and good codes queue behind it. */
    private Duration chance() {
        return hold.plusMillis(ThreadLocalRandom.current().nextLong(hold.toMillis() + 1));
    }
}
