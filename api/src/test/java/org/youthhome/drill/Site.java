package org.youthhome.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.youthhome.kernel.Ids;
import org.youthhome.stage.Program;
import org.youthhome.stage.Stage;
import tools.jackson.databind.JsonNode;

/** One community with its home, its worker and its people, on a stage that can be hurt. */
final class Site implements AutoCloseable {

    private static final String METRICS = "drill";
    private static final int PORT = 18_480;
    private static final Ids IDS = new Ids(Clock.systemUTC());

    private final Stage stage;
    private final List<Program> programs = new ArrayList<>();
    private final Api api;
    private final List<Person> people = new ArrayList<>();
    private final Person worker;
    private final UUID home = IDS.next();

    /** Somebody who has logged in. */
    static final class Person {
        private final String name;
        private final UUID id;
        private volatile String token;

        private Person(String name, UUID id, String token) {
            this.name = name;
            this.id = id;
            this.token = token;
        }

        UUID id() {
            return id;
        }

        String token() {
            return token;
        }

        void logInAgain(Api api) throws IOException, InterruptedException {
            Api.Answer answer = api.send("POST", "/tokens", null, Map.of("code", "demo:" + name));
            if (answer.is(201)) {
                token = answer.text("accessToken");
            }
        }
    }

    /**
     * What is on during one round.
     *
     * @param running occurrences that run now, where everybody walks in as a volunteer until they are full
     * @param coming occurrences on days to come, for enrolments
     */
    record Programme(List<UUID> activities, List<UUID> running, List<UUID> coming) {

        List<UUID> all() {
            List<UUID> all = new ArrayList<>(running);
            all.addAll(coming);
            return all;
        }
    }

    private Site(Path folder, List<String> mariaDbOptions, int crowd) throws Exception {
        this.stage = Stage.in(folder, mariaDbOptions);
        try {
            Program program = stage.start(PORT, List.of("-Xmx512m"), settings());
            programs.add(program);
            this.api = new Api(program.baseUrl());
            this.worker = logIn("worker");
            found();
            // It keeps places and roles for five seconds, and knows nothing of what is written behind its back.
            Thread.sleep(6_000);
            ExecutorService many = Executors.newFixedThreadPool(32);
            List<Future<Person>> all = new ArrayList<>();
            for (int i = 0; i < crowd; i++) {
                String name = "volunteer-" + i;
                all.add(many.submit(() -> logIn(name)));
            }
            for (Future<Person> one : all) {
                people.add(one.get());
            }
            many.shutdown();
        } catch (Exception | Error e) {
            stage.close();
            throw e;
        }
    }

    /** @param crowd how many people live there */
    static Site in(Path folder, List<String> mariaDbOptions, int crowd) throws Exception {
        return new Site(folder, mariaDbOptions, crowd);
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("youth-home.metrics.token", METRICS);
        settings.put("youth-home.tokens.lifetime", "1h");
        settings.put("youth-home.limits.tokens.requests", "1000000");
        return settings;
    }

    Stage stage() {
        return stage;
    }

    Api api() {
        return api;
    }

    Person worker() {
        return worker;
    }

    List<Person> people() {
        return people;
    }

    /** The program that serves. */
    Program program() {
        return programs.get(programs.size() - 1);
    }

    /** Another program takes the place of the one that serves, with these settings or environment on top. */
    void serveWith(Map<String, String> more) throws IOException {
        program().stop();
        Map<String, String> all = settings();
        all.putAll(more);
        programs.add(stage.start(PORT, List.of("-Xmx512m"), all));
    }

    /** A second program beside the one that serves. */
    Program beside(Map<String, String> more) throws IOException {
        Map<String, String> all = settings();
        all.putAll(more);
        return stage.start(PORT + 1, List.of("-Xmx384m"), all);
    }

    Connection database() throws SQLException {
        return stage.mariaDb().connect();
    }

