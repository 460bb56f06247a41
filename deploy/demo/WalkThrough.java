import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The main job, played over HTTP beside the started program, with nothing but a JDK (17 or later):
 *
 * <pre>java deploy/demo/WalkThrough.java</pre>
 *
 * A worker publishes an activity, residents find it, volunteers enrol, everybody scans the rotating code, and the live
 * count moves. It asserts how things end: exit code 0 when all is as it should be, 1 when not, 2 when it was called
 * wrongly. {@code --help} tells the rest; the drills in {@code deploy/drill} use {@code --ledger} and {@code --verify}.
 */
final class WalkThrough {

    static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private WalkThrough() {}

    public static void main(String[] args) throws Exception {
        if ("青".length() != 1) {
            System.exit(againAsUtf8());
        }
        // A connection that waited long may have been closed by the other side without our knowing yet.
        System.setProperty("jdk.httpclient.keepalive.timeout", "20");
        if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
            OUT.println(Options.HELP);
            return;
        }
        Options options;
        try {
            options = Options.read(args);
        } catch (IllegalArgumentException wrong) {
            OUT.println(wrong.getMessage());
            OUT.println(Options.HELP);
            System.exit(2);
            return;
        }
        boolean well;
        try {
            Api api = new Api(options.base());
            api.await(options.patience());
            if (options.ledger() != null) {
                well = new Drill(api, options).scan();
            } else if (options.verify() != null) {
                well = new Drill(api, options).verify();
            } else {
                well = new Tour(api, options).run();
            }
        } catch (Refused | Unreachable e) {
            OUT.println();
            OUT.println("✗ " + e.getMessage());
            well = false;
        }
        System.exit(well ? 0 : 1);
    }

    /** JDK 17 reads this file in the encoding of the machine; where that is not UTF-8, once more and said aloud. */
    private static int againAsUtf8() throws IOException, InterruptedException {
        ProcessHandle.Info self = ProcessHandle.current().info();
        if (self.command().isEmpty() || self.arguments().isEmpty()) {
            OUT.println("Start it with: java -Dfile.encoding=UTF-8 deploy/demo/WalkThrough.java");
            return 2;
        }
        List<String> command = new ArrayList<>(List.of(self.command().get(), "-Dfile.encoding=UTF-8"));
        command.addAll(List.of(self.arguments().get()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}

/** What the command line says. */
record Options(
        String base,
        int volunteers,
        int walkIns,
        int pace,
        int patience,
        int rounds,
        String worker,
        String screen,
        String halfway,
        Path ledger,
        Path verify) {

    static final String HELP = """
        青年之家 · 走一遍  Youth Home, a walk-through

        java deploy/demo/WalkThrough.java [options]

          --base URL          程序地址 where the program is            (http://localhost:8080)
          --volunteers N      多少志愿者 how many volunteers            (300)
          --walk-ins N        其中多少人未报名 how many did not enrol   (a third)
          --pace MS           每人间隔毫秒 milliseconds between people  (0: all at once; with --screen 60)
          --screen CODE       把 /screen 上的配对码配给本场次 let the wall screen that shows CODE show it
          --halfway COMMAND   到一半时执行 a command to run when half are here, such as a fault
          --worker NAME       谁来组织 who organises                    (worker-2)
          --wait SECONDS      等程序启动 how long to wait for the program to be there (0)

        演练 Drills:
          --ledger FILE       不停签到，记下每个已确认的签到 scan on and on, noting every acknowledged check-in
          --rounds N          场次数 occurrences to scan through        (30)
          --verify FILE       逐条核对：一个不少，一个不重 every one of them is there, once
        """;

    static Options read(String... args) {
        Map<String, String> said = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " 后面缺一个值 needs a value");
            }
            said.put(args[i], args[i + 1]);
        }
        String base = text(said, "--base", "http://localhost:8080");
        String screen = text(said, "--screen", null);
        int volunteers = number(said, "--volunteers", 300, 1, 10_000);
        Options options = new Options(
                base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
                volunteers,
                number(said, "--walk-ins", volunteers / 3, 0, volunteers),
                number(said, "--pace", screen == null ? 0 : 60, 0, 60_000),
                number(said, "--wait", 0, 0, 3_600),
                number(said, "--rounds", 30, 1, 100),
                text(said, "--worker", "worker-2"),
                screen,
                text(said, "--halfway", null),
                path(said.remove("--ledger")),
                path(said.remove("--verify")));
        if (!said.isEmpty()) {
            throw new IllegalArgumentException("不认识 unknown: " + String.join(" ", said.keySet()));
        }
        return options;
    }

    private static int number(Map<String, String> said, String name, int otherwise, int least, int most) {
        String text = said.remove(name);
        try {
            int number = text == null ? otherwise : Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(name + " 应在 is from " + least + " to " + most);
    }

    private static String text(Map<String, String> said, String name, String otherwise) {
        String text = said.remove(name);
        return text == null ? otherwise : text;
    }

    private static Path path(String text) {
        return text == null ? null : Path.of(text);
    }
}

/** From draft to the last arrival, and what has to be true then. */
final class Tour {

    private static final int BURST = 100;

    private final Api api;
    private final Options options;
    private final Checks checks = new Checks();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicReference<Process> halfway = new AtomicReference<>();

    Tour(Api api, Options options) {
        this.api = api;
        this.options = options;
    }

    /** The three answers to one person's three requests, of which the first two share their nonce. */
    private record Scans(Person person, List<Answer> answers, List<String> nonces) {}

