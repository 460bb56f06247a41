package org.youthhome.drill;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.youthhome.drill.Api.Answer;
import org.youthhome.drill.Gate.Person;
import org.youthhome.engines.Engines;
import org.youthhome.stage.Program;
import org.youthhome.stage.Stage;
import org.youthhome.stage.WallClock;

/**
 * Two processes behind HAProxy ({@code deploy/haproxy/program.cfg}), the second one's clock three seconds ahead: each
 * takes what the other gave, and in a burst one is killed and the other one stopped, without an acknowledged check-in lost
 * or doubled.
 *
 * <p>Exit code 0 when all is as it should be. With {@code --control} people ask once and believe that they were heard,
 * which has to end badly: exit code 1.
 */
public final class TwoProcesses {

    private static final int FRONT = 18_500;
    private static final Duration AHEAD = Duration.ofSeconds(3);
    private static final Duration COHERENT = Duration.ofSeconds(5);
    private static final Duration FINAL = Duration.ofSeconds(10);

    private final Stage stage;
    private final Program first;
    private final Program second;
    private final String front = "http://127.0.0.1:" + FRONT;
    private final List<String> failures = new ArrayList<>();

    private TwoProcesses(Stage stage) throws IOException, InterruptedException {
        this.stage = stage;
        this.first = stage.start(FRONT + 10, List.of("-Xmx384m"), settings());
        Map<String, String> ahead = settings();
        WallClock clock = WallClock.in(stage.folder().resolve("clock"));
        clock.set(AHEAD);
        ahead.putAll(clock.settings());
        this.second = stage.start(FRONT + 11, List.of("-Xmx384m"), ahead);
    }

    public static void main(String[] args) throws Exception {
        boolean patient = !List.of(args).contains("--control");
        int people = 1_500;
        Path folder = Files.createTempDirectory(Engines.repository().resolve("api/target"), "two-processes");
        boolean well;
        try (Stage stage = Stage.in(folder, Stage.DURABLE)) {
            TwoProcesses drill = new TwoProcesses(stage);
            Process haproxy = drill.haproxy();
            try {
                Gate gate = Gate.at(drill.first.baseUrl(), stage.mariaDb()::connect);
                // Places and roles are kept for five seconds by every process.
                Thread.sleep(6_000);
                if (patient) {
                    drill.clocks(gate);
                    drill.codes(gate);
                    drill.tickets(gate);
                    drill.tokens(gate);
                    drill.roles(gate);
                }
                drill.burst(gate, people, patient);
            } finally {
                haproxy.destroy();
            }
            well = drill.failures.isEmpty();
            drill.failures.forEach(failure -> say("NOT AS IT SHOULD BE: " + failure));
        }
        say(well ? "All is as it should be." : "See " + folder);
        System.exit(well ? 0 : 1);
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("youth-home.proxies.trusted", "127.0.0.1");
        settings.put("youth-home.tokens.lifetime", "1h");
        settings.put("youth-home.limits.tokens.requests", "1000000");
        return settings;
    }