    /** Publishes what the next round is about. */
    Programme publish(int running, int places, int coming, int comingPlaces) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Map<String, Object>> today = Collections.nCopies(
                running,
                Map.of(
                        "startsAt", now.minus(Duration.ofMinutes(20)).toString(),
                        "endsAt", now.plus(Duration.ofHours(6)).toString(),
                        "volunteerCapacity", places));
        List<Map<String, Object>> later = new ArrayList<>();
        for (int day = 2; day < 2 + coming; day++) {
            later.add(Map.of(
                    "startsAt", now.plus(Duration.ofDays(day)).toString(),
                    "endsAt",
                            now.plus(Duration.ofDays(day))
                                    .plus(Duration.ofHours(2))
                                    .toString(),
                    "participantCapacity", comingPlaces));
        }
        List<UUID> activities = new ArrayList<>();
        return new Programme(activities, publish(today, activities), publish(later, activities));
    }

    private List<UUID> publish(List<Map<String, Object>> occurrences, List<UUID> activities) throws Exception {
        Map<String, Object> activity = new LinkedHashMap<>();
        activity.put("title", "演练 " + UUID.randomUUID());
        activity.put("youthHomeId", home.toString());
        activity.put("programme", "volunteering");
        activity.put("description", "演练");
        activity.put("conditions", "演练");
        activity.put("risks", "演练");
        activity.put("safeguards", "演练");
        activity.put("contact", "演练");
        activity.put("walkIn", true);
        activity.put("occurrences", occurrences);
        Api.Answer published;
        int tries = 0;
        do {
            String id = api.sendUntilSettled("POST", "/activities", worker.token(), activity)
                    .must(201)
                    .text("id");
            activities.add(UUID.fromString(id));
            published = api.send("POST", "/activities/" + id + "/publish", worker.token(), null)
                    .must(200, 202);
            // 202: on a busy machine the check of its words was too slow, and it waits for a person.
        } while (published.is(202) && ++tries < 5);
        List<UUID> ids = new ArrayList<>();
        for (JsonNode one : published.must(200).body().get("occurrences")) {
            ids.add(UUID.fromString(one.get("id").asString()));
        }
        return ids;
    }

    /** Takes a round's activities away, so that the next round's numbers are its own; the records of people stay. */
    void clear(Programme programme) throws SQLException {
        try (Connection database = database();
                Statement statement = database.createStatement()) {
            for (UUID activity : programme.activities()) {
                statement.executeUpdate("DELETE FROM occurrence WHERE activity_id = " + hex(activity));
                statement.executeUpdate("DELETE FROM activity WHERE id = " + hex(activity));
            }
        }
    }

    /** People by which Redis and MySQL differ, as the program's metric says; -1 when it does not say. */
    double drift() throws IOException, InterruptedException {
        return metric("youthhome_headcount_drift");
    }

    double metric(String name) throws IOException, InterruptedException {
        return api.get("/actuator/prometheus", METRICS)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    /** An id as SQL has it. */
    static String hex(UUID id) {
        return "0x" + id.toString().replace("-", "");
    }

    /** The first number that a query finds. */
    long number(String sql) throws SQLException {
        try (Connection database = database();
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private Person logIn(String name) throws IOException, InterruptedException {
        Api.Answer answer = api.sendUntilSettled("POST", "/tokens", null, Map.of("code", "demo:" + name))
                .must(201);
        return new Person(
                name, UUID.fromString(answer.body().get("person").get("id").asString()), answer.text("accessToken"));
    }

    private void found() throws SQLException {
        UUID city = IDS.next();
        UUID unit = IDS.next();
        UUID community = IDS.next();
        LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
        try (Connection database = database()) {
            String place =
                    "INSERT INTO place (id, parent_id, kind, character_kind, name, created_at) VALUES (?, ?, ?, ?, ?, ?)";
            run(database, place, city, null, "city", null, "演练市", now);
            run(database, place, unit, city, "local_unit", "town", "演练镇", now);
            run(database, place, community, unit, "community", "modern", "演练社区", now);
            run(
                    database,
                    "INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, stage, created_at,"
                            + " updated_at) VALUES (?, ?, '演练之家', '演练路 1 号', 120.27, 32.02, 'listed', ?, ?)",
                    home,
                    community,
                    now,
                    now);
            run(
                    database,
                    "INSERT INTO role_assignment (id, person_id, role, place_id, granted_at)"
                            + " VALUES (?, ?, 'community_worker', ?, ?)",
                    IDS.next(),
                    worker.id(),
                    community,
                    now);
        }
    }

    private static void run(Connection database, String sql, @org.jspecify.annotations.Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof UUID id ? Ids.bytes(id) : values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        stage.close();
    }
}