    boolean run() throws Exception {
        int all = options.volunteers();
        int enrolling = all - options.walkIns();
        Words.title("青年之家 · 走一遍", "Youth Home, a walk-through, at " + options.base());

        Words.step("登录", "Log in");
        Person worker = Person.logIn(api, options.worker());
        List<Person> people = People.logIn(api, all + 1);
        Person oneTooMany = people.remove(all);
        Words.say(
                "社区工作者 %s（%s），志愿者 %d 名".formatted(worker.name(), worker.placeName(), all + 1),
                "a community worker and %d volunteers".formatted(all + 1));

        Words.step("发布活动", "Publish an activity");
        Stage.clear(api, worker);
        Stage stage = Stage.set(api, worker, 1, all);
        String occurrence = stage.occurrences().get(0);
        Words.say(
                "《%s》@ %s，现在进行中，志愿者名额 %d".formatted(stage.title(), stage.home(), all),
                "running now, with places for %d volunteers".formatted(all));
        if (options.screen() != null) {
            api.put("/screens/" + Api.encoded(options.screen()), worker, Map.of("occurrenceId", occurrence))
                    .must(200);
            Words.say("大屏 %s 已配对".formatted(options.screen()), "the wall screen is paired; it turns up within seconds");
            Thread.sleep(5_000);
        } else {
            Words.say(
                    "想看大屏？打开 %s/screen，再加 --screen 配对码 走一遍".formatted(options.base()),
                    "to watch it, open /screen and walk through again with --screen and the code it shows");
        }

        Words.step("找到活动", "Find it by browsing");
        checks.that(
                stage.isFound(),
                "搜索“%s”找得到，还有名额".formatted(stage.keyword()),
                "GET /activities?q=…&open=true finds it, open");

        Words.step("报名", "Enrol");
        List<Person> enrolled = people.subList(0, enrolling);
        List<Answer> enrolments = People.each(
                enrolled,
                50,
                person -> api.putLater("/occurrences/" + occurrence + "/enrolment", person, Map.of("as", "volunteer")));
        checks.that(
                enrolments.stream().allMatch(answer -> answer.status() == 201),
                "%d 人报名成功，%d 人将直接到场".formatted(enrolling, options.walkIns()),
                "%d enrolled with 201 each, %d will just walk in".formatted(enrolling, options.walkIns()),
                Answer.others(enrolments, 201));

        Words.step("扫码签到", "Scan the rotating code");
        Words.say(
                "每人发三次：两次同一 nonce，一次另一个",
                "each person sends three requests at once: two with one nonce, one with another");
        LiveCount live = LiveCount.watch(api, occurrence);
        RotatingCode code = new RotatingCode(api, worker, occurrence);
        List<Person> queue = new ArrayList<>(people);
        Collections.shuffle(queue);
        Instant begun = Instant.now();
        Progress progress = new Progress(all, arrived, live);
        List<Scans> scans = scanned(queue, enrolled, code);
        progress.end();
        Duration took = Duration.between(begun, Instant.now());
        Instant lastScan = Instant.now();
        Words.say(
                "%d 次请求，用时 %.1f 秒，用到 %d 个码".formatted(3 * all, took.toMillis() / 1000.0, code.used()),
                "%d requests in %.1f s, %d code(s) used".formatted(3 * all, took.toMillis() / 1000.0, code.used()));

        Words.step("核对", "Check how it ended");
        Checks.within(5, () -> live.checkedIn() == all && checkedIn(occurrence) == all);
        checkScans(scans);
        Map<String, Object> count = api.get("/occurrences/" + occurrence + "/headcount", null)
                .must(200)
                .body();
        checks.that(
                count.get("checkedIn").equals((long) all)
                        && count.get("present").equals((long) all)
                        && count.get("enrolled").equals((long) all),
                "实时人数 %d（最后一次扫码后 %.1f 秒）"
                        .formatted(
                                all, Duration.between(lastScan, Instant.now()).toMillis() / 1000.0),
                "GET headcount says %d enrolled, checked in, present".formatted(all),
                List.of(count.toString()));
        checks.that(
                live.checkedIn() == all,
                "事件流最后一条是 %d（共 %d 条）".formatted(all, live.events()),
                "the stream's last event says %d, after %d events".formatted(all, live.events()),
                List.of("last event: " + live.checkedIn()));
        Roster roster = Roster.read(api, worker, occurrence);
        checks.that(
                roster.lines() == all
                        && roster.here().size() == all
                        && roster.twice().isEmpty(),
                "名单 %d 人，全部到场，无一重复".formatted(roster.lines()),
                "the roster has %d, everybody here, nobody twice".formatted(roster.lines()),
                List.of("on it %d, here %d, twice %s"
                        .formatted(roster.lines(), roster.here().size(), roster.twice())));
        checks.that(
                scans.stream().allMatch(scan -> scan.answers().stream()
                        .allMatch(answer -> roster.checkInOf(scan.person()).equals(answer.text("id")))),
                "每个答复里的签到记录都在名单上",
                "every answer named the check-in that the roster has");
        Answer turnedAway = api.post(
                "/check-ins", oneTooMany, Map.of("code", code.now().link(), "nonce", Nonce.next(), "as", "volunteer"));
        checks.that(
                turnedAway.status() == 409 && turnedAway.text("code").equals("full"),
                "第 %d 人：“%s”".formatted(all + 1, turnedAway.text("detail")),
                "one more is refused: full",
                List.of(turnedAway.toString()));
        checks.that(stage.volunteerSeatsLeft() == 0, "名额余 0", "no places are left, none were oversold");
        checkHalfway();
        live.close();

        return checks.verdict("%d / %d 人签到，一个不少，一个不重".formatted(all, all), "everybody counted, once");
    }

    private List<Scans> scanned(List<Person> queue, List<Person> enrolled, RotatingCode code) throws Exception {
        if (options.pace() == 0) {
            return People.each(queue, BURST, person -> scan(person, enrolled.contains(person), code));
        }
        // A queue at the door: now two, now nine, in the mean as fast as asked for.
        List<CompletableFuture<Scans>> scans = new ArrayList<>();
        for (int i = 0; i < queue.size(); ) {
            int group = Math.min(queue.size() - i, 1 + Nonce.RANDOM.nextInt(9));
            for (Person person : queue.subList(i, i + group)) {
                scans.add(scan(person, enrolled.contains(person), code));
            }
            i += group;
            Thread.sleep((long) group * options.pace());
        }
        List<Scans> answered = new ArrayList<>();
        for (CompletableFuture<Scans> scan : scans) {
            answered.add(scan.join());
        }
        return answered;
    }

