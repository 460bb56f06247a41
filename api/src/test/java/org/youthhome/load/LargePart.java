package org.youthhome.load;

import io.netty.buffer.ByteBuf;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Every kind of request at a steady rate, with a small database and again with a large one. It has a ground of its own,
 * since nothing else should be measured on this one.
 */
final class LargePart implements Part {

    static final List<String> WHERE =
            List.of("江畔", "山前", "新苑", "骥江里", "渔婆", "城南", "滨江", "马洲", "孤山", "东兴", "斜桥", "西来", "季市", "生祠", "新港", "牧城");
    static final List<String> WHAT =
            List.of("书法六讲", "护河行动", "周末桌游", "义务剪发", "考前减压", "反诈讲座", "创业沙龙", "亲子阅读", "电脑义修", "消防演练", "夜跑集合", "普法问答");
    /** So many people and items are asked for, in the small and the large alike. */
    private static final int SAMPLE = 500;

    private static final int EACH = 10;

    @Override
    public void measure(Ground unused, Findings findings) {
        try (Ground ground = new Ground(unused.options(), "large")) {
            on(ground, findings);
        }
    }

    private static void on(Ground ground, Findings findings) {
        Options options = ground.options();
        long activities = options.number("activities");
        long checkIns = options.number("check-ins");
        long crowd = options.number("crowd");
        long smallActivities = Math.min(1_000, activities / 2);
        long smallCrowd = Math.min(2_000, crowd / 2);
        Population population = ground.population();
        Sql sql = ground.sql();

        List<String> kept = new ArrayList<>();
        int titles = options.isSmall() ? 12 : WHERE.size() * WHAT.size();
        for (int i = 0; i < titles; i++) {
            String title = WHERE.get(i % WHERE.size()) + WHAT.get(i / WHERE.size() % WHAT.size()) + "·演示" + i;
            kept.add("id = " + Population.hex(UUID.fromString(ground.publish(title))));
        }
        int each = (int) Math.max(1, Math.ceil(checkIns * 1.055 / activities));
        population.people(smallCrowd);
        long first = 0;
        population.years(first, smallActivities - 1, kept);
        population.checkIns(first, smallActivities, 0, EACH, smallCrowd);
        sql.run("ANALYZE TABLE activity, occurrence, places, check_in, person, enrolment");
        Map<String, Double> small = rounds(ground, findings, "small", first, 0);
        String smallSize = size(sql);

        // Its regular looks at the tables would be long without keys.
        ground.stopProduct();
        long began = System.nanoTime();
        List<String> keys = new ArrayList<>();
        for (String table : List.of("person", "activity", "occurrence", "enrolment", "check_in")) {
            keys.add(sql.withoutKeys(table));
        }
        population.people(smallCrowd, crowd - 1);
        findings.raw("people, seconds", (System.nanoTime() - began) / 1e9);
        // Beyond every number that the measurements take.
        long more = 1_000_000;
        population.years(more, more + activities - smallActivities - 1, kept);
        findings.raw("activities, seconds so far", (System.nanoTime() - began) / 1e9);
        population.checkIns(more, activities - smallActivities, smallActivities * EACH, each, crowd);
        findings.raw("enrolments and check-ins, seconds so far", (System.nanoTime() - began) / 1e9);
        keys.forEach(sql::build);
        findings.raw("keys, seconds so far", (System.nanoTime() - began) / 1e9);
        sql.run("ANALYZE TABLE activity, occurrence, places, check_in, person, enrolment");
        String largeSize = size(sql);
        findings.raw("loaded in seconds", (System.nanoTime() - began) / 1e9);

        ground.startProduct();
        findings.raw("index whole after seconds", ground.indexed(activities));

        Map<String, Double> large = rounds(ground, findings, "large", more, 1);
        List<String> slower = new ArrayList<>();
        double worst = 0;
        String worstOf = "";
        Map<String, Double> bars = new LinkedHashMap<>();
        for (Map.Entry<String, Double> entry : small.entrySet()) {
            double before = entry.getValue();
            double after = large.get(entry.getKey());
            bars.put(entry.getKey() + ", small", before);
            bars.put(entry.getKey() + ", large", after);
            if (after / before > worst) {
                worst = after / before;
                worstOf = "%s: %.1f ms".formatted(entry.getKey(), after);
            }
            if (after > 1.5 * before) {
                slower.add("%s %.1f → %.1f ms".formatted(entry.getKey(), before, after));
            }
        }
        Double worstSmall = small.get(worstOf.replaceAll(": .*", ""));
        findings.goal(
                100,
                "large database (%s): no p99 above 1.5 × that of the small one".formatted(largeSize),
                "worst: p99 of " + worstOf,
                "%.1f ms (%s)".formatted(worstSmall == null ? 0 : worstSmall, smallSize),
                CheckInPart.times(worst),
                slower.isEmpty(),
                "%d operations at %s/s each, open model, medians of %d; %s"
                        .formatted(
                                small.size(),
                                options.text("large-rate"),
                                options.number("repetitions"),
                                slower.isEmpty() ? "none slower" : "slower: " + String.join("; ", slower)));
        findings.chart("large", "p99, small and large database", "ms", bars);
    }

    private static String size(Sql sql) {
        return "%,d activities, %,d check-ins, %,d people"
                .formatted(
                        sql.number("SELECT COUNT(*) FROM activity"),
                        sql.number("SELECT COUNT(*) FROM check_in"),
                        sql.number("SELECT COUNT(*) FROM person"));
    }

