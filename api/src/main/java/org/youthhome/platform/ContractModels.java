package org.youthhome.platform;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says of the contract's types what Java says of them: whatever a record does not mark {@code @Nullable} is required, and
 * enums are as in JSON (see {@link JsonConfiguration}).
 */
@Component
class ContractModels implements ModelConverter {

    private static final String OURS = "org.youthhome";
    /** What a class is called for its place in the code and not for what it is. */
    private static final Pattern ROOM = Pattern.compile("(View|Controller|Request)$");

    /** A name that two types share would describe one of them wrongly. */
    private final Map<String, String> shapes = new ConcurrentHashMap<>();

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        JavaType java = Json.mapper().constructType(type.getType());
        Class<?> raw = java == null ? Object.class : java.getRawClass();
        if (!raw.getName().startsWith(OURS)) {
            return chain.next().resolve(type, context, chain);
        }
        if (raw.isEnum()) {
            type.name(enumName(raw));
        }
        Schema<?> resolved = chain.next().resolve(type, context, chain);
        Schema<?> model = model(resolved, context);
        if (model != null && raw.isEnum()) {
            describeEnum(model, raw);
        } else if (model != null && raw.isRecord()) {
            requireByNullness(model, raw);
            beOnlyOne(model, raw, java);
        }
        return resolved;
    }

    private static @Nullable Schema<?> model(@Nullable Schema<?> resolved, ModelConverterContext context) {
        if (resolved == null || resolved.get$ref() == null) {
            return resolved;
        }
        String name = resolved.get$ref().substring(resolved.get$ref().lastIndexOf('/') + 1);
        return context.getDefinedModels().get(name);
    }

    private static String enumName(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return around == null
                ? type.getSimpleName()
                : ROOM.matcher(around.getSimpleName()).replaceFirst("") + type.getSimpleName();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void describeEnum(Schema model, Class<?> type) {
        model.setEnum(Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList());
    }

    private static void requireByNullness(Schema<?> model, Class<?> type) {
        if (model.getProperties() == null) {
            return;
        }
        List<String> required = Arrays.stream(type.getRecordComponents())
                .filter(component -> model.getProperties().containsKey(component.getName()))
                .filter(component -> !isNullable(component))
                .map(RecordComponent::getName)
                .toList();
        model.setRequired(required.isEmpty() ? null : required);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private void beOnlyOne(Schema<?> model, Class<?> type, JavaType java) {
        if (model.getName() == null || java.hasGenericTypes()) {
            return;
        }
        String shape = Arrays.stream(type.getRecordComponents())
                .map(component -> component.getGenericType() + " " + component.getName())
                .collect(Collectors.joining(", "));
        String before = shapes.putIfAbsent(model.getName(), shape);
        if (before != null && !before.equals(shape)) {
            throw new IllegalStateException("Two different types of the contract are called " + model.getName()
                    + "; give one of them another name: (" + before + ") and (" + shape + ")");
        }
    }
}