    /** Some scan the bare code, some the link, and some take a ticket first because they have yet to consent. */
    private CompletableFuture<Scans> scan(Person person, boolean enrolled, RotatingCode code) {
        RotatingCode.Shown shown = code.now();
        Map<String, Object> proof = new LinkedHashMap<>();
        CompletableFuture<Map<String, Object>> ready;
        int manner = person.name().charAt(person.name().length() - 1) % 3;
        if (manner == 2) {
            String verifier = Nonce.verifier();
            ready = api.postLater(
                            "/check-in-tickets",
                            null,
                            Map.of("code", shown.link(), "challenge", Nonce.challenge(verifier)))
                    .thenApply(answer -> {
                        proof.put("ticket", answer.must(201).text("ticket"));
                        proof.put("verifier", verifier);
                        return proof;
                    });
        } else {
            proof.put("code", manner == 1 ? shown.link() : shown.code());
            ready = CompletableFuture.completedFuture(proof);
        }
        String nonce = Nonce.next();
        List<String> nonces = List.of(nonce, nonce, Nonce.next());
        return ready.thenCompose(known -> {
            if (!enrolled) {
                known.put("as", "volunteer");
            }
            List<CompletableFuture<Answer>> answers = nonces.stream()
                    .map(each -> {
                        Map<String, Object> body = new LinkedHashMap<>(known);
                        body.put("nonce", each);
                        return api.postLater("/check-ins", person, body).thenApply(this::counted);
                    })
                    .toList();
            return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .thenApply(done -> new Scans(
                            person,
                            answers.stream().map(CompletableFuture::join).toList(),
                            nonces));
        });
    }

    private Answer counted(Answer answer) {
        if (answer.status() == 201
                && arrived.incrementAndGet() == options.volunteers() / 2
                && options.halfway() != null) {
            try {
                halfway.set(new ProcessBuilder("/bin/sh", "-c", options.halfway())
                        .inheritIO()
                        .start());
            } catch (IOException e) {
                throw new Refused("--halfway: " + e.getMessage());
            }
        }
        return answer;
    }

    private void checkHalfway() throws InterruptedException {
        Process process = halfway.get();
        if (options.halfway() != null) {
            checks.that(
                    process != null && process.waitFor() == 0,
                    "半途的命令已执行",
                    "the command at half-way was run, and says it worked");
        }
    }

    private void checkScans(List<Scans> scans) {
        List<Answer> answers =
                scans.stream().flatMap(scan -> scan.answers().stream()).toList();
        List<Answer> failed = answers.stream()
                .filter(answer -> answer.status() != 200 && answer.status() != 201)
                .toList();
        checks.that(
                failed.isEmpty(),
                "%d 次请求无一失败".formatted(answers.size()),
                "none of %d requests failed".formatted(answers.size()),
                failed.stream().map(Answer::toString).distinct().toList());
        long once = scans.stream().filter(Tour::madeOnce).count();
        checks.that(
                once == options.volunteers(),
                "%d 人各得到恰好一次 201".formatted(once),
                "201 exactly once for each of %d people, 200 for their others".formatted(once));
        List<Scans> odd = scans.stream().filter(scan -> !toldRightly(scan)).toList();
        long already = answers.stream()
                .filter(answer -> Boolean.TRUE.equals(answer.body().get("alreadyCheckedIn")))
                .count();
        checks.that(
                odd.isEmpty(),
                "重复请求得到同一条记录；另一 nonce 得到“已签到”（%d 次）".formatted(already),
                "repeats got the same record, other nonces alreadyCheckedIn (%d times)".formatted(already),
                odd.stream()
                        .flatMap(scan -> scan.answers().stream())
                        .map(Tour::inShort)
                        .toList());
    }

    private static boolean madeOnce(Scans scans) {
        return scans.answers().stream().filter(answer -> answer.status() == 201).count() == 1
                && scans.answers().stream()
                                .filter(answer -> answer.status() == 200)
                                .count()
                        == 2;
    }

    /** All name one record and time; alreadyCheckedIn is for the nonce that did not make it. */
    private static boolean toldRightly(Scans scans) {
        String maker = null;
        for (int i = 0; i < scans.answers().size(); i++) {
            maker = scans.answers().get(i).status() == 201 ? scans.nonces().get(i) : maker;
        }
        for (int i = 0; i < scans.answers().size(); i++) {
            Answer answer = scans.answers().get(i);
            Answer first = scans.answers().get(0);
            boolean already = !scans.nonces().get(i).equals(maker);
            if (!answer.text("id").equals(first.text("id"))
                    || !answer.text("checkedInAt").equals(first.text("checkedInAt"))
                    || !Boolean.valueOf(already).equals(answer.body().get("alreadyCheckedIn"))) {
                return false;
            }
        }
        return true;
    }

    private static String inShort(Answer answer) {
        return "%d %s %s alreadyCheckedIn=%s"
                .formatted(
                        answer.status(),
                        answer.text("id"),
                        answer.text("checkedInAt"),
                        answer.body().get("alreadyCheckedIn"));
    }

    private long checkedIn(String occurrence) {
        return (long) api.get("/occurrences/" + occurrence + "/headcount", null)
                .must(200)
                .body()
                .get("checkedIn");
    }
}

/**
 * Scans on and on and keeps a ledger of what was asked and what was acknowledged, so that afterwards, whatever happened
 * to the program in between, each line can be held against the roster.
 */
final class Drill {

