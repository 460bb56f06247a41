package org.youthhome.platform;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/**
 * Bounds every request in size and time, and how many there are at once. A request that runs out of time is cancelled,
 * which rolls its transaction back: it does nothing half. One too many is refused before anything of it is read, because a
 * crowd that does not fit into memory would take everybody's answers with it; health is answered all the same.
 */
@Component
class RequestLimits {

    private static final Mono<Void> TIMED_OUT = Mono.error(() -> Refusal.of(Refusal.Kind.UNAVAILABLE, "timed_out"));

    private static final Mono<Void> TOO_BUSY = Mono.error(() -> Refusal.of(Refusal.Kind.UNAVAILABLE, "too_busy"));
    private static final String HEALTH = "/actuator/";

    private final RequestSettings settings;
    private final int mostUnderWay;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<EventLoop, Scheduler> clocks = new ConcurrentHashMap<>();

    RequestLimits(RequestSettings settings) {
        this.settings = settings;
        this.mostUnderWay = settings.mostUnderWay();
    }

    Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        boolean upload = type != null && !type.regionMatches(true, 0, MediaType.APPLICATION_JSON_VALUE, 0, 16);
        long most = (upload ? settings.upload() : settings.body()).toBytes();
        long said = headers.getContentLength();
        if (said > most) {
            return Mono.error(new ContentTooLargeException(null));
        }
        boolean unsaid = said < 0 && headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
        ServerWebExchange bounded =
                unsaid ? exchange.mutate().request(new Counted(request, most)).build() : exchange;
        if (isStream(headers.getFirst(HttpHeaders.ACCEPT))) {
            return chain.filter(bounded);
        }
        Duration longest = upload ? settings.uploadTime() : settings.time();
        return Mono.defer(() -> {
            if (underWay.incrementAndGet() > mostUnderWay
                    && !request.getURI().getRawPath().startsWith(HEALTH)) {
                underWay.decrementAndGet();
                return TOO_BUSY;
            }
            return chain.filter(bounded)
                    .timeout(tooLate(exchange.getResponse(), longest, clock(request)), TIMED_OUT)
                    .onErrorResume(TimeoutException.class, late -> TIMED_OUT)
                    .doFinally(end -> underWay.decrementAndGet());
        });
    }

    /** An answer that has begun in time may take as long as an upload: a photo at 2G is slow, and wanted all the same. */
    private Mono<Long> tooLate(ServerHttpResponse response, Duration longest, Scheduler clock) {
        return Mono.delay(longest, clock)
                .flatMap(late -> response.isCommitted() && longest.compareTo(settings.uploadTime()) < 0
                        ? Mono.delay(settings.uploadTime().minus(longest), clock)
                        : Mono.just(late));
    }

    /** The connection's own event loop, where to set a timer and take it back needs neither a lock nor another thread. */
    private Scheduler clock(ServerHttpRequest request) {
        return ServerHttpRequestDecorator.getNativeRequest(request) instanceof Connection connection
                ? clocks.computeIfAbsent(connection.channel().eventLoop(), Schedulers::fromExecutorService)
                : Schedulers.parallel();
    }

    private static boolean isStream(@Nullable String accept) {
        return accept != null && accept.contains(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    /** Counts a body whose length was not said beforehand. */
    private static final class Counted extends ServerHttpRequestDecorator {

        private final long most;

        Counted(ServerHttpRequest request, long most) {
            super(request);
            this.most = most;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            AtomicLong read = new AtomicLong();
            return super.getBody().map(buffer -> {
                if (read.addAndGet(buffer.readableByteCount()) > most) {
                    boolean released = DataBufferUtils.release(buffer);
                    throw new ContentTooLargeException(released ? null : new IllegalStateException("still held"));
                }
                return buffer;
            });
        }
    }
}
