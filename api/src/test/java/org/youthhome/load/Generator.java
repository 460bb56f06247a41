package org.youthhome.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends a {@link Script} over many connections from one thread, in one of two ways. Closed: each connection sends its next
 * request when it has its answer. Open: requests are due at a rate whatever the answers do, and a latency begins when its
 * request was due, so that a stall is felt by everybody whom it would have made wait (no coordinated omission).
 */
final class Generator implements AutoCloseable {

    private static final int CONNECTING_AT_ONCE = 200;
    private static final long TICK_NANOS = 200_000;
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(300);

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final List<InetSocketAddress> targets;
    private final int sources;
    private final List<Talk> talks = new ArrayList<>();

    private @Nullable Run run;

    /**
     * What came of it.
     *
     * @param statuses how many answers had each status; 0 for broken connections
     * @param seconds from the first request to the last answer
     * @param unanswered requests without an answer when patience ended
     */
    record Outcome(Histogram latency, Map<Integer, Long> statuses, double seconds, long answers, long unanswered) {

        double perSecond() {
            return answers / seconds;
        }

        /** In milliseconds. */
        double percentile(double percent) {
            return latency.getValueAtPercentile(percent) / 1e6;
        }

        long status(int status) {
            return statuses.getOrDefault(status, 0L);
        }

        @Override
        public String toString() {
            return "%.0f/s, p50 %.2f, p99 %.2f, p99.9 %.2f ms, %s%s"
                    .formatted(
                            perSecond(),
                            percentile(50),
                            percentile(99),
                            percentile(99.9),
                            statuses,
                            unanswered == 0 ? "" : ", unanswered " + unanswered);
        }
    }

