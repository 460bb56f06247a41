package org.youthhome.platform;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.event.EventListener;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.youthhome.identity.Rights;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.identity.SharedAnswer.Among;
import org.youthhome.kernel.PublicChange;
import org.youthhome.kernel.Refusal;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Gives many the answer that one was given: what an operation with {@link SharedAnswer} said is kept as bytes for one
 * second, and whoever asks meanwhile while it is being made waits for it. So thousands who look at the same list cost one
 * query or two a second. What is asked for all the time is made anew before it is too old, and nobody waits for that.
 *
 * <p>Strangers are answered before security is asked anything, since it would let every stranger pass; whoever sends a
 * token is answered behind it. The two kinds are kept apart, and so are colleagues by what they hold.
 *
 * <p>A change made by this process is seen in it at once ({@link PublicChange}). Another process shows it when its own
 * second is over: soon enough, so that no message between them has to arrive for that.
 */
@Component
class SharedAnswers implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(SharedAnswers.class);

    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final Duration RENEWED_AFTER = Duration.ofMillis(500);
    /** What they are shown is made of what may be a quarter of a second old itself. */
    private static final Duration KEPT_AMONG_COLLEAGUES = Duration.ofMillis(750);
    /** A page that was not made by then is made anew for whoever asks next. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long MOST_BYTES = 32L << 20;
    private static final int UUID_LENGTH = 36;

    private final AccessRules rules;
    private final Rights rights;
    private final Ticker ticker;
    private final AsyncCache<Key, Kept> pages;
    private List<Shared> shared = List.of();

    /**
     * What is asked: parameters that the operation does not have are not part of it, nor is their order.
     *
     * @param signedIn asked behind security, whose headers are then not part of the page
     * @param held by the caller, where that shapes the answer
     */
    private record Key(String path, String query, boolean signedIn, Set<Rights.Holding> held) {}

    /**
     * A page while it may be given out.
     *
     * @param since nanoseconds of the ticker
     * @param renewing whether somebody's question is already being answered by the one that comes after it
     */
    private record Kept(SharedPage page, long since, AtomicBoolean renewing) {

        boolean isToBeRenewed(long now) {
            return now - since > RENEWED_AFTER.toNanos() && renewing.compareAndSet(false, true);
        }
    }

    SharedAnswers(AccessRules rules, Rights rights, Ticker ticker) {
        this.rules = rules;
        this.rights = rights;
        this.ticker = ticker;
        this.pages = Caffeine.newBuilder()
                .expireAfter(
                        Expiry.<Key, Kept>writing((key, page) -> key.held().isEmpty() ? KEPT : KEPT_AMONG_COLLEAGUES))
                .maximumWeight(MOST_BYTES)
                .weigher((Key key, Kept kept) ->
                        kept.page().weight() + key.path().length() + key.query().length())
                .ticker(ticker)
                .buildAsync();
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<Shared> found = new ArrayList<>();
        rules.ours().getHandlerMethods().forEach((mapping, handler) -> {
            SharedAnswer answer = handler.getMethodAnnotation(SharedAnswer.class);
            if (answer != null) {
                found.add(Shared.of(mapping, handler, answer));
            }
        });
        shared = List.copyOf(found);
    }

    /** Forgets everything that was kept, also what is being made from what was there before. */
    @EventListener
    void forget(PublicChange change) {
        pages.synchronous().invalidateAll();
    }

    Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        return request.getHeaders().containsHeader(HttpHeaders.AUTHORIZATION)
                ? chain.filter(exchange)
                : share(exchange, chain, false);
    }

    /** Answers whoever sent a token, which was found good, what everybody is answered. */
    Mono<Void> behindSecurity(ServerWebExchange exchange, WebFilterChain chain) {
        return exchange.getRequest().getHeaders().containsHeader(HttpHeaders.AUTHORIZATION)
                ? share(exchange, chain, true)
                : chain.filter(exchange);
    }

    private Mono<Void> share(ServerWebExchange exchange, WebFilterChain chain, boolean signedIn) {
        ServerHttpRequest request = exchange.getRequest();
        Shared operation = operation(request);
        String query = operation == null || !operation.isFor(signedIn) ? null : operation.query(request);
        if (operation == null || query == null) {
            return chain.filter(exchange);
        }
        String path = request.getPath().value();
        return operation.among() == Among.COLLEAGUES
                ? Proof.of(exchange)
                        .caller()
                        .map(caller -> rights.of(caller.personId())
                                .flatMap(held -> share(
                                        exchange, chain, operation, new Key(path, query, true, Set.copyOf(held)))))
                        .orElseGet(() -> chain.filter(exchange))
                : share(exchange, chain, operation, new Key(path, query, signedIn, Set.of()));
    }

    private Mono<Void> share(ServerWebExchange exchange, WebFilterChain chain, Shared operation, Key key) {
        CompletableFuture<Kept> known = pages.getIfPresent(key);
        if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
            Kept kept = Objects.requireNonNull(known.getNow(null));
            return kept.isToBeRenewed(ticker.read())
                    ? Mono.deferContextual(context -> {
                        renew(key, known, exchange, chain, Context.of(context));
                        return answer(exchange, operation, kept.page());
                    })
                    : answer(exchange, operation, kept.page());
        }
        return Mono.deferContextual(context -> page(key, exchange, chain, Context.of(context)))
                .flatMap(kept -> answer(exchange, operation, kept.page()))
                .onErrorResume(SharedPage.Refused.class, no -> no.to(exchange.getResponse()));
    }

    private @Nullable Shared operation(ServerHttpRequest request) {
        if (request.getMethod() != HttpMethod.GET || !takesJson(request.getHeaders())) {
            return null;
        }
        String path = request.getPath().value();
        for (Shared one : shared) {
            if (one.isAt(path)) {
                return one;
            }
        }
        return null;
    }

    /** Nothing else is kept, and a body that nobody expects is refused elsewhere. */
    private static boolean takesJson(HttpHeaders headers) {
        String accept = headers.getFirst(HttpHeaders.ACCEPT);
        return (accept == null || accept.contains("*/*") || accept.contains(MediaType.APPLICATION_JSON_VALUE))
                // Some clients say of a question that it has a body of nothing.
                && headers.getContentLength() <= 0
                && !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    /** The page, made by the first who asks, to its end, even if that one goes away. */
    private Mono<Kept> page(Key key, ServerWebExchange exchange, WebFilterChain chain, Context context) {
        CompletableFuture<Kept> mine = new CompletableFuture<>();
        CompletableFuture<Kept> page = pages.get(key, (wanted, executor) -> mine);
        if (page == mine) {
            Disposable unused =
                    made(key, exchange, chain, context).subscribe(mine::complete, mine::completeExceptionally);
        }
        return Mono.fromFuture(page, true);
    }

    /**
     * Puts a new page in the place of a known one, unless that was forgotten meanwhile: then what was read may be what was
     * there before. Where there is none to be had, whoever asks when the known one is too old is told why.
     */
    private void renew(
            Key key, CompletableFuture<Kept> known, ServerWebExchange exchange, WebFilterChain chain, Context context) {
        Disposable unused = made(key, exchange, chain, context)
                .subscribe(
                        kept -> pages.asMap().replace(key, known, CompletableFuture.completedFuture(kept)),
                        no -> LOG.debug("{} is not renewed", key.path(), no));
    }

    private Mono<Kept> made(Key key, ServerWebExchange exchange, WebFilterChain chain, Context context) {
        return Mono.defer(() -> SharedPage.make(exchange, chain, key.signedIn(), KEPT))
                .map(page -> new Kept(page, ticker.read(), new AtomicBoolean()))
                .timeout(PATIENCE)
                .onErrorMap(TimeoutException.class, late -> Refusal.of(Refusal.Kind.UNAVAILABLE, "timed_out"))
                .contextWrite(context);
    }

    private static Mono<Void> answer(ServerWebExchange exchange, Shared operation, SharedPage page) {
        // Metrics name a request by its pattern, which nobody has looked for here.
        ServerRequestObservationContext.findCurrent(exchange.getAttributes())
                .ifPresent(observed -> observed.setPathPattern(operation.pattern()));
        return page.answer(exchange);
    }

    /**
     * An operation whose answers are shared.
     *
     * @param before what stands in a path before its id, or all of it where it has none
     * @param behind what stands there behind the id; null where it has none
     * @param parameters all that it takes from the query, sorted
     * @param unless see {@link SharedAnswer#unless()}
     */
    private record Shared(
            String pattern,
            String before,
            @Nullable String behind,
            Among among,
            List<String> parameters,
            String unless) {

        static Shared of(RequestMappingInfo mapping, HandlerMethod handler, SharedAnswer answer) {
            String pattern = mapping.getPatternsCondition()
                    .getPatterns()
                    .iterator()
                    .next()
                    .getPatternString();
            int begin = pattern.indexOf('{');
            return new Shared(
                    pattern,
                    begin < 0 ? pattern : pattern.substring(0, begin),
                    begin < 0 ? null : pattern.substring(pattern.indexOf('}') + 1),
                    answer.value(),
                    Arrays.stream(handler.getMethodParameters())
                            .flatMap(Shared::names)
                            .sorted()
                            .toList(),
                    answer.unless());
        }

        private static Stream<String> names(MethodParameter parameter) {
            if (parameter.hasParameterAnnotation(ParameterObject.class)) {
                return Arrays.stream(parameter.getParameterType().getRecordComponents())
                        .map(RecordComponent::getName);
            }
            RequestParam said = parameter.getParameterAnnotation(RequestParam.class);
            if (said == null) {
                return Stream.empty();
            }
            boolean unnamed = said.name().isEmpty() || said.name().equals(ValueConstants.DEFAULT_NONE);
            return Stream.of(
                    unnamed ? Objects.requireNonNull(parameter.getParameter().getName()) : said.name());
        }

        boolean isFor(boolean signedIn) {
            return switch (among) {
                case EVERYBODY -> true;
                case STRANGERS -> !signedIn;
                case COLLEAGUES -> signedIn;
            };
        }

        boolean isAt(String path) {
            String end = behind;
            return end == null
                    ? path.equals(before)
                    : path.length() == before.length() + UUID_LENGTH + end.length()
                            && path.startsWith(before)
                            && path.endsWith(end)
                            && isId(path, before.length());
        }

        /** What is asked; null where the answer is the caller's own, or the question is for the operation to judge. */
        @Nullable
        String query(ServerHttpRequest request) {
            if (request.getURI().getRawQuery() == null) {
                return "";
            }
            MultiValueMap<String, String> said = request.getQueryParams();
            StringBuilder query = new StringBuilder();
            for (String name : parameters) {
                List<String> values = said.get(name);
                if (values == null) {
                    continue;
                }
                String value = values.size() == 1 ? values.get(0) : null;
                if (value == null || value.indexOf('\n') >= 0 || (name.equals(unless) && !value.equals("false"))) {
                    return null;
                }
                query.append(name).append('=').append(value).append('\n');
            }
            return query.toString();
        }

        private static boolean isId(String path, int begin) {
            for (int i = 0; i < UUID_LENGTH; i++) {
                char c = path.charAt(begin + i);
                boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
                if (dash ? c != '-' : !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                    return false;
                }
            }
            return true;
        }
    }
}
