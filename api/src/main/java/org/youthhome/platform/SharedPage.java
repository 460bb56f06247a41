package org.youthhome.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.DigestUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An answer of 200 as bytes, with its headers and an entity tag made from the bytes, unless the operation gave it a weak one,
 * which says that what it means has not changed though the bytes may have (RFC 9110, 8.8.1); also packed, once for all who take it
 * so: what a phone waits for on a slow network is mostly lists, which shrink to a sixth.
 */
final class SharedPage {

    private static final int HEADERS_WEIGHT = 1_024;
    /** What is smaller fits in one packet as it is. */
    private static final int WORTH_PACKING = 1_400;

    private static final String GZIP = "gzip";
    private static final String WEAK = "W/\"";
    private static final Pattern NOT_AT_ALL = Pattern.compile(".*;q=0(\\.0{1,3})?");

    private final Form plain;
    private final boolean packs;
    private volatile @Nullable Form packed;
    private final List<Map.Entry<String, String>> headers;

    /**
     * The bytes as they are sent.
     *
     * @param encoding RFC 9110 wants another strong tag for each
     */
    private record Form(byte[] body, String eTag, @Nullable String encoding) {

        Form packed() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
            try (GZIPOutputStream into = new GZIPOutputStream(bytes)) {
                into.write(body);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return new Form(
                    bytes.toByteArray(),
                    eTag.startsWith(WEAK) ? eTag : eTag.substring(0, eTag.length() - 1) + '-' + GZIP + '"',
                    GZIP);
        }
    }

    private SharedPage(byte[] body, HttpHeaders headers) {
        String hash = DigestUtils.md5DigestAsHex(body);
        String own = headers.getETag();
        String eTag = own == null
                ? '"' + hash + '"'
                : own.startsWith(WEAK)
                        ? own
                        // It may hold a version that a later If-Match is compared with.
                        : own.substring(0, own.length() - 1) + '-' + hash + '"';
        this.plain = new Form(body, eTag, null);
        this.packs =
                body.length >= WORTH_PACKING && MediaType.APPLICATION_JSON.isCompatibleWith(headers.getContentType());
        headers.remove(HttpHeaders.ETAG);
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        this.headers = headers.headerSet().stream()
                .map(header -> Map.entry(header.getKey(), String.join(", ", header.getValue())))
                .toList();
    }

    /**
     * Lets a request be answered into a page; an error of {@link Refused} where the answer is no 200.
     *
     * @param ownly whether only the asker's own cache may keep it
     * @param kept for how long
     */
    static Mono<SharedPage> make(ServerWebExchange exchange, WebFilterChain chain, boolean ownly, Duration kept) {
        CacheControl cacheControl = ownly
                ? CacheControl.maxAge(kept).cachePrivate()
                : CacheControl.maxAge(kept).cachePublic();
        Recorded recorded = new Recorded(cacheControl);
        return chain.filter(new Asked(exchange, recorded))
                .then(Mono.fromSupplier(recorded::page))
                .onErrorResume(no -> recorded.refuse(no));
    }

    int weight() {
        return (packs ? 2 : 1) * plain.body.length + HEADERS_WEIGHT;
    }