    private static final int IN_FLIGHT = 64;
    private static final int REPLAYED = 100;

    private final Api api;
    private final Options options;
    private final Checks checks = new Checks();

    Drill(Api api, Options options) {
        this.api = api;
        this.options = options;
    }

    /** One check-in of the ledger; {@code checkIn} is null while nobody has acknowledged it. */
    private record Line(String person, String name, String occurrence, String nonce, String checkIn) {

        String text() {
            return String.join("\t", person, name, occurrence, nonce, checkIn == null ? "-" : checkIn);
        }

        static Line of(String text) {
            String[] parts = text.split("\t");
            return new Line(parts[0], parts[1], parts[2], parts[3], parts[4].equals("-") ? null : parts[4]);
        }

        String key() {
            return occurrence + " " + person;
        }
    }

    /** Until everybody was everywhere, or the program is gone: both are a good end. */
    boolean scan() throws Exception {
        Words.title("演练：不停签到", "Drill: scan on and on, at " + options.base());
        Person worker = Person.logIn(api, options.worker());
        List<Person> people = People.logIn(api, options.volunteers());
        Stage.clear(api, worker);
        Stage stage = Stage.set(api, worker, options.rounds(), people.size());
        Words.say(
                "%d 名志愿者 × %d 个场次".formatted(people.size(), stage.occurrences().size()),
                "%d volunteers, %d occurrences"
                        .formatted(people.size(), stage.occurrences().size()));
        AtomicInteger acknowledged = new AtomicInteger();
        Map<String, AtomicInteger> refused = new ConcurrentHashMap<>();
        AtomicReference<Throwable> lost = new AtomicReference<>();
        Semaphore free = new Semaphore(IN_FLIGHT);
        try (BufferedWriter ledger = Files.newBufferedWriter(options.ledger())) {
            write(ledger, "#\t" + worker.name());
            for (String occurrence : stage.occurrences()) {
                RotatingCode code = new RotatingCode(api, worker, occurrence);
                Collections.shuffle(people);
                for (Person person : people) {
                    free.acquire();
                    RotatingCode.Shown shown = lost.get() == null ? code.nowOrNull() : null;
                    if (shown == null) {
                        free.release();
                        break;
                    }
                    Line line = new Line(person.id(), person.name(), occurrence, Nonce.next(), null);
                    write(ledger, line.text());
                    api.postLater("/check-ins", person, body(line, shown)).whenComplete((answer, fault) -> {
                        if (fault != null) {
                            lost.compareAndSet(null, fault);
                        } else if (answer.status() == 200 || answer.status() == 201) {
                            write(
                                    ledger,
                                    new Line(line.person(), line.name(), occurrence, line.nonce(), answer.text("id"))
                                            .text());
                            acknowledged.incrementAndGet();
                        } else {
                            refused.computeIfAbsent(answer.toString(), any -> new AtomicInteger())
                                    .incrementAndGet();
                        }
                        free.release();
                    });
                    if (options.pace() > 0) {
                        Thread.sleep(options.pace());
                    }
                }
            }
            free.acquire(IN_FLIGHT);
        }
        Words.say(
                "%d 个签到得到确认，记在 %s".formatted(acknowledged.get(), options.ledger()),
                "that many check-ins were acknowledged and are in the ledger");
        refused.forEach((answer, times) -> Words.say("× %d 次 times".formatted(times.get()), answer));
        if (lost.get() != null) {
            Words.say("程序不在了", "the program is gone: " + Api.cause(lost.get()));
        }
        return checks.that(acknowledged.get() > 0, "有确认的签到", "some were acknowledged")
                && checks.that(lost.get() != null || refused.isEmpty(), "无一被拒", "none was refused while it ran");
    }

