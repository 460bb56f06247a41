package org.youthhome.load;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Asks for the list of activities from another second on each time, which finds the same but was never answered before. */
final class UncachedLists implements Script {

    private final Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));
    private long sent;

    @Override
    public long next(ByteBuf request) {
        long which = sent++;
        Requests.get(request, "/api/v1/activities?limit=20&from=" + from.minusSeconds(which), null, "");
        return which;
    }

    @Override
    public void answered(long which, int status, ByteBuf body) {}
}
