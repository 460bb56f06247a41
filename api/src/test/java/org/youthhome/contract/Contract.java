package org.youthhome.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** What {@code openapi.yaml} says, as far as tests ask. */
@SuppressWarnings("unchecked")
final class Contract {

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options");

    private final Map<String, Object> document;

    /**
     * An operation.
     *
     * @param who who may call it: {@code anyone}, {@code person}, {@code right}, {@code screen}, {@code screen_or_right}
     * @param responses everything that is said about its answers, as text
     */
    record Operation(
            String id, String method, String path, String who, String summary, List<String> tags, String responses) {

        boolean isWrite() {
            return !"get".equals(method);
        }

        @Override
        public String toString() {
            return id + " (" + method.toUpperCase(java.util.Locale.ROOT) + " " + path + ")";
        }
    }

    private Contract(Map<String, Object> document) {
        this.document = document;
    }

    static Contract read(String yaml) {
        return new Contract(new Yaml().load(yaml));
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        paths().forEach((path, item) -> item.forEach((method, said) -> {
            if (METHODS.contains(method)) {
                operations.add(operation(path, method, (Map<String, Object>) said));
            }
        }));
        return operations;
    }

    List<String> tags() {
        return ((List<Map<String, String>>) document.get("tags"))
                .stream().map(tag -> tag.get("name")).toList();
    }

    private static Operation operation(String path, String method, Map<String, Object> said) {
        Map<String, Object> access = (Map<String, Object>) said.getOrDefault("x-access", Map.of());
        return new Operation(
                String.valueOf(said.get("operationId")),
                method,
                path,
                String.valueOf(access.get("who")),
                String.valueOf(said.get("summary")),
                (List<String>) said.getOrDefault("tags", List.of()),
                String.valueOf(said.get("responses")));
    }

    private Map<String, Map<String, Object>> paths() {
        return (Map<String, Map<String, Object>>) document.get("paths");
    }
}
