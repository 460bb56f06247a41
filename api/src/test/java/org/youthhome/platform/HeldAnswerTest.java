package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class HeldAnswerTest {

    private static final Duration TIME = Duration.ofSeconds(2);
    private static final String ASK = "GET /%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n";

    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        channel = new EmbeddedChannel(new HeldAnswer(TIME));
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        boolean unused = channel.finishAndReleaseAll();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        ByteBuf one = channel.readOutbound();
        while (one != null) {
            sent.add(one.toString(StandardCharsets.UTF_8));
            one.release();
            one = channel.readOutbound();
        }
        return sent;
    }

    @Test
    void what_was_written_is_believed_to_be_sent_and_leaves_in_its_order_when_the_time_is_over() {
        ChannelFuture first = channel.writeAndFlush(bytes("no"));
        ChannelFuture second = channel.writeAndFlush(bytes("more"));
        assertThat(first.isSuccess() && second.isSuccess()).isTrue();

        channel.advanceTimeBy(TIME.toMillis() - 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(sent()).isEmpty();

        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(sent()).containsExactly("no", "more");
        channel.writeOutbound(bytes("next"));
        assertThat(sent()).containsExactly("next");
    }

    @Test
    void nothing_is_read_from_the_connection_meanwhile() {
        boolean unused = channel.writeOutbound(bytes("no"));
        assertThat(channel.config().isAutoRead()).isFalse();

        channel.advanceTimeBy(TIME.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void a_connection_that_is_to_be_closed_behind_it_is_closed_behind_it() {
        boolean unused = channel.writeOutbound(bytes("no"));
        // The channel's own close() also forgets what is to happen later.
        ChannelFuture closed = channel.pipeline().close();
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(TIME.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(sent()).containsExactly("no");
        assertThat(closed.isSuccess()).isTrue();
    }

    @Test
    void nothing_stays_of_it_when_the_client_is_gone() {
        ByteBuf no = bytes("no");
        boolean unused = channel.writeOutbound(no);

        channel.unsafe().close(channel.newPromise());
        channel.runPendingTasks();

        assertThat(channel.pipeline().get(HeldAnswer.class)).isNull();
        assertThat(no.refCnt()).isZero();
    }

    @Test
    void a_client_that_asks_without_waiting_is_answered_in_order_and_asks_no_faster() throws Exception {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    if (request.uri().startsWith("/held")) {
                        response.withConnection(connection ->
                                connection.channel().pipeline().addFirst(new HeldAnswer(Duration.ofMillis(500))));
                    }
                    return response.sendString(Mono.just(request.uri()));
                })
                .bindNow();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            long began = System.nanoTime();
            socket.getOutputStream()
                    .write((ASK.formatted("held-1", "")
                                    + ASK.formatted("held-2", "")
                                    + ASK.formatted("last", "Connection: close\r\n"))
                            .getBytes(StandardCharsets.US_ASCII));
            String answers = all(socket.getInputStream());

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(999));
            assertThat(answers).containsSubsequence("/held-1", "/held-2", "/last");
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void what_a_client_asks_meanwhile_is_read_when_it_has_had_its_answer() throws Exception {
        AtomicInteger read = new AtomicInteger();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    if (read.incrementAndGet() == 1) {
                        response.withConnection(connection ->
                                connection.channel().pipeline().addFirst(new HeldAnswer(Duration.ofSeconds(1))));
                    }
                    return response.sendString(Mono.just(request.uri()));
                })
                .bindNow();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(ASK.formatted("held", "").getBytes(StandardCharsets.US_ASCII));
            await().until(() -> read.get() == 1);
            out.write(ASK.formatted("next", "Connection: close\r\n").getBytes(StandardCharsets.US_ASCII));

            await().during(Duration.ofMillis(500)).until(() -> read.get() == 1);
            assertThat(all(socket.getInputStream())).containsSubsequence("/held", "/next");
        } finally {
            server.disposeNow();
        }
    }

    private static String all(InputStream stream) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        stream.transferTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
