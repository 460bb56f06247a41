package org.youthhome.platform;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.youthhome.identity.Access;
import org.youthhome.identity.Access.Who;
import org.youthhome.identity.PlaceOf;
import org.youthhome.identity.Rights;
import org.youthhome.identity.ScreenPass.ScreenHolder;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;
import reactor.core.publisher.Mono;

/**
 * Decides by an operation's {@link Access} whether the request may go on, before anything of it but the path is read.
 *
 * <p>The handler that it had to find for that is the one that is called afterwards, so that paths are matched once.
 */
@Component
class AccessRules implements SmartInitializingSingleton {

    private static final String DECIDED = AccessRules.class.getName() + ".decided";
    private static final String OURS = "org.youthhome";
    /** The API's documentation, which anybody may read. */
    private static final String DOCUMENTATION = "org.springdoc";

    private static final Mono<Void> GRANTED = Mono.empty();

    private final SingletonSupplier<RequestMappingHandlerMapping> ours;
    private final ObjectProvider<PlaceOf> placeOfs;
    private final Rights rights;
    private final Map<Method, Rule> rules = new HashMap<>();

    /** An operation's {@link Access} with what it names. */
    private record Rule(Access access, @Nullable PlaceOf placeOf) {}

    AccessRules(
            ObjectProvider<RequestMappingHandlerMapping> mappings, ObjectProvider<PlaceOf> placeOfs, Rights rights) {
        // Looked for once, and not for each request.
        this.ours = SingletonSupplier.of(() -> mappings.stream()
                .filter(mapping -> mapping.getClass() == RequestMappingHandlerMapping.class)
                .findFirst()
                .orElseThrow());
        this.placeOfs = placeOfs;
        this.rights = rights;
    }

    /** Reads every operation's rule, and stops the start when one is missing or wrong. */
    @Override
    public void afterSingletonsInstantiated() {
        Map<String, PlaceOf> things = placeOfs.stream().collect(Collectors.toMap(PlaceOf::thing, Function.identity()));
        List<String> wrong = new ArrayList<>();
        ours().getHandlerMethods().forEach((mapping, handler) -> {
            if (isOurs(handler)) {
                wrong.addAll(learn(mapping, handler, things));
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("Operations without a sound @Access: " + String.join("; ", wrong));
        }
    }

    private List<String> learn(RequestMappingInfo mapping, HandlerMethod handler, Map<String, PlaceOf> things) {
        String name = handler.getBeanType().getSimpleName() + "."
                + handler.getMethod().getName();
        Access access = handler.getMethodAnnotation(Access.class);
        if (access == null) {
            return List.of(name + " has none");
        }
        List<String> wrong = new ArrayList<>();
        boolean byPlace = !access.at().isEmpty();
        if (access.value() == Who.RIGHT && access.right().length == 0) {
            wrong.add(name + " names no right");
        }
        if (access.value() == Who.SCREEN_OR_RIGHT && (!byPlace || access.right().length == 0)) {
            wrong.add(name + " names no thing or no right");
        }
        if (byPlace && !things.containsKey(access.at())) {
            wrong.add(name + " names a thing that no PlaceOf knows: " + access.at());
        }
        boolean inPath = mapping.getPatternsCondition().getPatterns().stream()
                .allMatch(pattern -> pattern.getPatternString().contains("{" + access.variable() + "}"));
        if (byPlace && !inPath) {
            wrong.add(name + " has no path variable " + access.variable());
        }
        rules.put(handler.getMethod(), new Rule(access, byPlace ? things.get(access.at()) : null));
        return wrong;
    }

    /** Completes when the request may go on; otherwise an error that says why not. */
    Mono<Void> admit(Proof proof, ServerWebExchange exchange) {
        // Where no operation answers, there is a static page or nothing at all.
        return ours().getHandler(exchange).flatMap(handler -> {
            exchange.getAttributes().put(DECIDED, handler);
            return handler instanceof HandlerMethod method ? decide(method, proof, exchange) : GRANTED;
        });
    }

    private Mono<Void> decide(HandlerMethod handler, Proof proof, ServerWebExchange exchange) {
        Rule rule = rules.get(handler.getMethod());
        if (rule == null) {
            return handler.getBeanType().getName().startsWith(DOCUMENTATION) ? GRANTED : refuse("not_allowed");
        }
        if (rule.access().value() == Who.ANYONE) {
            return GRANTED;
        }
        return proof == Proof.NONE
                ? Mono.error(Refusal.of(Kind.UNAUTHENTICATED, "login_needed"))
                : decide(rule, proof, exchange);
    }

    private Mono<Void> decide(Rule rule, Proof proof, ServerWebExchange exchange) {
        Who who = rule.access().value();
        ScreenHolder screen = proof.screen().orElse(null);
        if (screen != null) {
            boolean itsOwn = who == Who.SCREEN_OR_RIGHT
                    && screen.occurrenceId() != null
                    && screen.occurrenceId().toString().equals(variable(rule, exchange));
            return who == Who.SCREEN || itsOwn ? GRANTED : refuse("not_for_screens");
        }
        if (who == Who.SCREEN) {
            return refuse("only_for_screens");
        }
        return who == Who.PERSON
                ? GRANTED
                : proof.caller()
                        .map(caller -> byRight(rule, caller.personId(), exchange))
                        .orElseGet(() -> refuse("not_allowed"));
    }

    private Mono<Void> byRight(Rule rule, UUID personId, ServerWebExchange exchange) {
        Access access = rule.access();
        PlaceOf placeOf = rule.placeOf();
        return rights.maySomewhere(personId, access.right()).flatMap(somewhere -> {
            if (!somewhere) {
                return refuse("not_allowed");
            }
            if (placeOf == null) {
                return GRANTED;
            }
            return placeOf.placeOf(variable(rule, exchange))
                    .switchIfEmpty(Mono.error(() -> Refusal.notFound(access.at())))
                    .flatMap(place -> rights.may(personId, place, access.right()))
                    .flatMap(here -> here ? GRANTED : refuse("not_your_place"));
        });
    }

    private static String variable(Rule rule, ServerWebExchange exchange) {
        Map<String, String> variables =
                exchange.getAttributeOrDefault(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, Map.of());
        return variables.getOrDefault(rule.access().variable(), "");
    }

    private static Mono<Void> refuse(String code) {
        return Mono.error(Refusal.of(Kind.FORBIDDEN, code));
    }

    /** The mapping of the operations, ours and the documentation's. */
    RequestMappingHandlerMapping ours() {
        return ours.obtain();
    }

    private static boolean isOurs(HandlerMethod handler) {
        return handler.getBeanType().getName().startsWith(OURS);
    }

    /** Hands on the handler that was found for the decision. */
    @Component
    static final class DecidedHandlers implements HandlerMapping, Ordered {

        @Override
        public Mono<Object> getHandler(ServerWebExchange exchange) {
            return Mono.justOrEmpty(exchange.<Object>getAttribute(DECIDED));
        }

        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }
    }
}