    private Process haproxy() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "haproxy",
                        "-db",
                        "-f",
                        Engines.repository()
                                .resolve("deploy/haproxy/program.cfg")
                                .toString())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(stage.folder().resolve("haproxy.log").toFile());
        builder.environment().put("LISTEN", "127.0.0.1:" + FRONT);
        builder.environment().put("FIRST", "127.0.0.1:" + first.port());
        builder.environment().put("SECOND", "127.0.0.1:" + second.port());
        Process haproxy = builder.start();
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", FRONT), 500);
                return haproxy;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException("HAProxy does not start; see " + stage.folder());
    }

    private void check(String what, boolean holds) {
        say((holds ? "  yes  " : "  NO   ") + what);
        if (!holds) {
            failures.add(what);
        }
    }

    private static void say(String words) {
        System.out.println(words);
    }

    private List<String> both() {
        return List.of(first.baseUrl(), second.baseUrl());
    }

    private void clocks(Gate gate) throws Exception {
        Duration apart = gate.ahead(second.baseUrl()).minus(gate.ahead(first.baseUrl()));
        check(
                "the second clock is " + AHEAD.toSeconds() + " s ahead (" + apart.toMillis() + " ms seen)",
                apart.minus(AHEAD).abs().toMillis() < 500);
    }

    /** For longer than a code's period, so that every phase of it is seen. */
    private void codes(Gate gate) throws Exception {
        UUID occurrence = gate.open(front, 1_000);
        List<Person> people = gate.crowd(front, 80);
        int accepted = 0;
        for (int i = 0; i < people.size(); i++) {
            String shows = both().get(i % 2);
            String takes = both().get((i + 1) % 2);
            Answer answer = gate.scan(takes, people.get(i), gate.code(shows, occurrence), nonce());
            accepted += answer.status() == 201 ? 1 : 0;
            Thread.sleep(200);
        }
        check(
                "each takes the other's codes at any moment (" + accepted + " of " + people.size() + ")",
                accepted == people.size());
    }

    private void tickets(Gate gate) throws Exception {
        UUID occurrence = gate.open(front, 1_000);
        List<Person> people = gate.crowd(front, 20);
        int accepted = 0;
        int refusedTwice = 0;
        for (int i = 0; i < people.size(); i++) {
            String gives = both().get(i % 2);
            String takes = both().get((i + 1) % 2);
            byte[] bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            String verifier = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            String challenge = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            String ticket = gate.send(
                            gives,
                            "POST",
                            "/check-in-tickets",
                            null,
                            Map.of("code", gate.code(gives, occurrence), "challenge", challenge))
                    .must(201)
                    .text("ticket");
            Map<String, String> scan = Map.of("ticket", ticket, "verifier", verifier, "as", "volunteer");
            Map<String, String> mine = new LinkedHashMap<>(scan);
            mine.put("nonce", nonce());
            accepted += gate.send(takes, "POST", "/check-ins", people.get(i).token(), mine)
                                    .status()
                            == 201
                    ? 1
                    : 0;
            // Used once is used everywhere.
            Map<String, String> stolen = new LinkedHashMap<>(scan);
            stolen.put("nonce", nonce());
            Person thief = people.get((i + 1) % people.size());
            if (i + 1 < people.size()) {
                refusedTwice += gate.send(gives, "POST", "/check-ins", thief.token(), stolen)
                                        .status()
                                == 409
                        ? 1
                        : 0;
            }
        }
        check("a ticket of one is taken by the other at once (" + accepted + " of 20)", accepted == 20);
        check("and once only, wherever it is shown again (" + refusedTwice + " of 19 refused)", refusedTwice == 19);
    }

    private void tokens(Gate gate) throws Exception {
        Person person = gate.logIn(first.baseUrl(), "rotates-" + UUID.randomUUID());
        String refresh = person.refreshToken();
        String access = person.token();
        int turned = 0;
        for (int i = 0; i < 10; i++) {
            Answer answer = gate.send(
                    both().get((i + 1) % 2), "POST", "/tokens/refresh", null, Map.of("refreshToken", refresh));
            if (answer.status() / 100 == 2) {
                turned++;
                refresh = answer.text("refreshToken");
                access = answer.text("accessToken");
            }
            turned += gate.send(both().get(i % 2), "GET", "/me", access, null).status() == 200 ? 1 : 0;
        }
        check(
                "a refresh token of one is exchanged by the other at once, to and fro (" + turned + " of 20)",
                turned == 20);
        int signedOut = gate.send(first.baseUrl(), "DELETE", "/tokens/current", access, null)
                .status();
        int refused = gate.send(second.baseUrl(), "POST", "/tokens/refresh", null, Map.of("refreshToken", refresh))
                .status();
        check(
                "who signs out at one gets no new token at the other (" + signedOut + ", " + refused + ")",
                signedOut == 204 && refused == 401);
    }

    private void roles(Gate gate) throws Exception {
        UUID occurrence = gate.open(front, 10);
        Person helper = gate.logIn(front, "helper-" + UUID.randomUUID());
        Asking may = new Asking(gate, occurrence, helper);
        UUID role = gate.appoint(helper);
        for (String base : both()) {
            check("a role that begins is known within 5 s at " + base, within(COHERENT, () -> may.at(base) == 200));
        }
        gate.dismiss(role);
        for (String base : both()) {
            check("a role that ends has ended within 5 s at " + base, within(COHERENT, () -> may.at(base) == 403));
        }
    }

    private record Asking(Gate gate, UUID occurrence, Person person) {
        int at(String base) throws IOException, InterruptedException {
            return gate.send(base, "GET", "/occurrences/" + occurrence + "/roster", person.token(), null)
                    .status();
        }
    }

    private interface Holds {
        boolean now() throws IOException, InterruptedException;
    }

    private static boolean within(Duration limit, Holds condition) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!condition.now()) {
            if (System.nanoTime() - begun > limit.plusMillis(500).toNanos()) {
                return false;
            }
            Thread.sleep(100);
        }
        return true;
    }

    private void burst(Gate gate, int people, boolean patient) throws Exception {
        UUID occurrence = gate.open(front, people);
        List<Person> crowd = gate.crowd(front, people);
        List<AtomicReference<Long>> watchers = new ArrayList<>();
        for (String base : List.of(front, first.baseUrl(), second.baseUrl())) {
            watchers.add(gate.watch(base, occurrence));
        }
        AtomicInteger done = new AtomicInteger();
        AtomicReference<String> trouble = new AtomicReference<>();
        CountDownLatch stopping = new CountDownLatch(1);
        // In waves, so that both troubles come in the middle of one: most of it is under way or still to come.
        int wave = people / 5;
        int some = wave / 8;
        int last = people - wave;
        Thread hurting = new Thread(() -> {
            try {
                reach(done, wave + some);
                say("  … kill -9 of the first at " + done.get() + " acknowledged");
                first.kill();
                first.start();
                TimeUnit.SECONDS.sleep(2);
                stopping.countDown();
                reach(done, last + some);
                say("  … SIGTERM to the second at " + done.get() + " acknowledged");
                second.stop();
                second.start();
            } catch (IOException | InterruptedException | RuntimeException e) {
                trouble.set(e.toString());
                stopping.countDown();
            }
        });
        hurting.start();
        for (int from = 0; from < people; from += wave) {
            if (from == last) {
                stopping.await();
            }
            gate.burst(front, occurrence, crowd.subList(from, from + wave), patient, done);
        }
        hurting.join();
        check("both were started again (" + trouble.get() + ")", trouble.get() == null);
        if (patient) {
            check("somebody was in the middle of it (" + gate.triedAgain() + " repeats)", gate.triedAgain() > 0);
        }
        List<String> wrong = gate.wrong(occurrence, people);
        check(
                people + " people, " + gate.triedAgain() + " repeats with the same nonce: acknowledged are the rows "
                        + wrong.stream().limit(3).toList(),
                wrong.isEmpty());
        Duration shown = gate.until(both(), occurrence, people, FINAL);
        check(
                "both say " + people + " (" + (shown == null ? "never" : shown.toMillis() + " ms after the last answer")
                        + ")",
                shown != null && shown.compareTo(COHERENT) <= 0);
        check("screens at the balancer and at both have seen " + people, within(COHERENT, () -> watchers.stream()
                .allMatch(seen -> seen.get() == people)));
    }

    private static void reach(AtomicInteger done, int number) throws InterruptedException {
        while (done.get() < number) {
            Thread.sleep(5);
        }
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }
}