    /** Answers with it as the client takes it, or that it is still what the client has. */
    Mono<Void> answer(ServerWebExchange exchange) {
        Form form = packs && takesGzip(exchange.getRequest().getHeaders()) ? packed() : plain;
        ServerHttpResponse response = exchange.getResponse();
        describe(form, response.getHeaders());
        if (exchange.checkNotModified(form.eTag)) {
            return response.setComplete();
        }
        if (form.encoding != null) {
            response.getHeaders().set(HttpHeaders.CONTENT_ENCODING, form.encoding);
        }
        response.getHeaders().setContentLength(form.body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(form.body)));
    }

    private static boolean takesGzip(HttpHeaders asked) {
        for (String header : asked.getOrEmpty(HttpHeaders.ACCEPT_ENCODING)) {
            for (String one : header.toLowerCase(Locale.ROOT).replace(" ", "").split(",")) {
                if ((one.equals(GZIP) || one.startsWith(GZIP + ';'))
                        && !NOT_AT_ALL.matcher(one).matches()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Two who come first at the same moment may both pack it. */
    private Form packed() {
        Form known = packed;
        if (known == null) {
            known = plain.packed();
            packed = known;
        }
        return known;
    }

    private void describe(Form form, HttpHeaders response) {
        response.setETag(form.eTag);
        for (Map.Entry<String, String> header : headers) {
            response.set(header.getKey(), header.getValue());
        }
    }

    /** A no, which everybody who waited for the page is told in their own language. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Throwable no;
        private final transient HttpHeaders headers;

        Refused(Throwable no, HttpHeaders headers) {
            super(no.getMessage(), no, false, false);
            this.no = no;
            this.headers = headers;
        }

        Mono<Void> to(ServerHttpResponse response) {
            response.beforeCommit(() -> {
                HttpHeaders said = response.getHeaders();
                headers.forEach((name, values) -> {
                    if (!said.containsHeader(name)) {
                        said.put(name, values);
                    }
                });
                return Mono.empty();
            });
            return Mono.error(no);
        }
    }

    /** The question without whatever else this client said, which must not shape what others read. */
    private static final class Asked extends ServerWebExchangeDecorator {

        private final ServerHttpRequest request;
        private final ServerHttpResponse response;

        Asked(ServerWebExchange exchange, ServerHttpResponse response) {
            super(exchange);
            HttpHeaders headers = new HttpHeaders();
            headers.setAccept(List.of(MediaType.APPLICATION_JSON));
            this.request = new ServerHttpRequestDecorator(exchange.getRequest()) {
                @Override
                public HttpHeaders getHeaders() {
                    return headers;
                }
            };
            this.response = response;
        }

        @Override
        public ServerHttpRequest getRequest() {
            return request;
        }

        @Override
        public ServerHttpResponse getResponse() {
            return response;
        }

        /** It is the page's tag that counts, once there is one. */
        @Override
        public boolean checkNotModified(@Nullable String eTag, Instant lastModified) {
            return false;
        }

        @Override
        public boolean checkNotModified(String eTag) {
            return false;
        }

        @Override
        public boolean checkNotModified(Instant lastModified) {
            return false;
        }
    }

    /** Takes down what would have been sent. */
    private static final class Recorded extends AbstractServerHttpResponse {

        private final AtomicReference<byte[]> body = new AtomicReference<>(new byte[0]);
        private boolean refused;

        Recorded(CacheControl cacheControl) {
            super(DefaultDataBufferFactory.sharedInstance);
            // The first to be asked before the answer leaves: security forbids to keep what nobody has said this of.
            beforeCommit(() -> {
                if (!refused) {
                    HttpHeaders headers = getHeaders();
                    if (!headers.containsHeader(HttpHeaders.CACHE_CONTROL)) {
                        headers.setCacheControl(cacheControl);
                    }
                    headers.setVary(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.ACCEPT_ENCODING));
                }
                return Mono.empty();
            });
        }

        SharedPage page() {
            if (getStatusCode() != null && !HttpStatus.OK.equals(getStatusCode())) {
                throw new IllegalStateException("A shared answer is 200 or an error, and not " + getStatusCode());
            }
            HttpHeaders headers = new HttpHeaders();
            headers.putAll(getHeaders());
            return new SharedPage(Objects.requireNonNull(body.get()), headers);
        }

        <T> Mono<T> refuse(Throwable no) {
            refused = true;
            return setComplete().then(Mono.error(() -> new Refused(no, getHeaders())));
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals")
        public <T> T getNativeResponse() {
            throw new IllegalStateException("nothing is sent here");
        }

        @Override
        protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> content) {
            return DataBufferUtils.join(content)
                    .doOnNext(whole -> {
                        byte[] bytes = new byte[whole.readableByteCount()];
                        DataBuffer unused = whole.read(bytes);
                        boolean unusedToo = DataBufferUtils.release(whole);
                        body.set(bytes);
                    })
                    .then();
        }

        @Override
        protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> content) {
            return writeWithInternal(Flux.from(content).concatMap(part -> part));
        }

        @Override
        protected void applyStatusCode() {}

        @Override
        protected void applyHeaders() {}

        @Override
        protected void applyCookies() {}
    }
}
