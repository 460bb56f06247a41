package org.youthhome.platform;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/** A no, before it is put into words. */
record Problem(
        HttpStatusCode status,
        String code,
        Map<String, Object> arguments,
        List<FieldProblem> fields,
        HttpHeaders headers) {

    /**
     * What is wrong with a field of the request.
     *
     * @param field JSON path in the body, or name of a parameter
     */
    record FieldProblem(String field, String code, Map<String, Object> arguments) {

        static FieldProblem of(@Nullable String field, String code) {
            return new FieldProblem(field == null ? "" : field, code, Map.of());
        }
    }

    static Problem of(HttpStatusCode status, String code, FieldProblem... fields) {
        return new Problem(status, code, Map.of(), List.of(fields), new HttpHeaders());
    }
}
