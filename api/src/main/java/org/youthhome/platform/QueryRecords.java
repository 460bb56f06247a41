package org.youthhome.platform;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.MultiValueMap;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.bind.support.WebExchangeDataBinder;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Makes a record with {@link ParameterObject} of a query's parameters and validates it. Spring's own way for a model
 * attribute reads every annotation of the record's constructor anew for each request, which took half of the time of a list
 * that was not kept (docs/performance/PROFILE.md); here they are read once.
 */
final class QueryRecords implements HandlerMethodArgumentResolver {

    private final Map<MethodParameter, Form> forms = new ConcurrentHashMap<>();

    /** How a record is made: {@code types} and {@code names} in the order of its constructor. */
    private record Form(String name, Constructor<?> constructor, List<String> names, List<TypeDescriptor> types) {

        static Form of(MethodParameter parameter) {
            RecordComponent[] components = parameter.getParameterType().getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                Constructor<?> constructor = parameter.getParameterType().getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return new Form(
                        Objects.requireNonNull(parameter.getParameterName()),
                        constructor,
                        Arrays.stream(components).map(RecordComponent::getName).toList(),
                        Arrays.stream(components)
                                .map(component -> new TypeDescriptor(
                                        ResolvableType.forType(component.getGenericType()),
                                        null,
                                        component.getAnnotations()))
                                .toList());
            } catch (NoSuchMethodException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(ParameterObject.class)
                && parameter.getParameterType().isRecord();
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindings, ServerWebExchange exchange) {
        return Mono.fromSupplier(() -> {
            Form form = forms.computeIfAbsent(parameter, Form::of);
            WebExchangeDataBinder reading = bindings.createDataBinder(exchange, form.name());
            List<@Nullable Object> values = values(form, exchange.getRequest().getQueryParams(), reading);
            refuse(parameter, reading.getBindingResult());
            Object made = BeanUtils.instantiateClass(form.constructor(), values.toArray());
            WebExchangeDataBinder validating = bindings.createDataBinder(exchange, made, form.name());
            validating.validate();
            refuse(parameter, validating.getBindingResult());
            return made;
        });
    }

    private static List<@Nullable Object> values(
            Form form, MultiValueMap<String, String> said, WebExchangeDataBinder binder) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < form.names().size(); i++) {
            List<String> texts = said.get(form.names().get(i));
            values.add(
                    texts == null
                            ? null
                            : read(form.names().get(i), texts, form.types().get(i), binder));
        }
        return values;
    }

    private static @Nullable Object read(
            String name, List<String> texts, TypeDescriptor type, WebExchangeDataBinder binder) {
        ConversionService conversion = Objects.requireNonNull(binder.getConversionService());
        Object said = texts.size() == 1 ? texts.get(0) : texts.toArray(String[]::new);
        try {
            return said == null ? null : conversion.convert(said, TypeDescriptor.forObject(said), type);
        } catch (ConversionException unfit) {
            FieldError error = new FieldError(binder.getObjectName(), name, said, true, null, null, null);
            error.wrap(new TypeMismatchException(said, type.getType(), unfit));
            binder.getBindingResult().addError(error);
            return null;
        }
    }

    private static void refuse(MethodParameter parameter, BindingResult result) {
        if (result.hasErrors()) {
            throw new WebExchangeBindException(parameter, result);
        }
    }
}
