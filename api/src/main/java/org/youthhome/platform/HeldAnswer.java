package org.youthhome.platform;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Holds a connection's next answer back as the bytes that it is. All that made it believes that it was sent and is gone: of a
 * request that waits inside the program, some 33 KiB would stay, and a flood of them fills the heap. Nothing more is read
 * from the connection meanwhile, so that no client gets around it by asking without waiting for answers.
 */
final class HeldAnswer extends ChannelDuplexHandler {

    private final Duration time;
    private final Queue<Object> writes = new ArrayDeque<>();
    private @Nullable Future<?> release;
    private @Nullable ChannelPromise closing;
    private boolean reading;
    private boolean asked;

    HeldAnswer(Duration time) {
        this.time = time;
    }

    /** Holds what is about to be written to this response. */
    static void hold(ServerHttpResponse response, Duration time) {
        if (ServerHttpResponseDecorator.getNativeResponse(response) instanceof HttpServerResponse answer) {
            answer.withConnection(connection -> connection.channel().pipeline().addFirst(new HeldAnswer(time)));
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (release == null) {
            reading = context.channel().config().isAutoRead();
            context.channel().config().setAutoRead(false);
            release = context.executor()
                    .schedule(() -> context.pipeline().remove(this), time.toMillis(), TimeUnit.MILLISECONDS);
        }
        writes.add(message);
        promise.trySuccess();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (release == null) {
            context.flush();
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (release == null) {
            context.read();
        } else {
            asked = true;
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (release == null) {
            context.close(promise);
        } else {
            closing = promise;
        }
    }

    /** Its time is over, or the client is gone. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        Future<?> timer = release;
        if (timer != null) {
            boolean unused = timer.cancel(false);
        }
        if (!context.channel().isActive()) {
            writes.forEach(ReferenceCountUtil::release);
            return;
        }
        Object message = writes.poll();
        while (message != null) {
            context.write(message, context.voidPromise());
            message = writes.poll();
        }
        context.flush();
        ChannelPromise close = closing;
        if (close != null) {
            context.close(close);
        } else if (reading) {
            context.channel().config().setAutoRead(true);
        } else if (asked) {
            context.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        if (context.pipeline().context(this) != null) {
            context.pipeline().remove(this);
        }
    }
}
