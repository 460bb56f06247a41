package org.youthhome.drill;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** A wire between the program and a server, which can be slowed, cut, or swallow everything without a word. */
final class Wire implements AutoCloseable {

    private final int target;
    private final DisposableServer server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean swallowsNew;

    /** One connection through the wire, both of its halves. */
    private static final class Link {
        private final Connection near;
        private final Connection far;
        private volatile boolean swallows;

        private Link(Connection near, Connection far, boolean swallows) {
            this.near = near;
            this.far = far;
            this.swallows = swallows;
        }
    }

    /** @param target port on 127.0.0.1 at the wire's other end */
    Wire(int target) {
        this.target = target;
        this.server = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .handle(this::through)
                .bindNow();
    }

    int port() {
        return server.port();
    }

    /** What passes takes so much longer, in each direction. */
    void slow(Duration each) {
        delay = each;
    }

    /** Every connection is reset. */
    int cut() {
        int cut = 0;
        for (Link link : Set.copyOf(links)) {
            cut++;
            reset(link.near);
            reset(link.far);
        }
        return cut;
    }

    /**
     * The connections that are there now swallow what is sent, for ever and without a word, as after a failover by
     * address or a firewall that forgot them. So do new ones, until {@link #heal()}.
     */
    int swallow() {
        swallowsNew = true;
        int swallowed = 0;
        for (Link link : links) {
            swallowed++;
            link.swallows = true;
        }
        return swallowed;
    }

    /** New connections pass, at full speed. */
    void heal() {
        swallowsNew = false;
        delay = Duration.ZERO;
    }

    private Mono<Void> through(NettyInbound in, NettyOutbound out) {
        return TcpClient.create()
                .host("127.0.0.1")
                .port(target)
                .option(ChannelOption.TCP_NODELAY, true)
                .connect()
                .flatMap(far -> {
                    List<Connection> near = new ArrayList<>();
                    in.withConnection(near::add);
                    return join(near.get(0), far, in, out);
                });
    }

    private Mono<Void> join(Connection near, Connection far, NettyInbound in, NettyOutbound out) {
        Link link = new Link(near, far, swallowsNew);
        links.add(link);
        // Arrays and not buffers, which nobody gives back when a connection ends in the middle.
        Mono<Void> there = carry(link, in, far.outbound());
        Mono<Void> back = carry(link, far.inbound(), out);
        return Mono.firstWithSignal(there, back)
                .onErrorComplete()
                .then(Mono.defer(() -> link.swallows ? Mono.<Void>never() : Mono.<Void>empty()))
                .takeUntilOther(near.onDispose())
                .doFinally(end -> {
                    links.remove(link);
                    far.dispose();
                    near.dispose();
                });
    }

    private Mono<Void> carry(Link link, NettyInbound from, NettyOutbound to) {
        Flux<ByteBuf> bytes = from.receive()
                .asByteArray()
                .concatMap(some -> {
                    if (link.swallows) {
                        return Mono.<byte[]>empty();
                    }
                    Duration wait = delay;
                    return wait.isZero() ? Mono.just(some) : Mono.just(some).delayElement(wait);
                })
                .map(Unpooled::wrappedBuffer);
        return to.send(bytes, buffer -> true).then();
    }

    private static void reset(Connection connection) {
        try {
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closed) {
            // The other end was quicker.
        }
        connection.dispose();
    }

    @Override
    public void close() {
        links.forEach(link -> {
            link.near.dispose();
            link.far.dispose();
        });
        server.disposeNow();
    }
}
