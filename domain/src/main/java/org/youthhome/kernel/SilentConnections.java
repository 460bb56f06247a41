package org.youthhome.kernel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose other end has gone without a word, as after a failover by address, behind a firewall that
 * forgot them, or when a server stands still. TCP notices after a quarter of an hour or never, and neither driver can
 * give up an exchange that was begun, so whoever waits on such a connection, and its place in the pool, would be lost.
 *
 * <p>A connection that was asked something and hears nothing for the given time is closed, and with it all to the same
 * store that have heard nothing since it was asked: idle ones are as dead, and would each be found out in turn.
 */
final class SilentConnections {

    private static final Logger LOG = LoggerFactory.getLogger(SilentConnections.class);
    private static final int LOOKS = 4;

    private final String store;
    private final Duration patience;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    /** @param patience longer than anything that the store is asked is meant to take */
    SilentConnections(String store, Duration patience) {
        this.store = store;
        this.patience = patience;
    }

    /** Watches a channel that is new. */
    void watch(Channel channel) {
        channel.pipeline().addFirst("silent-connections", new Watch());
    }

    private void closeAllSilentSince(long asked) {
        Set<Watch> silent = Set.copyOf(watches);
        LOG.warn("{} has not answered for {}: closing all connections that have heard nothing since", store, patience);
        silent.stream().filter(watch -> watch.heard - asked <= 0).forEach(Watch::close);
    }

    private final class Watch extends ChannelDuplexHandler {

        private volatile long heard = System.nanoTime();
        private volatile @Nullable ChannelHandlerContext context;
        private boolean owed;
        private long asked;
        private @Nullable Future<?> looks;

        @Override
        public void channelActive(ChannelHandlerContext active) throws Exception {
            context = active;
            watches.add(this);
            // A database speaks first, and Redis is asked at once: either way we are owed a word.
            ask();
            long each = patience.toNanos() / LOOKS;
            looks = active.executor().scheduleWithFixedDelay(this::look, each, each, TimeUnit.NANOSECONDS);
            super.channelActive(active);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ended) throws Exception {
            watches.remove(this);
            if (looks != null) {
                looks.cancel(false);
            }
            super.channelInactive(ended);
        }

        @Override
        public void write(ChannelHandlerContext to, Object message, ChannelPromise promise) throws Exception {
            if (!owed) {
                ask();
            }
            super.write(to, message, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext from, Object message) throws Exception {
            owed = false;
            heard = System.nanoTime();
            super.channelRead(from, message);
        }

        private void ask() {
            owed = true;
            asked = System.nanoTime();
        }

        private void look() {
            if (owed && System.nanoTime() - asked > patience.toNanos()) {
                closeAllSilentSince(asked);
            }
        }

        private void close() {
            ChannelHandlerContext open = context;
            if (open != null) {
                Future<Void> closing = open.close();
                LOG.debug("Closing {}: {}", open.channel(), closing);
            }
        }
    }
}