    /**
     * Opens the connections.
     *
     * @param ports on 127.0.0.1, taken in turn
     * @param sources from how many addresses 127.0.0.x they come
     */
    Generator(List<Integer> ports, int connections, int sources) {
        this.group = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
        this.targets = ports.stream()
                .map(port -> new InetSocketAddress("127.0.0.1", port))
                .toList();
        this.sources = sources;
        List<ChannelFuture> opening = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Talk talk = new Talk(i);
            talks.add(talk);
            opening.add(talk.connect());
            if (opening.size() == CONNECTING_AT_ONCE) {
                opening.forEach(Generator::done);
                opening.clear();
            }
        }
        opening.forEach(Generator::done);
    }

    private static void done(ChannelFuture opening) {
        if (!opening.awaitUninterruptibly(30, TimeUnit.SECONDS) || !opening.isSuccess()) {
            throw new IllegalStateException("cannot connect", opening.cause());
        }
    }

    int connections() {
        return talks.size();
    }

    /** Until the script ends or the time is over. */
    Outcome closed(Script script, Duration longest) {
        return go(new Run(script, 0, longest));
    }

    /** At this rate, until the script ends or the time is over. */
    Outcome open(Script script, double perSecond, Duration longest) {
        return go(new Run(script, perSecond, longest));
    }

    /** Everything at once, as far as the connections go; every latency begins at the same moment. */
    Outcome burst(Script script, Duration longest) {
        return go(new Run(script, Double.POSITIVE_INFINITY, longest));
    }

    private Outcome go(Run next) {
        loop.execute(() -> {
            run = next;
            next.begin();
        });
        try {
            if (!next.over.await(next.longest.plusSeconds(60).toSeconds(), TimeUnit.SECONDS)) {
                loop.submit(next::giveUp).await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return next.outcome();
    }

    @Override
    public void close() {
        talks.forEach(Talk::hangUp);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Run {

        private final Script script;
        private final double rate;
        private final Duration longest;
        private final CountDownLatch over = new CountDownLatch(1);
        private final Histogram latency = new Histogram(LONGEST, 3);
        private final Map<Integer, Long> statuses = new TreeMap<>();
        private final Deque<Long> due = new ArrayDeque<>();
        private final Deque<Talk> idle = new ArrayDeque<>();
        private long began;
        private long lastAnswer;
        private long sent;
        private long answers;
        private long dueCount;
        private int open;
        private boolean ended;

        Run(Script script, double rate, Duration longest) {
            this.script = script;
            this.rate = rate;
            this.longest = longest;
        }

        void begin() {
            began = System.nanoTime();
            lastAnswer = began;
            if (rate == 0) {
                talks.forEach(talk -> ask(talk, System.nanoTime()));
            } else if (Double.isInfinite(rate)) {
                talks.forEach(talk -> ask(talk, began));
            } else {
                idle.addAll(talks);
                tick();
            }
            finishIfDone();
        }

        private void tick() {
            long now = System.nanoTime();
            if (now - began >= longest.toNanos()) {
                ended = true;
                due.clear();
            }
            while (!ended && dueCount < (now - began) * rate / 1e9) {
                due.add(began + (long) (dueCount * 1e9 / rate));
                dueCount++;
            }
            while (!due.isEmpty() && !idle.isEmpty()) {
                ask(idle.poll(), due.poll());
            }
            if (ended) {
                finishIfDone();
            } else {
                loop.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
            }
        }

        private void ask(Talk talk, long since) {
            if (ended) {
                return;
            }
            if (rate == 0 && since - began >= longest.toNanos()) {
                ended = true;
                return;
            }
            ByteBuf request = talk.buffer();
            long which = script.next(request);
            if (which == Script.END) {
                request.release();
                ended = true;
                due.clear();
                // Nothing was left to be due.
                dueCount = sent;
                return;
            }
            open++;
            sent++;
            talk.ask(which, since, request);
        }

        void answered(Talk talk, long which, long since, int status, ByteBuf body) {
            long now = System.nanoTime();
            lastAnswer = now;
            open--;
            answers++;
            latency.recordValue(Math.min(now - since, LONGEST));
            statuses.merge(status, 1L, Long::sum);
            script.answered(which, status, body);
            if (rate == 0 || Double.isInfinite(rate)) {
                ask(talk, Double.isInfinite(rate) ? began : now);
            } else {
                Long next = due.poll();
                if (next == null) {
                    idle.add(talk);
                } else {
                    ask(talk, next);
                }
            }
            finishIfDone();
        }

        private void finishIfDone() {
            if (ended && open == 0 && over.getCount() > 0) {
                run = null;
                over.countDown();
            }
        }

        void giveUp() {
            ended = true;
            run = null;
            over.countDown();
        }

        Outcome outcome() {
            return new Outcome(
                    latency,
                    statuses,
                    Math.max(1, lastAnswer - began) / 1e9,
                    answers,
                    Math.max(sent, dueCount) - answers);
        }
    }

    /** One connection: one question, then its answer. */
    private final class Talk extends ChannelInboundHandlerAdapter {

        private final int number;
        private final ByteBuf read = Unpooled.buffer(4096);
        private @Nullable Channel channel;
        private boolean asking;
        private long which;
        private long since;

        Talk(int number) {
            this.number = number;
        }

        ChannelFuture connect() {
            Bootstrap bootstrap = new Bootstrap()
                    .group(group)
                    .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 20_000)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            opened.pipeline().addLast(Talk.this);
                        }
                    });
            InetSocketAddress target = targets.get(number % targets.size());
            ChannelFuture opening = sources <= 1
                    ? bootstrap.connect(target)
                    : bootstrap.connect(target, new InetSocketAddress("127.0.0." + (2 + number % sources), 0));
            channel = opening.channel();
            return opening;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        ByteBuf buffer() {
            Channel now = channel;
            return now == null ? Unpooled.buffer(1024) : now.alloc().ioBuffer(1024);
        }

        void ask(long what, long from, ByteBuf request) {
            which = what;
            since = from;
            asking = true;
            Channel now = channel;
            if (now == null || !now.isActive()) {
                connect().addListener(opened -> {
                    if (opened.isSuccess() && channel != null) {
                        channel.writeAndFlush(request);
                    } else {
                        request.release();
                        broken();
                    }
                });
            } else {
                now.writeAndFlush(request);
            }
        }

        void hangUp() {
            Channel now = channel;
            if (now != null) {
                now.close();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            read.discardReadBytes();
            read.writeBytes(bytes);
            bytes.release();
            int length = Answer.length(read);
            if (asking && length >= 0) {
                asking = false;
                int status = Answer.status(read);
                int head = Answer.head(read);
                ByteBuf body = read.slice(read.readerIndex() + head, length - head);
                Run now = run;
                long answered = which;
                long from = since;
                // The next request goes out from within; its answer is read later, when this one's bytes are done with.
                if (now != null) {
                    now.answered(this, answered, from, status, body);
                }
                read.clear();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (context.channel() == channel) {
                broken();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            context.close();
        }

        private void broken() {
            read.clear();
            if (asking) {
                asking = false;
                Run now = run;
                if (now != null) {
                    // Not at once: a server that is gone would be asked in a loop without end.
                    loop.schedule(
                            () -> now.answered(this, which, since, 0, Unpooled.EMPTY_BUFFER), 5, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    /** As much of HTTP/1.1 as an answer of the program takes. */
    static final class Answer {

        private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] CHUNKED = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);

        private Answer() {}

        static int status(ByteBuf answer) {
            int at = answer.readerIndex() + 9;
            return (answer.getByte(at) - '0') * 100
                    + (answer.getByte(at + 1) - '0') * 10
                    + answer.getByte(at + 2)
                    - '0';
        }

        /** Length of the head with its empty line; -1 while it is not all there. */
        static int head(ByteBuf answer) {
            int from = answer.readerIndex();
            int to = answer.writerIndex();
            for (int i = from; i + 3 < to; i++) {
                if (answer.getByte(i) == '\r' && answer.getByte(i + 2) == '\r' && answer.getByte(i + 1) == '\n') {
                    return i + 4 - from;
                }
            }
            return -1;
        }

        /** Length of the whole answer; -1 while it is not all there. */
        static int length(ByteBuf answer) {
            int head = head(answer);
            if (head < 0) {
                return -1;
            }
            int status = status(answer);
            if (status == 204 || status == 304) {
                return head;
            }
            int from = answer.readerIndex();
            int at = header(answer, from, from + head, LENGTH);
            if (at >= 0) {
                long length = number(answer, at, 10);
                return answer.readableBytes() >= head + length ? (int) (head + length) : -1;
            }
            if (header(answer, from, from + head, CHUNKED) >= 0) {
                return chunks(answer, from + head);
            }
            return head;
        }

        private static int chunks(ByteBuf answer, int start) {
            int at = start;
            while (true) {
                int line = answer.indexOf(at, answer.writerIndex(), (byte) '\n');
                if (line < 0) {
                    return -1;
                }
                long size = number(answer, at, 16);
                long next = line + 1 + size + 2;
                if (next > answer.writerIndex()) {
                    return -1;
                }
                if (size == 0) {
                    return (int) next - answer.readerIndex();
                }
                at = (int) next;
            }
        }

        private static int header(ByteBuf answer, int from, int to, byte[] name) {
            int at = from;
            while (at < to) {
                int line = answer.indexOf(at, to, (byte) '\n');
                if (line < 0) {
                    return -1;
                }
                if (line - at > name.length && matches(answer, at, name)) {
                    return at + name.length;
                }
                at = line + 1;
            }
            return -1;
        }

        private static boolean matches(ByteBuf answer, int at, byte[] name) {
            for (int i = 0; i < name.length; i++) {
                byte there = answer.getByte(at + i);
                int lower = there >= 'A' && there <= 'Z' ? there + 32 : there;
                if (lower != name[i]) {
                    return false;
                }
            }
            return true;
        }

        private static long number(ByteBuf answer, int at, int radix) {
            int i = at;
            while (answer.getByte(i) == ' ') {
                i++;
            }
            long number = 0;
            for (int digit = Character.digit(answer.getByte(i), radix);
                    digit >= 0;
                    digit = Character.digit(answer.getByte(++i), radix)) {
                number = number * radix + digit;
            }
            return number;
        }
    }
}