    /** What was acknowledged is there, once; what was asked and never answered is asked again and is there then, once. */
    boolean verify() throws Exception {
        Words.title("核对账本", "Hold the ledger against the roster, at " + options.base());
        List<String> lines = Files.readAllLines(options.verify());
        Person worker = Person.logIn(api, lines.get(0).split("\t")[1]);
        Map<String, Line> asked = new LinkedHashMap<>();
        Map<String, Line> acknowledged = new LinkedHashMap<>();
        for (String text : lines.subList(1, lines.size())) {
            Line line = Line.of(text);
            (line.checkIn() == null ? asked : acknowledged).put(line.key(), line);
        }
        Map<String, Line> unanswered = new LinkedHashMap<>(asked);
        unanswered.keySet().removeAll(acknowledged.keySet());
        Words.say(
                "账本：确认 %d，未获答复 %d".formatted(acknowledged.size(), unanswered.size()),
                "the ledger has that many acknowledged, and that many asked and never answered");

        Map<String, Roster> rosters = rosters(worker, asked.values());
        List<String> missing = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (Line line : acknowledged.values()) {
            String found = rosters.get(line.occurrence()).here().get(line.person());
            if (found == null) {
                missing.add(line.text());
            } else if (!found.equals(line.checkIn())) {
                other.add(line.text() + " → " + found);
            }
        }
        checks.that(
                missing.isEmpty(),
                "已确认的签到一个不少（%d）".formatted(acknowledged.size()),
                "every acknowledged check-in is there",
                missing);
        checks.that(other.isEmpty(), "记录号未变", "each with the id that was acknowledged", other);
        checkOnce(rosters);
        long survived = unanswered.values().stream()
                .filter(line -> rosters.get(line.occurrence()).here().containsKey(line.person()))
                .count();
        Words.say(
                "未获答复的 %d 个中有 %d 个其实已落库".formatted(unanswered.size(), survived),
                "of those never answered, that many had been stored");

        List<Line> again = new ArrayList<>(unanswered.values());
        List<Line> sample = new ArrayList<>(acknowledged.values());
        Collections.shuffle(sample);
        sample = sample.subList(0, Math.min(REPLAYED, sample.size()));
        again.addAll(sample);
        Map<String, Person> people = new ConcurrentHashMap<>();
        People.each(again.stream().map(Line::name).distinct().toList(), 50, name -> Person.logInLater(api, name)
                .thenApply(person -> people.put(name, person) == null));
        Map<String, RotatingCode> codes = new HashMap<>();
        List<Answer> answers = People.each(again, 50, line -> {
            RotatingCode code =
                    codes.computeIfAbsent(line.occurrence(), id -> new RotatingCode(api, worker, line.occurrence()));
            return api.postLater("/check-ins", people.get(line.name()), body(line, code.now()));
        });
        int unansweredCount = unanswered.size();
        checks.that(
                answers.stream()
                        .allMatch(answer -> (answer.status() == 200 || answer.status() == 201)
                                && Boolean.FALSE.equals(answer.body().get("alreadyCheckedIn"))),
                "未获答复的凭原 nonce 重发，全部成功",
                "those never answered, sent again with their nonce, succeed",
                Answer.others(answers, 200, 201));
        List<Answer> replays = answers.subList(unansweredCount, answers.size());
        List<Line> replayed = sample;
        checks.that(
                IntStream.range(0, replays.size())
                        .allMatch(i -> replays.get(i).status() == 200
                                && replays.get(i)
                                        .text("id")
                                        .equals(replayed.get(i).checkIn())),
                "抽 %d 个已确认的重发，得到原来的记录".formatted(replays.size()),
                "acknowledged ones, sent again, get the record of then",
                Answer.others(replays, 200));

        Map<String, Roster> after = rosters(worker, asked.values());
        checkOnce(after);
        int here =
                after.values().stream().mapToInt(roster -> roster.here().size()).sum();
        checks.that(
                here == asked.size(),
                "名单共 %d，与账本相同".formatted(here),
                "the rosters hold as many as the ledger, %d".formatted(asked.size()));
        boolean counted = Checks.within(5, () -> after.entrySet().stream()
                .allMatch(entry -> api.get("/occurrences/" + entry.getKey() + "/headcount", null)
                        .must(200)
                        .body()
                        .get("checkedIn")
                        .equals((long) entry.getValue().here().size())));
        checks.that(counted, "实时人数与名单相同", "the live counts say what the rosters say");
        return checks.verdict("账本与名单相符", "the ledger and the roster agree");
    }

    private void checkOnce(Map<String, Roster> rosters) {
        List<String> twice = rosters.values().stream()
                .flatMap(roster -> roster.twice().stream())
                .toList();
        checks.that(twice.isEmpty(), "无一重复", "nobody is there twice", twice);
    }

    private Map<String, Roster> rosters(Person worker, Collection<Line> lines) {
        Map<String, Roster> rosters = new TreeMap<>();
        lines.forEach(line -> rosters.computeIfAbsent(line.occurrence(), id -> Roster.read(api, worker, id)));
        return rosters;
    }

    private static Map<String, Object> body(Line line, RotatingCode.Shown shown) {
        return Map.of("code", shown.link(), "nonce", line.nonce(), "as", "volunteer");
    }

    /** A line is whole or not there, whoever is killed. */
    private static void write(BufferedWriter ledger, String line) {
        synchronized (ledger) {
            try {
                ledger.write(line + "\n");
                ledger.flush();
            } catch (IOException e) {
                throw new Refused("账本写不了 The ledger cannot be written: " + e.getMessage());
            }
        }
    }
}

/** An activity at the worker's own home, running now. */
record Stage(Api api, String id, String title, String keyword, String home, List<String> occurrences) {

    private static final String MARK = "演练";
    private static final ZoneId CITY = ZoneId.of("Asia/Shanghai");

    /** Closes what an earlier walk-through left running: nobody may be in two places at once. */
    static void clear(Api api, Person worker) {
        for (Map<String, Object> item : api.all("/activities?mine=true&open=false&q=" + Api.encoded(MARK), worker)) {
            if ("published".equals(item.get("status"))) {
                api.post("/activities/" + item.get("id") + "/close", worker, null)
                        .must(200);
            }
        }
    }

    static Stage set(Api api, Person worker, int occurrences, int places) {
        List<Map<String, Object>> homes = api.all("/youth-homes?communityId=" + worker.placeId(), null);
        if (homes.isEmpty()) {
            throw new Refused("%s 没有青年之家 has no Youth Home".formatted(worker.placeName()));
        }
        Map<String, Object> home = homes.get(0);
        String keyword = MARK + " " + LocalTime.now(CITY).format(DateTimeFormatter.ofPattern("HH:mm:ss"));
        String title = "七彩志愿服务进社区·" + keyword;
        OffsetDateTime now = OffsetDateTime.now(CITY).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> occurrence = Map.of(
                "startsAt", now.minusMinutes(10).toString(),
                "endsAt", now.plusHours(2).toString(),
                "volunteerCapacity", places);
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("title", title);
        wanted.put("youthHomeId", home.get("id"));
        wanted.put("programme", "volunteering");
        wanted.put("brand", "七彩志愿服务进社区");
        wanted.put("summary", "智慧助老、垃圾分类、护河，三队任选。");
        wanted.put("description", "在社区里分三队服务：教老人用手机、带大家分垃圾、沿河捡拾。");
        wanted.put("meetingPoint", "青年之家门前");
        wanted.put("conditions", "年满十六周岁，身体健康。");
        wanted.put("risks", "河边路滑，夏日防暑。");
        wanted.put("safeguards", "现场有队长和急救包，已投保志愿者意外险。");
        wanted.put("contact", "社区工作站（演示）");
        wanted.put("walkIn", true);
        wanted.put("showsHeadcount", true);
        wanted.put("showsArrivals", true);
        wanted.put("occurrences", Collections.nCopies(occurrences, occurrence));
        String id = api.post("/activities", worker, wanted).must(201).text("id");
        Answer published =
                api.post("/activities/" + id + "/publish", worker, null).must(200);
        List<String> ids = published.list("occurrences").stream()
                .map(one -> (String) one.get("id"))
                .toList();
        return new Stage(api, id, title, keyword, (String) home.get("name"), ids);
    }

