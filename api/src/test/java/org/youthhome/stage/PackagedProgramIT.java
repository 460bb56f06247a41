package org.youthhome.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that is shipped, started as an operator starts it: what no test on the class path can notice is noticed here. */
class PackagedProgramIT {

    @Test
    void the_packaged_program_starts_serves_and_shows_no_demonstration_and_no_phone_client_that_nobody_configured(
            @TempDir Path folder) throws Exception {
        int port = Stage.freePort();
        try (Stage stage = Stage.in(folder.resolve("stage"), List.of())) {
            Program program = stage.start(port, List.of("-Xmx256m"), Map.of());

            assertThat(answer(program, "/api/v1/activities")).isEqualTo(200);
            assertThat(answer(program, "/today")).isEqualTo(200);
            assertThat(answer(program, "/demo/accounts.json")).isNotEqualTo(200);
            assertThat(answer(program, "/m/")).isNotEqualTo(200);

            program.stop();
            assertThat(program.isRunning()).isFalse();

            Path client = Files.createDirectories(folder.resolve("h5"));
            Files.writeString(client.resolve("index.html"), "<!doctype html>青年之家");
            Program configured = stage.start(
                    port,
                    List.of("-Xmx256m"),
                    Map.of("youth-home.web-client.location", client.toUri().toString()));
            assertThat(answer(configured, "/m/")).isEqualTo(200);
            configured.stop();
        }
    }

    private static int answer(Program program, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(program.baseUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
