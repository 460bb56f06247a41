package org.youthhome.attendance.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.youthhome.attendance.Headcount;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events as bytes, which are made once however many listen. Each listener hears of every channel what is the
 * latest when it can hear again, and nothing of what it missed; a comment every 15 s shows that the line is alive.
 */
@Component
public class EventStream {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] BEAT = ":beat\n\n".getBytes(StandardCharsets.US_ASCII);
    /** What has ended says nothing new for a while, whoever comes back. */
    private static final Duration COME_BACK_AFTER = Duration.ofMinutes(1);

    private final JsonMapper json;
    /** By the very object that the feed hands to everybody, and as long as that one lives. */
    private final Cache<Headcount, byte[]> numbers =
            Caffeine.newBuilder().weakKeys().build();

    EventStream(JsonMapper json) {
        this.json = json;
    }

    /** One event. */
    public byte[] event(String name, Object said) {
        return event("event:" + name + "\n", json.writeValueAsBytes(said));
    }

    /** The numbers of an occurrence; their version is what a listener resumes behind. */
    public byte[] headcount(Headcount headcount) {
        return numbers.get(
                headcount,
                told -> event(
                        "id:" + told.version() + "\nevent:headcount\n",
                        json.writeValueAsBytes(HeadcountView.of(told))));
    }

    /** The last event of a stream that has nothing more to say. */
    public byte[] closed(String reason) {
        return event(
                "retry:" + COME_BACK_AFTER.toMillis() + "\nevent:closed\n",
                json.writeValueAsBytes(new ClosedView(reason)));
    }

    private static byte[] event(String head, byte[] said) {
        byte[] begin = (head + "data:").getBytes(StandardCharsets.UTF_8);
        byte[] event = new byte[begin.length + said.length + 2];
        System.arraycopy(begin, 0, event, 0, begin.length);
        System.arraycopy(said, 0, event, begin.length, said.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    /**
     * Lets a client listen, until one of the channels ends, or {@code end} says the last event, or the client goes.
     *
     * @param end signals nothing while there is more to say
     */
    public Mono<Void> send(ServerHttpResponse response, Mono<byte[]> end, List<Flux<byte[]>> channels) {
        return Mono.defer(() -> {
            HttpHeaders headers = response.getHeaders();
            headers.setContentType(MediaType.TEXT_EVENT_STREAM);
            headers.setCacheControl(CacheControl.noStore());
            // A proxy that gathers what it passes on would hold events back.
            headers.set("X-Accel-Buffering", "no");
            DataBufferFactory buffers = response.bufferFactory();
            return response.writeAndFlushWith(frames(end, channels).map(frame -> frame.map(buffers::wrap)));
        });
    }

    /** Each frame is looked up when it is sent, and is empty when what it stood for has been sent already. */
    static Flux<Mono<byte[]>> frames(Mono<byte[]> end, List<Flux<byte[]>> channels) {
        Sinks.Empty<Void> over = Sinks.empty();
        List<Publisher<Mono<byte[]>>> all = new ArrayList<>();
        // The first at once: it carries the answer's head, which a client waits for.
        all.add(Flux.interval(Duration.ZERO, HEARTBEAT).onBackpressureDrop().map(beat -> Mono.just(BEAT)));
        channels.forEach(channel -> all.add(latest(channel).doOnComplete(() -> {
            Sinks.EmitResult unused = over.tryEmitEmpty();
        })));
        AtomicReference<byte @Nullable []> last = new AtomicReference<>();
        return Flux.merge(all)
                .takeUntilOther(Mono.firstWithSignal(
                        over.asMono(), end.doOnNext(last::set).then()))
                .concatWith(Mono.fromSupplier(last::get).map(Mono::just));
    }

    private static Flux<Mono<byte[]>> latest(Flux<byte[]> channel) {
        AtomicReference<byte @Nullable []> unsent = new AtomicReference<>();
        return channel.map(frame -> {
                    unsent.set(frame);
                    return Mono.fromSupplier(() -> unsent.getAndSet(null));
                })
                .onBackpressureLatest();
    }
}
