package org.youthhome.drill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program's API, as a client meets it: an answer, or none. */
final class Api {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String base;

    Api(String base) {
        this.base = base;
    }

    /** What the program answered. */
    record Answer(int status, String text, JsonNode body) {

        /** The {@code code} of a no; empty for a yes. */
        String code() {
            return body.path("code").asString("");
        }

        String text(String field) {
            return body.path(field).asString("");
        }

        boolean is(int... statuses) {
            for (int each : statuses) {
                if (each == status) {
                    return true;
                }
            }
            return false;
        }

        Answer must(int... statuses) {
            if (!is(statuses)) {
                throw new IllegalStateException("answered " + status + " " + text);
            }
            return this;
        }

        /** Whether the same request may well be answered otherwise a moment later. */
        boolean passes() {
            return status >= 500 || status == 429;
        }
    }

    Answer get(String path, @Nullable String token) throws IOException, InterruptedException {
        return send("GET", path, token, null);
    }

    /** Sends once; a path begins with {@code /}, behind {@code /api/v1} unless it is {@code /actuator}'s. */
    Answer send(String method, String path, @Nullable String token, @Nullable Map<String, ?> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base + (path.startsWith("/actuator") ? "" : "/api/v1") + path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), json(response.body()));
    }

    private static JsonNode json(String text) {
        try {
            return text.startsWith("{") ? JSON.readTree(text) : JSON.createObjectNode();
        } catch (JacksonException cutOff) {
            return JSON.createObjectNode();
        }
    }
}