    boolean isFound() {
        return api.all("/activities?open=true&q=" + Api.encoded(keyword), null).stream()
                .anyMatch(item -> id.equals(item.get("id")) && Boolean.TRUE.equals(item.get("open")));
    }

    long volunteerSeatsLeft() {
        return (long) api.get("/activities/" + id, null)
                .must(200)
                .list("occurrences")
                .get(0)
                .get("volunteerSeatsLeft");
    }
}

/** The code that the worker's phone shows, fetched anew when the next one takes its place. */
final class RotatingCode {

    private final Api api;
    private final Person worker;
    private final String occurrence;
    private final Map<String, Boolean> used = new ConcurrentHashMap<>();
    private Shown shown;

    RotatingCode(Api api, Person worker, String occurrence) {
        this.api = api;
        this.worker = worker;
        this.occurrence = occurrence;
    }

    /** What the QR holds is the link; the bare code is in it. */
    record Shown(String code, String link, Instant nextAt) {}

    synchronized Shown now() {
        if (shown == null || !Instant.now().isBefore(shown.nextAt())) {
            Answer answer = api.get("/occurrences/" + occurrence + "/check-in-code", worker)
                    .must(200);
            shown = new Shown(
                    answer.text("code"),
                    answer.text("url"),
                    OffsetDateTime.parse(answer.text("nextAt")).toInstant());
            used.put(shown.code(), true);
        }
        return shown;
    }

    /** Null when the program is gone. */
    Shown nowOrNull() {
        try {
            return now();
        } catch (Unreachable e) {
            return null;
        }
    }

    int used() {
        return used.size();
    }
}

/** The stream of live numbers, read for as long as it is watched, taken up again where it broke off. */
final class LiveCount implements AutoCloseable {

    private final AtomicLong checkedIn = new AtomicLong(-1);
    private final AtomicInteger events = new AtomicInteger();
    private volatile boolean watching = true;

    private LiveCount() {}

    static LiveCount watch(Api api, String occurrence) throws InterruptedException {
        LiveCount live = new LiveCount();
        Thread reader = new Thread(() -> live.read(api, "/occurrences/" + occurrence + "/headcount/events"), "stream");
        reader.setDaemon(true);
        reader.start();
        if (!Checks.within(10, () -> live.events() > 0)) {
            throw new Refused("事件流没有声音 The stream of live numbers says nothing: " + occurrence);
        }
        return live;
    }

