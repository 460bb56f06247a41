package org.youthhome.media.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.youthhome.stage.Program;
import org.youthhome.stage.Stage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged program in the small heap that the operations page names, and everybody's largest photos at once. */
class UploadMemoryIT {

    private static final String COMMUNITY = "01900000-0000-7000-8000-00000000c003";
    private static final int AT_ONCE = 40;

    /** Gray, the most pixels and nearly the most bytes that are taken. */
    private static byte[] largestJpeg() {
        BufferedImage picture = new BufferedImage(8_600, 5_800, BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        byte[] noise = new byte[pixels.length / 6];
        new Random(20_261_123).nextBytes(noise);
        System.arraycopy(noise, 0, pixels, 0, noise.length);
        return Pictures.encoded(picture, "jpeg");
    }

    @Test
    void forty_of_the_largest_photos_at_once_fit_in_a_heap_of_256_megabytes_while_others_are_answered(
            @TempDir Path folder) throws Exception {
        int port = Stage.freePort();
        List<byte[]> files = List.of(largestJpeg(), Pictures.progressive(3_400, 2_600), Pictures.png(8_600, 5_800));
        try (Stage stage = Stage.in(folder.resolve("stage"), List.of())) {
            Program program = stage.start(
                    port,
                    List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                    Map.of("youth-home.media.folder", folder.resolve("media").toString()));
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            String token = worker(stage, program, http);
            byte[] small = Pictures.jpeg(64, 48);
            // Places and roles are kept for some seconds.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> http.send(upload(program, token, small), HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 201);

            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                answers.add(http.sendAsync(
                        upload(program, token, files.get(i % files.size())), HttpResponse.BodyHandlers.ofString()));
            }
            int seen = 0;
            while (!answers.stream().allMatch(CompletableFuture::isDone)) {
                assertThat(http.send(
                                        HttpRequest.newBuilder(URI.create(program.baseUrl() + "/api/v1/activities"))
                                                .timeout(Duration.ofSeconds(10))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
                seen++;
                Thread.sleep(100);
            }

            assertThat(answers).allSatisfy(answer -> assertThat(answer.join().statusCode())
                    .as(answer.join().body())
                    .isEqualTo(201));
            assertThat(seen).isGreaterThan(10);
            assertThat(program.isRunning()).isTrue();
            assertThat(megabytes(program)).isLessThan(700);
            try (var left = Files.list(folder.resolve("media/incoming"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    /** Somebody who publishes in a community that is there. */
    private static String worker(Stage stage, Program program, HttpClient http) throws Exception {
        HttpResponse<String> login = http.send(
                HttpRequest.newBuilder(URI.create(program.baseUrl() + "/api/v1/tokens"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"demo:photographer\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode told = JsonMapper.shared().readTree(login.body());
        String person = told.at("/person/id").asString();
        try (Connection database = stage.mariaDb().connect();
                Statement statement = database.createStatement()) {
            place(statement, "01900000-0000-7000-8000-00000000c001", "NULL", "city", "NULL");
            place(
                    statement,
                    "01900000-0000-7000-8000-00000000c002",
                    hex("01900000-0000-7000-8000-00000000c001"),
                    "local_unit",
                    "'town'");
            place(statement, COMMUNITY, hex("01900000-0000-7000-8000-00000000c002"), "community", "'modern'");
            statement.executeUpdate("INSERT INTO role_assignment (id, person_id, role, place_id, granted_at) VALUES ("
                    + hex("01900000-0000-7000-8000-00000000c004") + ", " + hex(person) + ", 'community_worker', "
                    + hex(COMMUNITY) + ", NOW(6))");
        }
        return told.path("accessToken").asString();
    }

    private static void place(Statement statement, String id, String parent, String kind, String character)
            throws Exception {
        statement.executeUpdate("INSERT INTO place (id, parent_id, kind, character_kind, name, created_at) VALUES ("
                + hex(id) + ", " + parent + ", '" + kind + "', " + character + ", '测试" + kind + "', NOW(6))");
    }

    private static String hex(String id) {
        return "x'" + id.replace("-", "") + "'";
    }

    private static HttpRequest upload(Program program, String token, byte[] file) {
        return HttpRequest.newBuilder(URI.create(program.baseUrl() + "/api/v1/photos?communityId=" + COMMUNITY))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", file[1] == 'P' ? "image/png" : "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                .build();
    }

    /** The most memory the process ever had, all of it and not only the heap. */
    private static long megabytes(Program program) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + program.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }
}
