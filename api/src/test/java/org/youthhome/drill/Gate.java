package org.youthhome.drill;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.youthhome.drill.Api.Answer;
import org.youthhome.kernel.Ids;

/**
 * One gate with its worker and a crowd of people, asked for over HTTP, wherever the program runs. Whoever checks in asks
 * with one nonce until somebody answers; what they were told is held against the rows.
 */
final class Gate {

    private static final Ids IDS = new Ids(Clock.systemUTC());
    private static final Duration GIVES_UP = Duration.ofSeconds(60);
    private static final int AT_ONCE = 64;

    private final Api api = new Api("");
    private final Database database;
    private final UUID home = IDS.next();
    private final UUID community = IDS.next();
    private final Map<String, UUID> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger triedAgain = new AtomicInteger();
    private volatile Person worker;

    /** A way into the database that the program does not know of. */
    interface Database {
        Connection connect() throws SQLException;
    }

    record Person(String name, UUID id, String token, String refreshToken) {}

    private Gate(Database database) {
        this.database = database;
        this.worker = new Person("", home, "", "");
    }

    /** Founds a community with a home and its worker, who logs in at {@code base}; other processes need 5 s to notice. */
    static Gate at(String base, Database database) throws Exception {
        Gate gate = new Gate(database);
        gate.worker = gate.logIn(base, "worker-" + IDS.next());
        gate.found();
        return gate;
    }

    Person worker() {
        return worker;
    }

    int triedAgain() {
        return triedAgain.get();
    }

    /** Asks the process at {@code base} once. */
    Answer send(String base, String method, String path, @Nullable String token, @Nullable Map<String, ?> body)
            throws IOException, InterruptedException {
        return api.at(base).send(method, path, token, body);
    }

    Person logIn(String base, String name) throws IOException, InterruptedException {
        Answer answer = api.at(base)
                .sendUntilSettled("POST", "/tokens", null, Map.of("code", "demo:" + name))
                .must(201);
        return new Person(
                name,
                UUID.fromString(answer.body().get("person").get("id").asString()),
                answer.text("accessToken"),
                answer.text("refreshToken"));
    }