    private void read(Api api, String path) {
        String last = null;
        while (watching) {
            try {
                for (var lines = api.lines(path, last).iterator(); watching && lines.hasNext(); ) {
                    String line = lines.next();
                    if (line.startsWith("id:")) {
                        last = line.substring(3).strip();
                    } else if (line.startsWith("data:")) {
                        checkedIn.set((long) Json.object(line.substring(5)).get("checkedIn"));
                        events.incrementAndGet();
                    }
                }
                Thread.sleep(500);
            } catch (IOException | RuntimeException e) {
                if (watching) {
                    Words.say("事件流断了，重连", "the stream broke off, again: " + Api.cause(e));
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** As the latest event says; -1 before the first. */
    long checkedIn() {
        return checkedIn.get();
    }

    int events() {
        return events.get();
    }

    @Override
    public void close() {
        watching = false;
    }
}

/** The roster as the worker reads it, page by page; {@code here} maps a person to their check-in. */
record Roster(int lines, Map<String, String> here, List<String> twice) {

    static Roster read(Api api, Person worker, String occurrence) {
        Map<String, String> here = new HashMap<>();
        List<String> people = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        for (Map<String, Object> line : api.all("/occurrences/" + occurrence + "/roster", worker)) {
            String person = (String) line.get("personId");
            if (people.contains(person)) {
                twice.add(person);
            }
            people.add(person);
            if (line.get("checkIn") instanceof Map<?, ?> checkIn) {
                here.put(person, (String) checkIn.get("id"));
            }
        }
        return new Roster(people.size(), here, twice);
    }

    String checkInOf(Person person) {
        return here.getOrDefault(person.id(), "");
    }
}

/** Somebody who has logged in. */
final class Person {

    private final String name;
    private final String id;
    private final String placeId;
    private final String placeName;
    private volatile String token;
    private volatile Instant renewAt;

    private Person(String name, Answer answer) {
        Map<String, Object> person = Json.map(answer.body().get("person"));
        List<Map<String, Object>> roles = Json.maps(person.get("roles"));
        Map<String, Object> place =
                roles.isEmpty() ? Map.of() : Json.map(roles.get(0).get("place"));
        this.name = name;
        this.id = (String) person.get("id");
        this.placeId = (String) place.get("id");
        this.placeName = (String) place.get("name");
        hold(answer);
    }

    private void hold(Answer answer) {
        token = answer.text("accessToken");
        renewAt = Instant.now().plusSeconds((long) answer.body().get("expiresIn") * 4 / 5);
    }

    static Person logIn(Api api, String name) {
        Person person = logInLater(api, name).join();
        if (name.startsWith("worker") && person.placeId == null) {
            throw new Refused("demo:%s 没有岗位 holds no role; is the demonstration data loaded?".formatted(name));
        }
        return person;
    }

    static CompletableFuture<Person> logInLater(Api api, String name) {
        return api.postLater("/tokens", null, Map.of("code", "demo:" + name))
                .thenApply(answer -> new Person(name, answer.must(201)));
    }

    String name() {
        return name;
    }

    String id() {
        return id;
    }

    String placeId() {
        return placeId;
    }

    String placeName() {
        return placeName;
    }

    /** A token that is good for some time still. */
    CompletableFuture<String> token(Api api) {
        if (Instant.now().isBefore(renewAt)) {
            return CompletableFuture.completedFuture(token);
        }
        return api.postLater("/tokens", null, Map.of("code", "demo:" + name)).thenApply(answer -> {
            hold(answer.must(201));
            return token;
        });
    }
}

/** Many at once. */
final class People {

    private People() {}

    /** {@code rehearsal-1} to {@code rehearsal-count}: nobody whom somebody tries things out with, and enrols elsewhere. */
    static List<Person> logIn(Api api, int count) {
        List<Integer> numbers = IntStream.rangeClosed(1, count).boxed().toList();
        return each(numbers, 50, number -> Person.logInLater(api, "rehearsal-" + number));
    }

    /** Does something with each, with so many in flight, and gives the outcomes in order; throws the first fault. */
    static <T, R> List<R> each(Collection<T> all, int inFlight, Function<T, CompletableFuture<R>> doing) {
        Semaphore free = new Semaphore(inFlight);
        List<CompletableFuture<R>> begun = new ArrayList<>();
        for (T one : all) {
            free.acquireUninterruptibly();
            begun.add(doing.apply(one).whenComplete((done, fault) -> free.release()));
        }
        try {
            return new ArrayList<>(begun.stream().map(CompletableFuture::join).toList());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }
}

/** What a client makes up itself. */
final class Nonce {

    static final SecureRandom RANDOM = new SecureRandom();

    private Nonce() {}

    static String next() {
        return random(16);
    }

    /** Of 43 characters, as RFC 7636 wants it. */
    static String verifier() {
        return random(32);
    }

    static String challenge(String verifier) {
        try {
            return text(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

/** The program's API. Calls that may be many answer later, the others at once. */
final class Api {

    private final String base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    Api(String base) {
        this.base = base;
    }

    /** Returns when the program says that it is ready, its demonstration data included. */
    void await(int seconds) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(10))
                .build();
        boolean ready = Checks.within(seconds, () -> {
            try {
                return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                                .join()
                                .statusCode()
                        == 200;
            } catch (CompletionException e) {
                return false;
            }
        });
        if (!ready) {
            throw new Unreachable(base + " 还没有准备好。先启动程序：mvn spring-boot:test-run，或用 --base 指明地址\n"
                    + "  Nobody is ready there. Start the program first (mvn spring-boot:test-run), or say where"
                    + " with --base");
        }
    }

    Answer get(String path, Person person) {
        return now(call("GET", path, person, null));
    }

    Answer post(String path, Person person, Object body) {
        return now(call("POST", path, person, body));
    }

    Answer put(String path, Person person, Object body) {
        return now(call("PUT", path, person, body));
    }

    CompletableFuture<Answer> postLater(String path, Person person, Object body) {
        return call("POST", path, person, body);
    }

    CompletableFuture<Answer> putLater(String path, Person person, Object body) {
        return call("PUT", path, person, body);
    }

    /** Every item of a list, page by page. */
    List<Map<String, Object>> all(String path, Person person) {
        List<Map<String, Object>> items = new ArrayList<>();
        String first = path + (path.contains("?") ? "&" : "?") + "limit=100";
        Object after = null;
        do {
            Answer page = get(after == null ? first : first + "&after=" + encoded((String) after), person)
                    .must(200);
            items.addAll(page.list("items"));
            after = page.body().get("next");
        } while (after != null);
        return items;
    }

    /** The lines of a stream of events, as they come. */
    java.util.stream.Stream<String> lines(String path, String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/api/v1" + path)).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<java.util.stream.Stream<String>> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new Refused("GET " + path + " → " + response.statusCode());
        }
        return response.body();
    }

    private CompletableFuture<Answer> call(String method, String path, Person person, Object body) {
        CompletableFuture<String> token = person == null ? CompletableFuture.completedFuture(null) : person.token(this);
        return token.thenCompose(known -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                    .timeout(Duration.ofSeconds(30))
                    .header("Accept", "application/json, application/problem+json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(Json.text(body)));
            if (body != null) {
                request.header("Content-Type", "application/json");
            }
            if (known != null) {
                request.header("Authorization", "Bearer " + known);
            }
            return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                    .thenApply(response -> new Answer(
                            method + " " + path.replaceAll("[0-9a-f-]{36}", "{id}"),
                            response.statusCode(),
                            Json.objectOrEmpty(response.body())));
        });
    }

    private Answer now(CompletableFuture<Answer> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException) {
                throw new Unreachable(base + ": " + cause(e));
            }
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String cause(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        return cause instanceof ConnectException ? "connection refused" : cause.toString();
    }
}

/** What the program answered. */
record Answer(String request, int status, Map<String, Object> body) {

    /** This answer if it has one of these, else an end with what the program said. */
    Answer must(int... wanted) {
        if (IntStream.of(wanted).noneMatch(one -> one == status)) {
            throw new Refused(toString());
        }
        return this;
    }

    String text(String field) {
        return body.get(field) instanceof String text ? text : "";
    }

    List<Map<String, Object>> list(String field) {
        return Json.maps(body.get(field));
    }

    /** In words, each once, those that have none of these. */
    static List<String> others(List<Answer> answers, int... wanted) {
        return answers.stream()
                .filter(answer -> IntStream.of(wanted).noneMatch(one -> one == answer.status))
                .map(Answer::toString)
                .distinct()
                .toList();
    }

    @Override
    public String toString() {
        String errors = body.get("errors") instanceof List<?> list && !list.isEmpty() ? " " + list : "";
        return status < 400
                ? request + " → " + status + " " + body
                : "%s → %d %s %s%s %s"
                        .formatted(request, status, text("code"), text("detail"), errors, text("traceId"))
                        .strip();
    }
}

/** The program said no where it should not. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    Refused(String message) {
        super(message);
    }
}

/** The program is not there. */
final class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unreachable(String message) {
        super(message);
    }
}

/** What has to be true, said aloud. */
final class Checks {

    private int wrong;

    boolean that(boolean holds, String chinese, String english) {
        return that(holds, chinese, english, List.of());
    }

    /** @param instead what was found where it does not hold; the first few are shown */
    boolean that(boolean holds, String chinese, String english, List<String> instead) {
        WalkThrough.OUT.printf("   %s %s · %s%n", holds ? "✓" : "✗ 不符 NOT SO:", chinese, english);
        if (!holds) {
            wrong++;
            instead.stream().limit(5).forEach(line -> WalkThrough.OUT.println("       " + line));
            if (instead.size() > 5) {
                WalkThrough.OUT.println("       … " + (instead.size() - 5) + " more");
            }
        }
        return holds;
    }

    boolean verdict(String chinese, String english) {
        WalkThrough.OUT.println();
        WalkThrough.OUT.println(
                wrong == 0
                        ? "✓ 成功：%s · All is well: %s".formatted(chinese, english)
                        : "✗ 失败：%d 项不符 · Failed: %d things are not as they should be".formatted(wrong, wrong));
        return wrong == 0;
    }

    /** Whether it comes true in so many seconds; looked at least once. */
    static boolean within(int seconds, BooleanSupplier comesTrue) throws InterruptedException {
        Instant until = Instant.now().plusSeconds(seconds);
        while (!comesTrue.getAsBoolean()) {
            if (!Instant.now().isBefore(until)) {
                return false;
            }
            Thread.sleep(100);
        }
        return true;
    }
}

/** How people hear of it. */
final class Words {

    private static int steps;

    private Words() {}

    static void title(String chinese, String english) {
        WalkThrough.OUT.println("\n" + chinese + " · " + english);
    }

    static void step(String chinese, String english) {
        WalkThrough.OUT.printf("%n%s %s · %s%n", "①②③④⑤⑥⑦⑧⑨".charAt(steps++), chinese, english);
    }

    static void say(String chinese, String english) {
        WalkThrough.OUT.println("   " + chinese + " · " + english);
    }
}

/** How far it is, while it goes on: on one line of a terminal, or a line a second elsewhere. */
final class Progress {

    private static final int WIDTH = 30;

    private final int all;
    private final AtomicInteger arrived;
    private final LiveCount live;
    private final boolean terminal = System.console() != null;
    private final Thread thread = new Thread(this::run, "progress");
    private volatile boolean going = true;

    Progress(int all, AtomicInteger arrived, LiveCount live) {
        this.all = all;
        this.arrived = arrived;
        this.live = live;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (going) {
                show();
                Thread.sleep(terminal ? 100 : 1_000);
            }
        } catch (InterruptedException e) {
            // Ended.
        }
    }

    private synchronized void show() {
        int full = WIDTH * arrived.get() / all;
        WalkThrough.OUT.print((terminal ? "\r" : "")
                + "   %s%s 已确认 acknowledged %d/%d · 事件流 stream %d "
                        .formatted("█".repeat(full), "░".repeat(WIDTH - full), arrived.get(), all, live.checkedIn())
                + (terminal ? "" : "\n"));
    }

    void end() {
        going = false;
        thread.interrupt();
        show();
        WalkThrough.OUT.print(terminal ? "\n" : "");
    }
}

/** As much JSON as this needs: objects are maps, whole numbers are longs. */
final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Map<String, Object> object(String text) {
        return map(new Json(text).value());
    }

    /** Empty where there is no object, as in an answer without a body. */
    static Map<String, Object> objectOrEmpty(String text) {
        return text.stripLeading().startsWith("{") ? object(text) : Map.of();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Object value) {
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }

    static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> fields = new ArrayList<>();
            map.forEach((name, field) -> fields.add(text(name) + ":" + text(field)));
            return "{" + String.join(",", fields) + "}";
        }
        if (value instanceof Collection<?> list) {
            return "[" + String.join(",", list.stream().map(Json::text).toList()) + "]";
        }
        if (value instanceof String string) {
            StringBuilder quoted = new StringBuilder("\"");
            string.chars()
                    .forEach(c -> quoted.append(
                            c == '"' || c == '\\'
                                    ? "\\" + (char) c
                                    : c < ' ' ? "\\u%04x".formatted(c) : (char) c + ""));
            return quoted.append('"').toString();
        }
        return String.valueOf(value);
    }

    private Object value() {
        return switch (next()) {
            case '{' -> {
                Map<String, Object> map = new LinkedHashMap<>();
                items('}', () -> {
                    String name = (String) value();
                    expect(':');
                    map.put(name, value());
                });
                yield map;
            }
            case '[' -> {
                List<Object> list = new ArrayList<>();
                items(']', () -> list.add(value()));
                yield list;
            }
            case '"' -> string();
            default -> word();
        };
    }

    private void items(char end, Runnable item) {
        at++;
        if (next() == end) {
            at++;
            return;
        }
        do {
            item.run();
        } while (next() == ',' && ++at > 0);
        expect(end);
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                c = text.charAt(++at);
                switch (c) {
                    case 'n' -> c = '\n';
                    case 't' -> c = '\t';
                    case 'r' -> c = '\r';
                    case 'b' -> c = '\b';
                    case 'f' -> c = '\f';
                    case 'u' -> {
                        c = (char) Integer.parseInt(text, at + 1, at + 5, 16);
                        at += 4;
                    }
                    default -> {
                        // Stands for itself.
                    }
                }
            }
            string.append(c);
        }
        at++;
        return string.toString();
    }

    private Object word() {
        int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> word.matches("-?\\d+") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
        };
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw new IllegalStateException("not JSON at " + at + ": " + text);
        }
        at++;
    }
}
