package org.youthhome.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that listen to the headcount of an occurrence each, and note when they heard which number. */
final class Listeners implements AutoCloseable {

    private static final byte[] NUMBER = "\"checkedIn\":".getBytes(StandardCharsets.US_ASCII);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Ear> ears = new ArrayList<>();
    private final AtomicInteger listening = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();

    /** One client: times and numbers in pairs, in the order they were heard. */
    final class Ear extends ChannelInboundHandlerAdapter {

        private final int occurrence;
        private final ByteBuf read = Unpooled.buffer(2048);
        private long[] times = new long[256];
        private long[] numbers = new long[256];
        private int heard;
        private boolean counted;

        Ear(int occurrence) {
            this.occurrence = occurrence;
        }

        int occurrence() {
            return occurrence;
        }

        int heard() {
            return heard;
        }

        long time(int i) {
            return times[i];
        }

        long number(int i) {
            return numbers[i];
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            read.discardReadBytes();
            read.writeBytes(bytes);
            bytes.release();
            long now = System.nanoTime();
            if (!counted) {
                counted = true;
                String head = read.toString(StandardCharsets.US_ASCII);
                if (head.startsWith("HTTP/1.1 200")) {
                    listening.incrementAndGet();
                }
            }
            int at = read.readerIndex();
            int keep = at;
            while (at + NUMBER.length < read.writerIndex()) {
                if (read.getByte(at) != '"' || !matches(at)) {
                    at++;
                    continue;
                }
                int digit = at + NUMBER.length;
                long number = 0;
                while (digit < read.writerIndex() && read.getByte(digit) >= '0' && read.getByte(digit) <= '9') {
                    number = number * 10 + read.getByte(digit++) - '0';
                }
                if (digit == read.writerIndex()) {
                    break;
                }
                note(now, number);
                at = digit;
                keep = at;
            }
            // What could be the beginning of a number stays.
            read.readerIndex(Math.max(keep, Math.min(at, read.writerIndex() - NUMBER.length)));
        }

        private boolean matches(int at) {
            for (int i = 0; i < NUMBER.length; i++) {
                if (read.getByte(at + i) != NUMBER[i]) {
                    return false;
                }
            }
            return true;
        }

        private void note(long time, long number) {
            if (heard == times.length) {
                times = java.util.Arrays.copyOf(times, 2 * heard);
                numbers = java.util.Arrays.copyOf(numbers, 2 * heard);
            }
            times[heard] = time;
            numbers[heard++] = number;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            gone.incrementAndGet();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            context.close();
        }
    }

    /** So many, in turn for each of the occurrences from the first one on, from so many addresses. */
    Listeners(int port, int clients, long first, int occurrences, int sources) {
        for (int i = 0; i < clients; i++) {
            Ear ear = new Ear(i % occurrences);
            ears.add(ear);
            ChannelFuture opened = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(ear);
                        }
                    })
                    .connect(
                            new InetSocketAddress("127.0.0.1", port),
                            new InetSocketAddress("127.0.0." + (2 + i % sources), 0))
                    .awaitUninterruptibly();
            if (!opened.isSuccess()) {
                throw new IllegalStateException("cannot connect", opened.cause());
            }
            ByteBuf request = opened.channel().alloc().buffer();
            Requests.get(
                    request,
                    "/api/v1/occurrences/" + Population.occurrence(first + i % occurrences) + "/headcount/events",
                    null,
                    "Accept: text/event-stream\r\n");
            opened.channel().writeAndFlush(request);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline && ears.stream().anyMatch(ear -> ear.heard() == 0)) {
            Served.rest(50);
        }
    }

    List<Ear> ears() {
        return ears;
    }

    int listening() {
        return listening.get();
    }

    int gone() {
        return gone.get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
