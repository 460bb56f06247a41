package org.youthhome.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import org.youthhome.stage.Stage;

/** Engines, the product with the baselines beside it, and people to come. */
final class Ground implements AutoCloseable {

    /** For the program's own figures, such as how many batches were committed. */
    private static final String METRICS_TOKEN = "load-metrics-token-of-this-run-only";

    /** What is to be cleared away however the tool ends. */
    private static final Set<Ground> LAID = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> List.copyOf(LAID).forEach(Ground::close), "clearing"));
    }

    private final Path folder;
    private final Stage stage;
    private final Options options;
    private final Sql sql;
    private final Population population;
    private Served product;
    private boolean warm;
    private final Api api;
    private final int barePort;
    private final List<Served> started = new ArrayList<>();
    private final Map<Long, byte[]> tokens = new HashMap<>();
    private final Map<Long, byte[]> codes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService refresher;
    private final String worker;
    private final String activityId;

    Ground(Options options) {
        this(options, "ground");
    }

    /** @param name of its folder, where one for all was said */
    Ground(Options options, String name) {
        this.options = options;
        String said = options.text("folder");
        try {
            this.folder = said.isEmpty()
                    ? Files.createTempDirectory("youth-home-load")
                    : Files.createDirectories(Path.of(said, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> mariaDb = new ArrayList<>(Stage.DURABLE);
        mariaDb.add("--max-connections=1000");
        // For the keys of the large database.
        mariaDb.add("--innodb-sort-buffer-size=16M");
        this.stage = Stage.in(folder, mariaDb);
        LAID.add(this);
        Map<String, String> database = stage.mariaDb().settings();
        Flyway.configure()
                .dataSource(
                        database.get("spring.flyway.url"),
                        database.get("spring.flyway.user"),
                        database.get("spring.flyway.password"))
                .locations("classpath:db/migration")
                .load()
                .migrate();
        try {
            this.sql = new Sql(stage.mariaDb().connect());
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        this.population = new Population(sql);
        population.settle();
        population.settleMore();
        sql.run("CREATE TABLE load_check_in LIKE check_in");
        sql.run("CREATE TABLE load_sysbench LIKE check_in");
        this.barePort = Stage.freePort();
        this.product = startLoaded(Stage.freePort(), barePort);
        this.api = new Api(product.port());
        Api.Told login = logIn(api, "load-worker");
        this.worker = login.text("accessToken");
        String workerId = login.body().get("person").get("id").asString();
        population.makeWorker(workerId);
        this.activityId = publish("演示·集中服务日");
        sql.keep("activity", "id = " + Population.hex(java.util.UUID.fromString(activityId)));
        sql.keep("occurrence", "activity_id = " + Population.hex(java.util.UUID.fromString(activityId)));
        sql.keep("places", "occurrence_id = (SELECT id FROM load_template_occurrence)");
        sql.keep("person", "id = " + Population.hex(java.util.UUID.fromString(workerId)));
        Api.Told volunteer = logIn(api, "load-volunteer");
        String occurrenceId = api.get("/api/v1/activities/" + activityId, worker)
                .must(200)
                .body()
                .get("occurrences")
                .get(0)
                .get("id")
                .asString();
        api.send(
                        "PUT",
                        "/api/v1/occurrences/" + occurrenceId + "/enrolment",
                        volunteer.text("accessToken"),
                        Map.of("as", "volunteer"),
                        Map.of())
                .must(201);
        sql.keep("enrolment", "occurrence_id = (SELECT id FROM load_template_occurrence)");
        String code = api.get("/api/v1/occurrences/" + occurrenceId + "/check-in-code", worker)
                .must(200)
                .text("code");
        api.send(
                        "POST",
                        "/api/v1/check-ins",
                        volunteer.text("accessToken"),
                        Map.of("code", code, "nonce", "template-0"),
                        Map.of())
                .must(201);
        sql.keep("check_in", "occurrence_id = (SELECT id FROM load_template_occurrence)");
        this.refresher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "codes");
            thread.setDaemon(true);
            return thread;
        });
        refresher.scheduleWithFixedDelay(this::refreshCodes, 3, 3, TimeUnit.SECONDS);
    }

    private static Api.Told logIn(Api api, String name) {
        Api.Told told = api.send("POST", "/api/v1/tokens", null, Map.of("code", "demo:" + name), Map.of());
        // A JVM that has just started may be too slow for its own limits.
        for (int again = 0; told.status() == 503 && again < 10; again++) {
            Served.rest(500);
            told = api.send("POST", "/api/v1/tokens", null, Map.of("code", "demo:" + name), Map.of());
        }
        return told.must(201);
    }

    /** Publishes an activity through the API; its id. */
    String publish(String title) {
        Api.Told made = api().send("POST", "/api/v1/activities", worker, Population.plan(title), Map.of())
                .must(201);
        String id = made.text("id");
        api().send("POST", "/api/v1/activities/" + id + "/publish", worker, null, Map.of("If-Match", made.eTag()))
                .must(200);
        return id;
    }

    /** What every program on this ground is told. */
    Map<String, String> settings(int port) {
        Map<String, String> settings = new LinkedHashMap<>(stage.settings());
        settings.put("server.port", Integer.toString(port));
        settings.put("youth-home.public-url", "http://localhost:" + port);
        settings.put("youth-home.tokens.lifetime", "1h");
        settings.put("youth-home.metrics.token", METRICS_TOKEN);
        return settings;
    }

    /** The product with the baselines, as a process of its own. */
    Served startLoaded(int port, int bare) {
        return startLoaded(port, bare, List.of());
    }

    /** The same with more arguments for its JVM. */
    Served startLoaded(int port, int bare, List<String> more) {
        Map<String, String> settings = settings(port);
        settings.put("load.bare-port", Integer.toString(bare));
        String classPath = Stream.of(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((one, other) -> one + ":" + other)
                .orElseThrow();
        // By the environment, as the settings: the class path is longer than a process list can show.
        settings.put("CLASSPATH", classPath);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.text("jvm").split(" ")));
        command.addAll(more);
        command.add("org.youthhome.LoadedApplication");
        Served served = Served.start(command, port, settings, folder, "/actuator/health/readiness");
        started.add(served);
        return served;
    }

    Path folder() {
        return folder;
    }

    Stage stage() {
        return stage;
    }

    Options options() {
        return options;
    }

    Sql sql() {
        return sql;
    }

    Population population() {
        return population;
    }

    Served product() {
        return product;
    }

    int port() {
        return product.port();
    }

    int barePort() {
        return barePort;
    }

    Api api() {
        return api;
    }

    String worker() {
        return worker;
    }

    /** Of the activity that the product made itself. */
    String activityId() {
        return activityId;
    }

    /** Process ids of MariaDB and Redis, found by who listens for them. */
    List<Long> engines() {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.parent().map(parent -> parent.pid() == self).orElse(false))
                .filter(process -> process.info()
                        .command()
                        .map(command -> command.contains("mariadbd") || command.contains("redis-server"))
                        .orElse(false))
                .map(ProcessHandle::pid)
                .toList();
    }

    /** CPU seconds that the engines have used. */
    double enginesCpu() {
        return engines().stream().mapToDouble(Served::cpuSeconds).sum();
    }

    /** Sum of a figure of the program's over all its labels, such as {@code youthhome_commit_batch_count}. */
    double metric(String name, String label) {
        return Stream.of(api().get("/actuator/prometheus", METRICS_TOKEN)
                        .must(200)
                        .text()
                        .split("\n"))
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits until so many activities can be found; how long that took, in seconds. */
    double indexed(long activities) {
        long began = System.nanoTime();
        while (metric("youthhome_search_activities", "") < activities) {
            Served.rest(500);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** Tokens of people that are there; made by the program, so that they are what it makes. */
    byte[][] tokens(long first, int count) {
        byte[][] found = new byte[count][];
        for (int from = 0; from < count; from += 5_000) {
            int some = Math.min(5_000, count - from);
            if (!tokens.containsKey(first + from) || !tokens.containsKey(first + from + some - 1)) {
                String[] lines = api().get("/load/tokens?first=" + (first + from) + "&count=" + some, null)
                        .must(200)
                        .text()
                        .split("\n");
                for (int i = 0; i < some; i++) {
                    tokens.put(first + from + i, lines[i].getBytes(StandardCharsets.US_ASCII));
                }
            }
            for (int i = 0; i < some; i++) {
                found[from + i] = tokens.get(first + from + i);
            }
        }
        return found;
    }

    /** From now on the codes of these occurrences, and only of these, are kept fresh. */
    void show(long first, int count) {
        codes.clear();
        for (long n = first; n < first + count; n++) {
            codes.put(n, codeOf(n));
        }
    }

    /** The code that a screen shows now. */
    byte[] code(long occurrence) {
        byte[] code = codes.get(occurrence);
        if (code == null) {
            code = codeOf(occurrence);
            codes.put(occurrence, code);
        }
        return code;
    }

    private byte[] codeOf(long occurrence) {
        return api().get("/api/v1/occurrences/" + Population.occurrence(occurrence) + "/check-in-code", worker)
                .must(200)
                .text("code")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void refreshCodes() {
        if (!LAID.contains(this)) {
            refresher.shutdown();
            return;
        }
        for (long occurrence : List.copyOf(codes.keySet())) {
            try {
                byte[] code = codeOf(occurrence);
                codes.computeIfPresent(occurrence, (key, before) -> code);
            } catch (RuntimeException later) {
                // The one before is good for one more period.
            }
        }
    }

    /** What the API says of how many are checked in. */
    long checkedIn(long occurrence) {
        return api().get("/api/v1/occurrences/" + Population.occurrence(occurrence) + "/headcount", null)
                .must(200)
                .body()
                .get("checkedIn")
                .asLong();
    }

    /** Lets every count be built, so that no measurement pays for what the data's sudden appearance costs. */
    void countsOf(long first, int count) {
        for (long n = first; n < first + count; n++) {
            long now = checkedIn(n);
            if (now < 0) {
                throw new IllegalStateException("negative");
            }
        }
    }

    /** Once for each program: what is measured first is not to pay for the compiler. */
    void warmUp() {
        if (warm) {
            return;
        }
        warm = true;
        int times = options.number("warm-up-rounds");
        Rounds rounds = new Rounds(this, false, times);
        try (Generator generator = new Generator(List.of(port()), 64, 1)) {
            for (int i = 0; i < times; i++) {
                System.out.println("  warm-up: " + generator.closed(rounds.next(), Duration.ofSeconds(60)));
            }
        }
    }

    void isWarm() {
        warm = true;
    }

    void stopProduct() {
        codes.clear();
        warm = false;
        retire(product);
    }

    /** Where it was, with the same keys. */
    void startProduct() {
        product = startLoaded(product.port(), barePort);
    }

    void retire(@Nullable Served served) {
        if (served != null) {
            started.remove(served);
            served.close();
        }
    }

    @Override
    public void close() {
        if (!LAID.remove(this)) {
            return;
        }
        for (Served served : List.copyOf(started)) {
            retire(served);
        }
        stage.close();
        if (options.text("folder").isEmpty()) {
            try {
                FileSystemUtils.deleteRecursively(folder);
            } catch (IOException e) {
                System.err.println(folder + " stays: " + e);
            }
        }
    }
}
