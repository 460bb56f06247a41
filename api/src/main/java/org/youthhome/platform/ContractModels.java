package org.youthhome.platform;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
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
            mendLimits(model, raw);
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

    /** Limits that Java's validation knows and JSON's schema says otherwise. */
    private static void mendLimits(Schema<?> model, Class<?> type) {
        if (model.getProperties() == null) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            Schema<?> property = model.getProperties().get(component.getName());
            if (property != null) {
                int least = component.getAccessor().isAnnotationPresent(NotBlank.class)
                                || component.getAccessor().isAnnotationPresent(NotEmpty.class)
                        ? 1
                        : 0;
                mendLimits(property, least);
            }
        }
    }

    private static void mendLimits(Schema<?> property, int least) {
        if (property.getMinLength() != null || (least > 0 && "string".equals(property.getType()))) {
            property.setMinLength(orNone(property.getMinLength(), least));
        }
        if (property.getMinItems() != null || (least > 0 && "array".equals(property.getType()))) {
            property.setMinItems(orNone(property.getMinItems(), least));
        }
        String pattern = property.getPattern();
        if (pattern != null && !pattern.startsWith("^")) {
            // Java's has to match the whole, JSON's only a part.
            property.setPattern("^" + pattern + "$");
        }
        if (property.getItems() != null) {
            mendLimits(property.getItems(), 0);
        }
        if (property.getAdditionalProperties() instanceof Schema<?> values
                && values.get$ref() == null
                && values.getProperties() == null
                && "object".equals(values.getType())) {
            // A map of Object holds texts and numbers too.
            property.setAdditionalProperties(true);
        }
    }

    private static @Nullable Integer orNone(@Nullable Integer said, int least) {
        int most = Math.max(said == null ? 0 : said, least);
        return most == 0 ? null : most;
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