    /** People nobody has seen before. */
    List<Person> crowd(String base, int people) throws Exception {
        String name = "crowd-" + IDS.next() + "-";
        List<Callable<Person>> logins = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            int which = i;
            logins.add(() -> logIn(base, name + which));
        }
        return all(logins, 16);
    }

    /** An occurrence that is on now, with places for so many volunteers. */
    UUID open(String base, int places) throws IOException, InterruptedException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> activity = new HashMap<>();
        activity.put("title", "演练 " + UUID.randomUUID());
        activity.put("youthHomeId", home.toString());
        activity.put("programme", "volunteering");
        for (String text : List.of("description", "conditions", "risks", "safeguards", "contact")) {
            activity.put(text, "演练");
        }
        activity.put(
                "occurrences",
                List.of(Map.of(
                        "startsAt", now.minus(Duration.ofMinutes(20)).toString(),
                        "endsAt", now.plus(Duration.ofHours(6)).toString(),
                        "volunteerCapacity", places)));
        Answer made;
        Answer published;
        int tries = 0;
        do {
            made = send(base, "POST", "/activities", worker.token(), activity).must(201);
            published = api.at(base)
                    .send(
                            "POST",
                            "/activities/" + made.text("id") + "/publish",
                            worker.token(),
                            null,
                            Map.of("If-Match", made.etag()))
                    .must(200, 202);
            // 202: on a busy machine the check of its words was too slow, and it waits for a person.
        } while (published.is(202) && ++tries < 5);
        published.must(200);
        return UUID.fromString(made.body().get("occurrences").get(0).get("id").asString());
    }

    /** The code that the worker's phone shows now; asked for until somebody answers. */
    String code(String base, UUID occurrence) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < GIVES_UP.toNanos()) {
            try {
                Answer answer = api.at(base)
                        .send(
                                "GET",
                                "/occurrences/" + occurrence + "/check-in-code",
                                worker.token(),
                                null,
                                Map.of("Accept", "application/json"));
                if (answer.status() < 500) {
                    return answer.must(200).text("code");
                }
            } catch (IOException lost) {
                // Not answered: the next try tells.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("nobody showed a code for " + GIVES_UP);
    }

    Answer scan(String base, Person person, String code, String nonce) throws IOException, InterruptedException {
        return send(
                base, "POST", "/check-ins", person.token(), Map.of("code", code, "nonce", nonce, "as", "volunteer"));
    }

    /**
     * Everybody checks in, some dozens at once.
     *
     * @param patient whether they ask until they are answered; else they ask once and believe that it was heard
     * @param progress how many are done
     */
    void burst(String base, UUID occurrence, List<Person> people, boolean patient, AtomicInteger progress)
            throws Exception {
        AtomicReference<String> code = new AtomicReference<>(code(base, occurrence));
        List<Callable<Boolean>> arrivals = new ArrayList<>();
        for (Person person : people) {
            arrivals.add(() -> {
                String nonce = UUID.randomUUID().toString();
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < GIVES_UP.toNanos()) {
                    try {
                        Answer answer = scan(base, person, Objects.requireNonNull(code.get()), nonce);
                        if (answer.status() == 201 || answer.status() == 200) {
                            if (answer.body().path("alreadyCheckedIn").asBoolean(true)) {
                                throw new IllegalStateException("a repeat was taken for another: " + answer.body());
                            }
                            acknowledged.put(occurrence + " " + person.id(), UUID.fromString(answer.text("id")));
                            progress.incrementAndGet();
                            return true;
                        }
                        if (answer.status() == 409 && answer.text("code").equals("expired_code")) {
                            code.set(code(base, occurrence));
                        } else if (answer.status() < 500 && answer.status() != 429) {
                            throw new IllegalStateException("answered " + answer.status() + " " + answer.body());
                        }
                    } catch (IOException lost) {
                        // Not answered: the next try tells.
                    }
                    if (!patient) {
                        acknowledged.put(occurrence + " " + person.id(), new UUID(0, 0));
                        progress.incrementAndGet();
                        return false;
                    }
                    triedAgain.incrementAndGet();
                    Thread.sleep(100);
                }
                throw new IllegalStateException("nobody answered for " + GIVES_UP);
            });
        }
        List<Boolean> unused = all(arrivals, AT_ONCE);
    }

    /**
     * How far the clock of the process at {@code base} is ahead of ours, as a refusal tells; what it is asked is nonsense,
     * and the answer that came quickest is believed.
     */
    Duration ahead(String base) throws IOException, InterruptedException {
        Duration ahead = Duration.ZERO;
        Duration quickest = GIVES_UP;
        for (int i = 0; i < 10; i++) {
            Instant sent = Instant.now();
            String said =
                    scan(base, worker, "none", UUID.randomUUID().toString()).text("serverTime");
            Duration took = Duration.between(sent, Instant.now());
            if (took.compareTo(quickest) < 0) {
                quickest = took;
                ahead = Duration.between(sent.plus(took.dividedBy(2)), OffsetDateTime.parse(said));
            }
        }
        return ahead;
    }

    /** What is wrong between what people were told and the rows; empty when nothing is. */
    List<String> wrong(UUID occurrence, int people) throws SQLException {
        Map<String, UUID> rows = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        try (Connection connection = database.connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT id, person_id FROM check_in WHERE occurrence_id = ?")) {
            statement.setBytes(1, Ids.bytes(occurrence));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    String key = occurrence + " " + Ids.of(found.getBytes(2));
                    if (rows.put(key, Ids.of(found.getBytes(1))) != null) {
                        wrong.add("twice: " + key);
                    }
                }
            }
        }
        acknowledged.forEach((key, id) -> {
            if (key.startsWith(occurrence.toString())) {
                UUID row = rows.get(key);
                if (row == null) {
                    wrong.add("acknowledged and lost: " + key);
                } else if (!row.equals(id) && id.getMostSignificantBits() != 0) {
                    wrong.add("acknowledged as another: " + key);
                }
            }
        });
        if (rows.size() != people) {
            wrong.add(rows.size() + " rows of " + people + " people");
        }
        return wrong;
    }

    /** People who checked in, as this process says; -1 while it says nothing. */
    long checkedIn(String base, UUID occurrence) throws InterruptedException {
        try {
            Answer answer = send(base, "GET", "/occurrences/" + occurrence + "/headcount", worker.token(), null);
            return answer.status() == 200 ? answer.body().get("checkedIn").asLong() : -1;
        } catch (IOException away) {
            return -1;
        }
    }

    /** How long until all of them say this number; null when they do not within the limit. */
    @Nullable
    Duration until(List<String> bases, UUID occurrence, long people, Duration limit) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < limit.toNanos()) {
            boolean all = true;
            for (String base : bases) {
                all &= checkedIn(base, occurrence) == people;
            }
            if (all) {
                return Duration.ofNanos(System.nanoTime() - begun);
            }
            Thread.sleep(50);
        }
        return null;
    }

    /** Watches the number as a screen does, and comes back when the stream ends; the last one seen is in the answer. */
    AtomicReference<Long> watch(String base, UUID occurrence) {
        AtomicReference<Long> last = new AtomicReference<>(-1L);
        Thread watcher = new Thread(
                () -> {
                    while (true) {
                        try {
                            api.at(base)
                                    .hear(
                                            "/occurrences/" + occurrence + "/headcount/events",
                                            worker.token(),
                                            number -> last.set(
                                                    number.get("checkedIn").asLong()));
                        } catch (IOException away) {
                            // It comes back, as a screen does.
                        } catch (InterruptedException e) {
                            return;
                        }
                        try {
                            Thread.sleep(300);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                },
                "watcher");
        watcher.setDaemon(true);
        watcher.start();
        return last;
    }

    /** Gives the person the worker's role, or takes it away, behind the program's back. */
    UUID appoint(Person person) throws SQLException {
        UUID id = IDS.next();
        run(
                "INSERT INTO role_assignment (id, person_id, role, place_id, granted_at)"
                        + " VALUES (?, ?, 'community_worker', ?, ?)",
                id,
                person.id(),
                community,
                LocalDateTime.now(ZoneOffset.UTC));
        return id;
    }

    void dismiss(UUID role) throws SQLException {
        run("DELETE FROM role_assignment WHERE id = ?", role);
    }

    private void found() throws SQLException {
        UUID city = IDS.next();
        UUID unit = IDS.next();
        LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
        String place =
                "INSERT INTO place (id, parent_id, kind, character_kind, name, created_at) VALUES (?, ?, ?, ?, ?, ?)";
        run(place, city, null, "city", null, "演练市" + city, now);
        run(place, unit, city, "local_unit", "town", "演练镇", now);
        run(place, community, unit, "community", "modern", "演练社区", now);
        run(
                "INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, stage, created_at, updated_at)"
                        + " VALUES (?, ?, '演练之家', '演练路 1 号', 120.27, 32.02, 'listed', ?, ?)",
                home,
                community,
                now,
                now);
        UUID unused = appoint(worker);
    }

    private void run(String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof UUID id ? Ids.bytes(id) : values[i]);
            }
            int unused = statement.executeUpdate();
        }
    }

    private static <T> List<T> all(List<Callable<T>> tasks, int atOnce) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } finally {
            List<Runnable> unused = threads.shutdownNow();
        }
    }
}
