package org.youthhome.drill;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;
import org.youthhome.drill.Fault.Moments;
import org.youthhome.engines.Engines;
import org.youthhome.stage.Program;
import org.youthhome.stage.Stage;
import org.youthhome.stage.WallClock;

/**
 * Hurts the program, MariaDB and Redis under load, and holds what was acknowledged against what is there. Each drill is
 * known to bite: either nothing is answered while its fault is on, or a control beside it fails as it should.
 *
 * <pre>deploy/drill/run.sh [--list] [drill …] [--kills 20] [--others 5] [--people 1000] [--report FILE]</pre>
 */
public final class Drills {

    private static final Path FOLDER = Engines.repository().resolve("api/target/drill");

    private final int kills;
    private final int others;
    private final int people;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    private Drills(int kills, int others, int people) {
        this.kills = kills;
        this.others = others;
        this.people = people;
    }

    private interface Play {
        void on(Site site) throws Exception;
    }

    /** What a drill is called, what it does, and how. */
    private record Drill(String name, String what, Play play) {}

    public static void main(String[] args) throws Exception {
        List<String> names = new ArrayList<>();
        Map<String, String> said = new LinkedHashMap<>(Map.of("--kills", "20", "--others", "5", "--people", "1000"));
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--list")) {
                names.clear();
                new Drills(0, 0, 0).all().forEach(drill -> System.out.printf("%-20s %s%n", drill.name(), drill.what()));
                return;
            }
            if (args[i].startsWith("--") && i + 1 < args.length) {
                said.put(args[i], args[++i]);
            } else {
                names.add(args[i]);
            }
        }
        Drills drills = new Drills(
                Integer.parseInt(said.get("--kills")),
                Integer.parseInt(said.get("--others")),
                Integer.parseInt(said.get("--people")));
        List<Drill> chosen = drills.all().stream()
                .filter(drill -> names.isEmpty() || names.contains(drill.name()))
                .toList();
        if (chosen.isEmpty() || !drills.all().stream().map(Drill::name).toList().containsAll(names)) {
            System.err.println("There is no such drill: " + names + "; --list tells which there are");
            System.exit(2);
        }
        Path file = said.containsKey("--report")
                ? Path.of(said.get("--report"))
                : names.isEmpty()
                        ? Engines.repository().resolve("docs/performance/DRILLS.md")
                        : FOLDER.resolve("report.md");
        Files.createDirectories(file.toAbsolutePath().getParent());
        long begun = System.nanoTime();
        // After each drill, so that an interrupted run has told what it saw.
        drills.run(chosen, () -> Files.writeString(file, drills.report(begun, args)));
        System.out.println(drills.report(begun, args));
        System.out.println("→ " + file);
        // What the HTTP clients and the simulated WeChat leave running does not keep us.
        System.exit(drills.outcomes.stream().allMatch(Outcome::isAsItShould) ? 0 : 1);
    }

    private interface AfterEach {
        void happen() throws Exception;
    }

    private String report(long begun, String... args) throws Exception {
        return new DrillReport(outcomes, skipped, Duration.ofNanos(System.nanoTime() - begun), args).text();
    }

    private void run(List<Drill> chosen, AfterEach after) throws Exception {
        Site shared = null;
        try {
            for (Drill drill : chosen) {
                System.out.printf("── %s: %s%n", drill.name(), drill.what());
                boolean own = Set.of("mariadb-kill-control", "disk-full").contains(drill.name());
                try {
                    if (own) {
                        if (shared != null) {
                            shared.close();
                            shared = null;
                        }
                        drill.play().on(null);
                    } else {
                        shared = shared == null ? site(Stage.DURABLE) : shared;
                        drill.play().on(shared);
                    }
                } catch (Exception | AssertionError e) {
                    e.printStackTrace();
                    outcomes.add(Outcome.broken(drill.name(), drill.what(), e));
                    if (shared != null) {
                        shared.close();
                        shared = null;
                    }
                }
                after.happen();
            }
        } finally {
            if (shared != null) {
                shared.close();
            }
        }
    }

    private Site site(List<String> options) throws Exception {
        FileSystemUtils.deleteRecursively(FOLDER.resolve("stage"));
        return Site.in(FOLDER.resolve("stage"), options, people);
    }

    // --- the drills

    private List<Drill> all() {
        return List.of(
                drill("program-kill", "SIGKILL of the program, started again at once", kills, true, (site, at) -> {
                    site.program().kill();
                    at.begun();
                    at.lifted();
                    site.program().start();
                }),
                drill("mariadb-kill", "SIGKILL of MariaDB, started again at once", kills, true, (site, at) -> {
                    site.stage().mariaDb().kill();
                    at.begun();
                    at.lifted();
                    site.stage().mariaDb().start();
                }),
                drill("redis-kill", "SIGKILL of Redis, started again after 0 to 2 s", kills, false, (site, at) -> {
                    site.stage().redis().kill();
                    at.begun();
                    Thread.sleep(ThreadLocalRandom.current().nextInt(2_000));
                    at.bit(redisAway(site));
                    at.lifted();
                    site.stage().redis().start();
                }),
                drill("redis-flush", "FLUSHALL", kills, false, (site, at) -> {
                    site.stage().redis().flushAll();
                    at.lifted();
                }),
                new Drill(
                        "program-kill-control",
                        "the same, but clients take what they sent for done and do not ask again",
                        this::carelessClients),
                drill("program-stop", "SIGTERM of the program, started again at once", others, false, (site, at) -> {
                    site.program().stop();
                    at.lifted();
                    site.program().start();
                }),
                drill("program-pause", "SIGSTOP of the program for 1 to 8 s", others, true, (site, at) -> {
                    site.program().pause();
                    at.begun();
                    lasts();
                    at.lifted();
                    site.program().resume();
                }),
                new Drill(
                        "mariadb-kill-control",
                        "the same with innodb_flush_log_at_trx_commit=0 and no binary log: what was acknowledged in the"
                                + " last second is lost",
                        this::forgetfulDatabase),
                drill("mariadb-pause", "SIGSTOP of MariaDB for 1 to 8 s", others, true, (site, at) -> {
                    site.stage().mariaDb().pause();
                    at.begun();
                    lasts();
                    at.lifted();
                    site.stage().mariaDb().resume();
                }),
                drill("redis-pause", "SIGSTOP of Redis for 1 to 8 s", others, false, (site, at) -> {
                    site.stage().redis().pause();
                    at.begun();
                    lasts();
                    at.bit(redisAway(site));
                    at.lifted();
                    site.stage().redis().resume();
                }),
                new Drill(
                        "redis-control",
                        "a counter moved by hand in Redis (HINCRBY): seen at once, and mended by the program itself",
                        this::tamperedCounter),
                new Drill(
                        "rows-control",
                        "a row deleted, doubled, a place oversold by hand: each is seen",
                        this::tamperedRows),
                wire("mariadb-slow", "each packet to and from MariaDB takes 40 ms more for 5 s", false, (wire, at) -> {
                    wire.slow(Duration.ofMillis(40));
                    Thread.sleep(5_000);
                    at.lifted();
                    wire.heal();
                }),
                wire(
                        "mariadb-cut",
                        "every connection to MariaDB is reset, five times in a second",
                        false,
                        (wire, at) -> {
                            at.bit(cutOften(wire));
                            at.lifted();
                        }),
                wire(
                        "mariadb-swallow",
                        "connections to MariaDB swallow everything, for ever; new ones do, too, for 3 s",
                        false,
                        Drills::swallow),
                wire("redis-slow", "each packet to and from Redis takes 100 ms more for 5 s", true, (wire, at) -> {
                    wire.slow(Duration.ofMillis(100));
                    Thread.sleep(5_000);
                    at.lifted();
                    wire.heal();
                }),
                wire("redis-cut", "every connection to Redis is reset, five times in a second", true, (wire, at) -> {
                    at.bit(cutOften(wire));
                    at.lifted();
                }),
                wire(
                        "redis-swallow",
                        "connections to Redis swallow everything, for ever; new ones do, too, for 3 s",
                        true,
                        Drills::swallow),
                new Drill("disk-full", "the disk of MariaDB is full for 5 s", this::diskFull),
                new Drill(
                        "clock-jumps",
                        "the program's clock jumps by -60 s, +60 s, +10 min and back under load",
                        this::clockJumps),
                new Drill(
                        "clocks-apart",
                        "two programs with clocks 3 s apart accept each other's codes; control: 10 min apart do not",
                        this::clocksApart));
    }

    private Drill drill(String name, String what, int strikes, boolean stopsAll, Fault fault) {
        return new Drill(name, what, site -> outcomes.add(rounds(name, what, site, strikes, stopsAll, fault)));
    }

    private interface WireFault {
        void strike(Wire wire, Moments at) throws Exception;
    }

    private Drill wire(String name, String what, boolean toRedis, WireFault fault) {
        return new Drill(name, what, site -> {
            int port = toRedis
                    ? site.stage().redis().port()
                    : site.stage().mariaDb().port();
            String key = toRedis ? "spring.data.redis.url" : "spring.r2dbc.url";
            try (Wire wire = new Wire(port)) {
                String there = site.stage().settings().get(key).replace(":" + port, ":" + wire.port());
                site.serveWith(Map.of(key, there));
                outcomes.add(rounds(name, what, site, others, false, (same, at) -> fault.strike(wire, at)));
                site.serveWith(Map.of());
            }
        });
    }

    private static Outcome rounds(String name, String what, Site site, int strikes, boolean stopsAll, Fault fault)
            throws Exception {
        Outcome outcome = new Outcome(name, what, stopsAll);
        Ledger all = new Ledger();
        for (int i = 1; i <= strikes; i++) {
            Round round = Round.play(site, fault, true);
            outcome.add(round);
            System.out.println("   " + i + "/" + strikes + " " + Outcome.line(round));
            // The records of people stay to the drill's end; places go with their occurrence.
            all.add(round.ledger());
            site.clear(round.programme());
        }
        try (Connection database = site.database()) {
            outcome.atTheEnd(all.against(database));
        }
        return outcome;
    }

    private static void lasts() throws InterruptedException {
        Thread.sleep(1_000 + ThreadLocalRandom.current().nextInt(7_000));
    }

    private static String cutOften(Wire wire) throws InterruptedException {
        int cut = 0;
        for (int i = 0; i < 5; i++) {
            cut += wire.cut();
            Thread.sleep(200);
        }
        return (cut == 0 ? Fault.NOT_BITTEN : "") + cut + " connections reset";
    }

    private static void swallow(Wire wire, Moments at) throws InterruptedException {
        int swallowed = wire.swallow();
        at.bit((swallowed == 0 ? Fault.NOT_BITTEN : "") + swallowed + " connections went silent");
        Thread.sleep(3_000);
        at.lifted();
        wire.heal();
        // Whoever waits without end for a dead connection is found out now.
        Thread.sleep(8_000);
    }

    private static String redisAway(Site site) {
        RedisURI uri = RedisURI.create(site.stage().redis().url());
        uri.setTimeout(Duration.ofMillis(300));
        RedisClient client = RedisClient.create(uri);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return Fault.NOT_BITTEN + "Redis still answers " + connection.sync().ping();
        } catch (RuntimeException away) {
            return "Redis does not answer";
        } finally {
            client.shutdownAsync(0, 1, TimeUnit.SECONDS);
        }
    }

    // --- controls

    private void carelessClients(Site site) throws Exception {
        Outcome outcome = Outcome.control("program-kill-control", "clients that do not ask again", "lost > 0");
        for (int i = 0; i < 3; i++) {
            Round round = Round.play(
                    site,
                    (same, at) -> {
                        site.program().kill();
                        at.begun();
                        at.lifted();
                        site.program().start();
                    },
                    false);
            outcome.add(round);
            System.out.println("   " + Outcome.line(round));
            site.clear(round.programme());
        }
        outcome.controlFailed(outcome.lost() > 0, outcome.lost() + " that clients believed were not there");
        outcomes.add(outcome);
    }

    private void forgetfulDatabase(Site none) throws Exception {
        Outcome outcome = Outcome.control("mariadb-kill-control", "innodb_flush_log_at_trx_commit=0", "lost > 0");
        try (Site site = site(List.of(
                "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=1G", "--innodb-log-file-size=512M"))) {
            for (int i = 0; i < 3; i++) {
                Round round = Round.play(
                        site,
                        (same, at) -> {
                            site.stage().mariaDb().kill();
                            at.begun();
                            at.lifted();
                            site.stage().mariaDb().start();
                        },
                        true);
                outcome.add(round);
                System.out.println("   " + Outcome.line(round));
                site.clear(round.programme());
            }
        }
        outcome.controlFailed(outcome.lost() > 0, outcome.lost() + " acknowledged ones were lost");
        outcomes.add(outcome);
    }

    private void tamperedCounter(Site site) throws Exception {
        Outcome outcome = Outcome.control("redis-control", "HINCRBY by hand", "counters ≠ rows");
        RedisClient client = RedisClient.create(site.stage().redis().url());
        long seen = 0;
        try (StatefulRedisConnection<String, String> redis = client.connect()) {
            for (int i = 0; i < 3; i++) {
                Round round = Round.play(
                        site,
                        (same, at) -> {
                            at.lifted();
                        },
                        true);
                UUID occurrence = round.programme().running().get(0);
                Map<UUID, Ledger.Numbers> rows;
                try (Connection database = site.database()) {
                    rows = Ledger.numbers(database, List.of(occurrence));
                }
                long before = Round.differing(site, rows);
                redis.sync().hincrby("yh:hc:{" + occurrence + "}:t", "i", 7);
                long tampered = System.nanoTime();
                // Polls are answered from what the process heard last, at most a second ago.
                long now = 0;
                while (now == 0 && System.nanoTime() - tampered < 3_000_000_000L) {
                    now = Round.differing(site, rows);
                    Thread.sleep(20);
                }
                double metric = 0;
                while (Round.differing(site, rows) != 0 && System.nanoTime() - tampered < 30_000_000_000L) {
                    metric = Math.max(metric, site.drift());
                    Thread.sleep(20);
                }
                long mended = (System.nanoTime() - tampered) / 1_000_000;
                seen += before == 0 && now == 7 ? 1 : 0;
                outcome.add(round);
                outcome.note("%d people by hand: the check saw %d at once, the program mended it in %d ms"
                        .formatted(7, now, mended));
                site.clear(round.programme());
            }
        } finally {
            client.shutdown();
        }
        outcome.controlFailed(seen == 3, "seen " + seen + " of 3 times");
        outcomes.add(outcome);
    }

    private void tamperedRows(Site site) throws Exception {
        Outcome outcome = Outcome.control("rows-control", "rows changed by hand", "lost, double and oversold > 0");
        Round round = Round.play(site, (same, at) -> at.lifted(), true);
        List<Map.Entry<Ledger.Key, UUID>> some = round.ledger().standing(2);
        String deleted = Site.hex(some.get(0).getValue());
        String back = Site.hex(some.get(1).getValue());
        String full = Site.hex(round.programme().running().get(0));
        Ledger.Found found;
        try (Connection database = site.database();
                Statement statement = database.createStatement()) {
            statement.executeUpdate("DELETE FROM check_in WHERE id = " + deleted);
            statement.executeUpdate("INSERT INTO annulled_check_in (id, occurrence_id, person_id, enrolled_as, people,"
                    + " nonce, means, happened_at, arrived_at, annulled_at, annulled_by, reason) SELECT id,"
                    + " occurrence_id, person_id, enrolled_as, people, nonce, means, happened_at, arrived_at,"
                    + " arrived_at, person_id, 'by hand' FROM check_in WHERE id = " + back);
            statement.executeUpdate(
                    "UPDATE places SET capacity = taken - 1 WHERE taken > 0 AND occurrence_id = " + full);
            found = round.ledger().against(database);
        }
        outcome.add(round);
        outcome.controlFailed(
                found.lost() == 1 && found.twice() == 1 && found.oversold() == 1,
                "by hand 1, 1, 1; seen lost %d, double %d, oversold %d"
                        .formatted(found.lost(), found.twice(), found.oversold()));
        site.clear(round.programme());
        outcomes.add(outcome);
    }

    // --- a full disk

    private void diskFull(Site none) throws Exception {
        Path disk = FOLDER.resolve("disk");
        Files.createDirectories(disk);
        if (run("mount", "-t", "tmpfs", "-o", "size=700m", "drill", disk.toString()) != 0) {
            skipped.add("disk-full: needs the right to mount a small file system (root)");
            return;
        }
        try {
            Outcome outcome = new Outcome("disk-full", "the disk of MariaDB is full for 5 s", false);
            try (Site site = Site.in(
                    disk.resolve("stage"),
                    List.of(
                            "--log-bin=binlog",
                            "--binlog-format=ROW",
                            "--server-id=1",
                            "--sync-binlog=1",
                            "--innodb-flush-log-at-trx-commit=1",
                            "--innodb-log-file-size=96M"),
                    people)) {
                for (int i = 0; i < Math.max(1, others / 2); i++) {
                    Round round = Round.play(
                            site,
                            (same, at) -> {
                                Path ballast = disk.resolve("ballast");
                                fill(ballast);
                                at.begun();
                                Thread.sleep(5_000);
                                long free = disk.toFile().getUsableSpace();
                                Files.delete(ballast);
                                at.lifted();
                                int ended = endWhoWaitsForSpace(same);
                                at.bit((free > 0 ? Fault.NOT_BITTEN : "")
                                        + "%d bytes free; MariaDB went on waiting for space in %d connection(s), ended by KILL"
                                                .formatted(free, ended));
                            },
                            true);
                    outcome.add(round);
                    System.out.println("   " + Outcome.line(round));
                    site.clear(round.programme());
                }
            }
            outcomes.add(outcome);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /**
     * A commit that found no space for its binary log waits in MariaDB 11.4 until somebody ends its connection, and every
     * commit waits behind it, however much space there is again. So this is what an operator has to do.
     */
    private static int endWhoWaitsForSpace(Site site) throws SQLException, InterruptedException {
        int ended = 0;
        try (Connection database = site.database();
                Statement statement = database.createStatement()) {
            for (int i = 0; i < 10; i++) {
                List<Long> waiting = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery("SELECT id FROM information_schema.processlist"
                        + " WHERE state = 'Waiting for someone to free space'")) {
                    while (rows.next()) {
                        waiting.add(rows.getLong(1));
                    }
                }
                for (long id : waiting) {
                    statement.execute("KILL " + id);
                    ended++;
                }
                Thread.sleep(500);
            }
        }
        return ended;
    }

    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[1 << 16];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // As wanted.
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    // --- clocks

    private boolean noClock(String name) {
        if (WallClock.isPossible()) {
            return false;
        }
        skipped.add(name + ": needs Linux and a C compiler (/usr/bin/cc)");
        return true;
    }

    private void clockJumps(Site site) throws Exception {
        if (noClock("clock-jumps")) {
            return;
        }
        WallClock clock = WallClock.in(FOLDER.resolve("clock"));
        site.serveWith(clock.settings());
        outcomes.add(rounds(
                "clock-jumps",
                "the program's clock jumps by -60 s, +60 s, +10 min and back",
                site,
                others,
                false,
                (same, at) -> {
                    boolean jumped = true;
                    for (long seconds : List.of(-60L, 60L, 600L, 0L)) {
                        clock.set(Duration.ofSeconds(seconds));
                        Thread.sleep(2_500);
                        // An answer may take its time; what is asked is whether the clock jumped at all.
                        jumped &= Math.abs(clockOf(site) - seconds) < 20;
                    }
                    at.bit(jumped ? "its clock was seen at each" : Fault.NOT_BITTEN + "its clock did not follow");
                    at.lifted();
                }));
        site.serveWith(Map.of());
    }

    /** How far the program's clock is from ours, in seconds, as a refusal tells; what it is asked is nonsense. */
    private static long clockOf(Site site) throws InterruptedException {
        for (int tries = 0; tries < 5; tries++) {
            try {
                Api.Answer no = site.api()
                        .send(
                                "POST",
                                "/check-ins",
                                site.worker().token(),
                                Map.of("code", "none", "nonce", "drill-clock"));
                if (no.is(401)) {
                    site.worker().logInAgain(site.api());
                } else if (!no.text("serverTime").isEmpty()) {
                    return Duration.between(
                                    Instant.now(),
                                    OffsetDateTime.parse(no.text("serverTime")).toInstant())
                            .toSeconds();
                }
            } catch (IOException late) {
                // The next try tells.
            }
            Thread.sleep(500);
        }
        return Long.MIN_VALUE / 2;
    }

    private void clocksApart(Site site) throws Exception {
        if (noClock("clocks-apart")) {
            return;
        }
        Outcome outcome = Outcome.control(
                "clocks-apart", "two programs, clocks 3 s and 10 min apart", "10 min apart: codes refused");
        WallClock clock = WallClock.in(FOLDER.resolve("clock"));
        boolean well = true;
        for (long seconds : List.of(3L, -3L, 600L)) {
            clock.set(Duration.ofSeconds(seconds));
            Program second = site.beside(clock.settings());
            Api other = site.api().at(second.baseUrl());
            Site.Programme programme = site.publish(1, 1_000, 1, 10);
            UUID occurrence = programme.running().get(0);
            int taken = 0;
            int refused = 0;
            for (int i = 0; i < 40; i++) {
                Api from = i % 2 == 0 ? site.api() : other;
                Api to = i % 2 == 0 ? other : site.api();
                String code = from.get(
                                "/occurrences/" + occurrence + "/check-in-code",
                                site.worker().token())
                        .must(200)
                        .text("code");
                Api.Answer answer = to.send(
                        "POST",
                        "/check-ins",
                        site.people().get(i).token(),
                        Map.of("code", code, "nonce", "drill-nonce-" + i, "as", "volunteer"));
                taken += answer.is(201) ? 1 : 0;
                refused += answer.is(409) ? 1 : 0;
                Thread.sleep(400);
            }
            outcome.note(
                    "%+d s: %d of 40 codes of the other program taken, %d refused".formatted(seconds, taken, refused));
            well &= seconds == 600 ? refused == 40 : taken == 40;
            second.stop();
            site.clear(programme);
        }
        outcome.controlFailed(well, well ? "as it should" : "not as it should");
        outcomes.add(outcome);
    }
}
