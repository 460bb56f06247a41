package org.youthhome.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.youthhome.drill.Gate.Person;
import org.youthhome.engines.Engines;
import org.youthhome.stage.Program;
import org.youthhome.stage.Stage;

/**
 * The program against stores that the environment leads to ({@code SPRING_DATA_REDIS_…}, {@code SPRING_R2DBC_…}), in the
 * place of the stage's own; in a burst of check-ins a command takes the store's primary away. Nothing acknowledged may be
 * lost or doubled, and numbers are to be right again within five seconds.
 *
 * <p>Exit code 0 when all is as it should be.
 */
public final class Failover {

    private static final int PORT = 18_520;
    private static final int PEOPLE = 1_200;
    private static final Duration RIGHT_AGAIN = Duration.ofSeconds(5);
    private static final Duration WATCHED = Duration.ofSeconds(30);
    private static final List<String> LEADING = List.of("SPRING_DATA_REDIS_", "SPRING_R2DBC_", "SPRING_FLYWAY_");

    private Failover() {}

    /** @param args the command that takes the primary away */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Engines.repository().resolve("api/target"), "failover");
        boolean well;
        try (Stage stage = Stage.in(folder, Stage.DURABLE)) {
            Map<String, String> outside = outside();
            Program program = stage.start(PORT, List.of("-Xmx512m"), settings(outside));
            Gate gate = Gate.at(program.baseUrl(), () -> connect(stage, outside));
            Thread.sleep(6_000);
            well = hurt(gate, program.baseUrl(), args);
        }
        System.out.println(well ? "All is as it should be." : "See " + folder);
        System.exit(well ? 0 : 1);
    }

    private static boolean hurt(Gate gate, String base, String[] command) throws Exception {
        UUID occurrence = gate.open(base, PEOPLE);
        List<Person> crowd = gate.crowd(base, PEOPLE);
        AtomicInteger done = new AtomicInteger();
        long[] hurtAt = new long[1];
        Thread hurting = new Thread(() -> {
            try {
                while (done.get() < PEOPLE / 3) {
                    Thread.sleep(5);
                }
                System.out.println("  … " + String.join(" ", command) + " at " + done.get() + " acknowledged");
                new ProcessBuilder(command).inheritIO().start().waitFor();
                hurtAt[0] = System.nanoTime();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        hurting.start();
        int wave = PEOPLE / 30;
        for (int from = 0; from < PEOPLE; from += wave) {
            gate.burst(base, occurrence, crowd.subList(from, Math.min(PEOPLE, from + wave)), true, done);
            // So that the burst lasts beyond the failover.
            Thread.sleep(150);
        }
        hurting.join();
        long answered = System.nanoTime();
        List<String> wrong = gate.wrong(occurrence, PEOPLE);
        boolean rows = said(
                PEOPLE + " people, " + gate.triedAgain() + " repeats with the same nonce: acknowledged are the rows "
                        + wrong.stream().limit(3).toList(),
                wrong.isEmpty());
        Duration shown = gate.until(List.of(base), occurrence, PEOPLE, WATCHED);
        long sinceHurt = Duration.ofNanos(answered - hurtAt[0]).toMillis();
        boolean numbers = said(
                "the number is " + PEOPLE + " " + (shown == null ? "never" : shown.toMillis() + " ms")
                        + " after the last answer, which came " + sinceHurt + " ms after the blow",
                shown != null && shown.compareTo(RIGHT_AGAIN) <= 0);
        return rows && numbers;
    }

    private static boolean said(String what, boolean holds) {
        System.out.println((holds ? "  yes  " : "  NO   ") + what);
        return holds;
    }

    private static Map<String, String> outside() {
        Map<String, String> outside = new LinkedHashMap<>();
        System.getenv().forEach((name, value) -> {
            if (LEADING.stream().anyMatch(name::startsWith)) {
                outside.put(name, value);
            }
        });
        return outside;
    }

    private static Map<String, String> settings(Map<String, String> outside) {
        Map<String, String> settings = new LinkedHashMap<>(outside);
        settings.put("youth-home.tokens.lifetime", "1h");
        settings.put("youth-home.limits.tokens.requests", "1000000");
        if (outside.containsKey("SPRING_DATA_REDIS_PASSWORD")) {
            // In place of the stage's own, whose password would win otherwise.
            settings.put(
                    "spring.data.redis.url", "redis://:" + outside.get("SPRING_DATA_REDIS_PASSWORD") + "@127.0.0.1:1");
        }
        if (outside.containsKey("SPRING_R2DBC_URL")) {
            settings.put("spring.flyway.user", outside.getOrDefault("SPRING_R2DBC_USERNAME", ""));
            settings.put("spring.flyway.password", outside.getOrDefault("SPRING_R2DBC_PASSWORD", ""));
        }
        return settings;
    }

    private static Connection connect(Stage stage, Map<String, String> outside) throws SQLException {
        @Nullable String url = outside.get("SPRING_FLYWAY_URL");
        return url == null
                ? stage.mariaDb().connect()
                : DriverManager.getConnection(
                        url, outside.get("SPRING_R2DBC_USERNAME"), outside.get("SPRING_R2DBC_PASSWORD"));
    }
}
