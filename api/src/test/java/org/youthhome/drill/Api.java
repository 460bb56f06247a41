package org.youthhome.drill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program's API, as a client meets it: an answer, or none. */
final class Api {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient http;
    private final String base;

    /** @param base where the program is, without a slash at its end */
    Api(String base) {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build(),
                base);
    }

    private Api(HttpClient http, String base) {
        this.http = http;
        this.base = base;
    }

    /** The same client, asking another process. */
    Api at(String other) {
        return new Api(http, other);
    }

    /**
     * What the program answered.
     *
     * @param etag the version of what was answered; empty when it has none
     * @param body the text as JSON; an empty object when it is none
     */
    record Answer(int status, String etag, String text, JsonNode body) {

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
        return send(method, path, token, body, Map.of());
    }

    Answer send(
            String method,
            String path,
            @Nullable String token,
            @Nullable Map<String, ?> body,
            Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path, token)
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("ETag").orElse(""),
                response.body(),
                json(response.body()));
    }

    /** Hears a stream of events until it ends. */
    void hear(String path, @Nullable String token, Consumer<JsonNode> listener)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> events = http.send(
                request(path, token).header("Accept", "text/event-stream").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:{")) {
                    listener.accept(JSON.readTree(line.substring(5)));
                }
            }
        }
    }

    /** Sends again while there is no answer that will stay, for what only prepares a drill. */
    Answer sendUntilSettled(String method, String path, @Nullable String token, @Nullable Map<String, ?> body)
            throws IOException, InterruptedException {
        for (int tries = 1; tries < 20; tries++) {
            try {
                Answer answer = send(method, path, token, body);
                if (!answer.passes()) {
                    return answer;
                }
            } catch (IOException lost) {
                // Not answered: the next try tells.
            }
            Thread.sleep(500);
        }
        return send(method, path, token, body);
    }

    private HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + (path.startsWith("/actuator") ? "" : "/api/v1") + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static JsonNode json(String text) {
        try {
            return text.startsWith("{") ? JSON.readTree(text) : JSON.createObjectNode();
        } catch (JacksonException cutOff) {
            return JSON.createObjectNode();
        }
    }
}
