package org.youthhome.platform;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import org.youthhome.identity.Caller;
import org.youthhome.identity.CurrentSession;
import org.youthhome.identity.ScreenPass.ScreenHolder;
import org.youthhome.kernel.ClientAddress;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

/** What controllers may ask for, and how query parameters are read. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RequestSettings.class, LimitSettings.class, ProxySettings.class})
class WebConfiguration implements WebFluxConfigurer {

    private final ClientAddresses addresses;

    WebConfiguration(ClientAddresses addresses) {
        this.addresses = addresses;
        // They come from the request's proof and connection, not from what a client sends.
        var unused = SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(Caller.class, CurrentSession.class, ScreenHolder.class, ClientAddress.class);
    }

    @Override
    public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
        configurer.addCustomResolver(
                new Proven<>(Caller.class, Proof::caller),
                new Proven<>(CurrentSession.class, Proof::session),
                new Proven<>(ScreenHolder.class, Proof::screen),
                new Origin(addresses),
                new QueryRecords());
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverterFactory(new LowerCaseEnums());
    }

    /** Somebody as proven by the request's token; a parameter that may be null is null without one. */
    private static final class Proven<T> implements HandlerMethodArgumentResolver {

        private static final Mono<Object> MUST =
                Mono.error(() -> Refusal.of(Refusal.Kind.UNAUTHENTICATED, "login_needed"));

        private final Class<T> type;
        private final Function<Proof, Optional<T>> part;
        /** To find out costs reflection, which no request needs to pay for. */
        private final Map<MethodParameter, Boolean> optional = new ConcurrentHashMap<>();

        Proven(Class<T> type, Function<Proof, Optional<T>> part) {
            this.type = type;
            this.part = part;
        }

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == type;
        }

        @Override
        public Mono<Object> resolveArgument(
                MethodParameter parameter, BindingContext bindings, ServerWebExchange exchange) {
            Optional<T> found = part.apply(Proof.of(exchange));
            if (found.isPresent()) {
                return Mono.just(found.get());
            }
            return optional.computeIfAbsent(parameter, MethodParameter::isOptional) ? Mono.empty() : MUST;
        }
    }

    private record Origin(ClientAddresses addresses) implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == ClientAddress.class;
        }

        @Override
        public Mono<Object> resolveArgument(
                MethodParameter parameter, BindingContext bindings, ServerWebExchange exchange) {
            return Mono.just(addresses.of(exchange.getRequest()));
        }
    }

    /** Enums in queries are written as in JSON. */
    @SuppressWarnings("rawtypes")
    private static final class LowerCaseEnums implements ConverterFactory<String, Enum> {

        @Override
        public <T extends Enum> Converter<String, T> getConverter(Class<T> type) {
            Map<String, T> byName = Arrays.stream(type.getEnumConstants())
                    .collect(Collectors.toMap(value -> value.name().toLowerCase(Locale.ROOT), Function.identity()));
            return text -> {
                T value = byName.get(text);
                if (value == null) {
                    throw new UnknownValue(byName.keySet().stream().sorted().toList());
                }
                return value;
            };
        }
    }
}
