package org.youthhome.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import org.youthhome.engines.Engines;

/** What {@code openapi.yaml} says, as far as tests ask. */
@SuppressWarnings("unchecked")
final class Contract {

    static final Path FILE = Engines.repository().resolve("openapi.yaml");

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final String JSON = "application/json";

    private final Map<String, Object> document;

    /**
     * An operation.
     *
     * @param path with variables in braces, from the server's root
     * @param who who may call it: {@code anyone}, {@code person}, {@code right}, {@code screen}, {@code screen_or_right}
     * @param query query parameters by name, each with its schema
     * @param takes media type of its body, JSON where it may be; empty where it takes none
     * @param body schema of its JSON body; empty where it takes none
     * @param responses everything that is said about its answers, as text
     */
    record Operation(
            String id,
            String method,
            String path,
            String who,
            String summary,
            List<String> tags,
            Map<String, Map<String, Object>> query,
            String takes,
            Map<String, Object> body,
            String responses) {

        boolean isForAnyone() {
            return "anyone".equals(who);
        }

        boolean needsRight() {
            return "right".equals(who) || "screen_or_right".equals(who);
        }

        /** Its path with this in the place of every variable. */
        String pathOf(Object id) {
            return path.replaceAll("\\{[^}]+}", id.toString());
        }

        /** Whether it is what a request to this path reaches. */
        boolean isAt(String otherPath) {
            return otherPath.matches(path.replaceAll("\\{[^}]+}", "[^/]+"));
        }

        @Override
        public String toString() {
            return id + " (" + method.toUpperCase(Locale.ROOT) + " " + path + ")";
        }
    }

    private Contract(Map<String, Object> document) {
        this.document = document;
    }

    static Contract read(String yaml) {
        return new Contract(new Yaml().load(yaml));
    }

    /** The one that is checked in. */
    static Contract written() {
        try {
            return read(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        ((Map<String, Map<String, Object>>) document.get("paths"))
                .forEach((path, item) -> item.forEach((method, said) -> {
                    if (METHODS.contains(method)) {
                        operations.add(operation(path, method, (Map<String, Object>) said));
                    }
                }));
        return operations.stream();
    }

    List<String> tags() {
        return ((List<Map<String, String>>) document.get("tags"))
                .stream().map(tag -> tag.get("name")).toList();
    }

    /** A schema itself, where it is said by reference. */
    Map<String, Object> resolved(Map<String, Object> schema) {
        if (schema.get("allOf") instanceof List<?> all && all.size() == 1) {
            return resolved((Map<String, Object>) all.get(0));
        }
        String ref = (String) schema.get("$ref");
        if (ref == null) {
            return schema;
        }
        Map<String, Object> components = (Map<String, Object>) document.get("components");
        Map<String, Object> schemas = (Map<String, Object>) components.get("schemas");
        return (Map<String, Object>) schemas.get(ref.substring(ref.lastIndexOf('/') + 1));
    }

    /** The properties of an object, each with its own schema. */
    Map<String, Map<String, Object>> properties(Map<String, Object> schema) {
        Map<String, Map<String, Object>> properties = new LinkedHashMap<>();
        ((Map<String, Map<String, Object>>) schema.getOrDefault("properties", Map.of()))
                .forEach((name, property) -> properties.put(name, resolved(property)));
        return properties;
    }

    private Operation operation(String path, String method, Map<String, Object> said) {
        Map<String, Object> access = (Map<String, Object>) said.getOrDefault("x-access", Map.of());
        Map<String, Map<String, Object>> query = new LinkedHashMap<>();
        ((List<Map<String, Object>>) said.getOrDefault("parameters", List.of()))
                .stream()
                        .filter(parameter -> "query".equals(parameter.get("in")))
                        .forEach(parameter -> query.put((String) parameter.get("name"), resolved((Map<String, Object>)
                                parameter.get("schema"))));
        return new Operation(
                String.valueOf(said.get("operationId")),
                method,
                path,
                String.valueOf(access.get("who")),
                String.valueOf(said.get("summary")),
                (List<String>) said.getOrDefault("tags", List.of()),
                query,
                content(said).keySet().stream().sorted().findFirst().orElse(""),
                body(said),
                String.valueOf(said.get("responses")));
    }

    private static Map<String, Object> content(Map<String, Object> operation) {
        Map<String, Object> body = (Map<String, Object>) operation.getOrDefault("requestBody", Map.of());
        return (Map<String, Object>) body.getOrDefault("content", Map.of());
    }

    private Map<String, Object> body(Map<String, Object> operation) {
        Map<String, Object> json = (Map<String, Object>) content(operation).getOrDefault(JSON, Map.of());
        return json.isEmpty() ? Map.of() : resolved((Map<String, Object>) json.get("schema"));
    }
}