    /** Medians of p99, in milliseconds, after a first round that warms up the program and the database's memory. */
    private static Map<String, Double> rounds(
            Ground ground, Findings findings, String name, long firstItem, int which) {
        int repetitions = ground.options().number("repetitions");
        Map<String, List<Double>> all = new LinkedHashMap<>();
        for (int i = 0; i <= repetitions; i++) {
            String round = name + (i == 0 ? ", warm-up" : " #" + i);
            Map<String, Generator.Outcome> one =
                    measured(ground, findings, round, firstItem, which * (repetitions + 1) + i);
            if (i > 0) {
                one.forEach((what, outcome) ->
                        all.computeIfAbsent(what, first -> new ArrayList<>()).add(outcome.percentile(99)));
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        all.forEach((what, times) -> medians.put(what, Findings.median(times)));
        return medians;
    }

    private static Map<String, Generator.Outcome> measured(
            Ground ground, Findings findings, String name, long firstItem, int pass) {
        Options options = ground.options();
        int rate = options.number("large-rate");
        int seconds = options.number("large-seconds");
        Duration span = Duration.ofSeconds(seconds);
        Random random = new Random(1);
        byte[][] tokens = ground.tokens(0, SAMPLE);
        byte[] worker = Requests.ascii(ground.worker());
        int items = Math.min(SAMPLE, (int) Math.min(options.number("activities") / 2, SAMPLE));
        // Other people than before each time, so that nobody is where they are already.
        int comers = rate * seconds;
        long firstComer = 8_000_000L + (long) pass * comers;
        ground.population().people(firstComer, firstComer + comers - 1);
        byte[][] comersTokens = ground.tokens(firstComer, comers);
        long on = ground.population().newOnes(2);
        ground.countsOf(on, 2);
        ground.show(on, 1);

        Map<String, Script> scripts = new LinkedHashMap<>();
        scripts.put("list", Requests.gets(which -> "/api/v1/activities", null));
        scripts.put(
                "list, further on",
                Requests.gets(
                        which -> "/api/v1/activities?from=2025-0" + (1 + which % 9) + "-1" + which % 10 + "T0"
                                + which % 7 + ":00:00Z&limit=2" + which % 10,
                        null));
        scripts.put(
                "list of a community",
                Requests.gets(which -> "/api/v1/activities?communityId=" + Population.otherCommunity(which), null));
        scripts.put(
                "search",
                Requests.gets(
                        which -> "/api/v1/activities?q="
                                + URLEncoder.encode(
                                        WHERE.get((int) (which % WHERE.size()))
                                                + WHAT.get((int) (which % WHAT.size()))
                                                        .substring(0, 2),
                                        StandardCharsets.UTF_8),
                        null));
        scripts.put(
                "detail",
                Requests.gets(
                        which -> "/api/v1/activities/" + Population.activity(firstItem + random.nextInt(items)), null));
        scripts.put(
                "headcount",
                Requests.gets(
                        which -> "/api/v1/occurrences/" + Population.occurrence(firstItem + random.nextInt(items))
                                + "/headcount",
                        null));
        scripts.put("filters", Requests.gets(which -> "/api/v1/activities/counts", null));
        scripts.put(
                "related",
                Requests.gets(
                        which -> "/api/v1/activities/" + Population.activity(firstItem + random.nextInt(items))
                                + "/related",
                        null));
        scripts.put("homes", Requests.gets(which -> "/api/v1/youth-homes", null));
        scripts.put("today", Requests.gets(which -> "/api/v1/today", which -> worker));
        scripts.put("me", Requests.gets(which -> "/api/v1/me", which -> tokens[(int) (which % SAMPLE)]));
        scripts.put(
                "my enrolments",
                Requests.gets(which -> "/api/v1/me/enrolments", which -> tokens[(int) (which % SAMPLE)]));
        scripts.put(
                "my service records",
                Requests.gets(which -> "/api/v1/me/service-records", which -> tokens[(int) (which % SAMPLE)]));
        scripts.put("enrol", new EnrolmentPart.Enrolling(comersTokens, on + 1));
        scripts.put("check in", new WalkIns(ground, comersTokens, on));
        scripts.put(
                "roster",
                Requests.gets(
                        which -> "/api/v1/occurrences/" + Population.occurrence(on) + "/roster?limit=20",
                        which -> worker));
        Map<String, Generator.Outcome> outcomes = new LinkedHashMap<>();
        try (Generator generator = new Generator(List.of(ground.port()), 128, 1)) {
            scripts.forEach((what, script) -> {
                Generator.Outcome outcome = generator.open(script, rate, span);
                outcomes.put(what, outcome);
                findings.raw(name + ", " + what, outcome);
            });
        }
        return outcomes;
    }

    /** People who simply come. */
    private static final class WalkIns implements Script {

        private final Ground ground;
        private final byte[][] tokens;
        private final long occurrence;
        private int sent;

        WalkIns(Ground ground, byte[][] tokens, long occurrence) {
            this.ground = ground;
            this.tokens = tokens;
            this.occurrence = occurrence;
        }

        @Override
        public long next(ByteBuf request) {
            if (sent == tokens.length) {
                return END;
            }
            Requests.write(
                    request,
                    Requests.ascii("POST /api/v1/check-ins"),
                    tokens[sent],
                    ("{\"code\":\"" + new String(ground.code(occurrence), StandardCharsets.US_ASCII)
                                    + "\",\"nonce\":\"walk-in-" + (1_000_000 + sent) + "\",\"as\":\"volunteer\"}")
                            .getBytes(StandardCharsets.US_ASCII));
            return sent++;
        }

        @Override
        public void answered(long which, int status, ByteBuf body) {}
    }
}
