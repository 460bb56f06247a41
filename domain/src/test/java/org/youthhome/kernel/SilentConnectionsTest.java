package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

class SilentConnectionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SilentConnections silent = new SilentConnections("The test's store", Duration.ofMillis(300));
    private final AtomicBoolean mute = new AtomicBoolean();
    private DisposableServer server;

    /** Greets, and says everything back until it is mute. */
    @BeforeEach
    void start() {
        server = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> out.sendString(Mono.just("hello"))
                        .then(in.receive()
                                .asString()
                                .concatMap(said -> mute.get()
                                        ? Mono.empty()
                                        : out.sendString(Mono.just(said)).then())
                                .then()))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    private Connection greeted() {
        Connection connection = TcpClient.create()
                .host("127.0.0.1")
                .port(server.port())
                .doOnChannelInit((observer, channel, address) -> silent.watch(channel))
                .connectNow();
        assertThat(connection.inbound().receive().asString().next().block(PATIENCE))
                .isEqualTo("hello");
        return connection;
    }

    private static void say(Connection connection, String something) {
        connection.outbound().sendString(Mono.just(something)).then().block(PATIENCE);
    }

    @Test
    void a_connection_that_is_not_answered_is_closed_and_an_idle_one_with_it() {
        Connection idle = greeted();
        Connection asks = greeted();
        mute.set(true);
        say(asks, "anybody there?");
        asks.onDispose().block(PATIENCE);
        idle.onDispose().block(PATIENCE);
    }

    @Test
    void a_connection_that_was_heard_since_stays() {
        Connection asks = greeted();
        mute.set(true);
        say(asks, "anybody there?");
        Connection later = greeted();
        asks.onDispose().block(PATIENCE);
        assertThat(later.isDisposed()).isFalse();
        later.disposeNow();
    }

    @Test
    void a_connection_that_nobody_uses_is_left_alone() {
        Connection idle = greeted();
        Mono.delay(Duration.ofSeconds(1)).block(PATIENCE);
        assertThat(idle.isDisposed()).isFalse();
        idle.disposeNow();
    }

    @Test
    void a_store_that_never_says_its_first_word_is_left() {
        DisposableServer dumb = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> Mono.never())
                .bindNow();
        Connection waits = TcpClient.create()
                .host("127.0.0.1")
                .port(dumb.port())
                .doOnChannelInit((observer, channel, address) -> silent.watch(channel))
                .connectNow();
        waits.onDispose().block(PATIENCE);
        dumb.disposeNow();
    }
}
