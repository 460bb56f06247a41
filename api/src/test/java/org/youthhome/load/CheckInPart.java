package org.youthhome.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The durable check-in over its whole path, beside everything that it is measured against, in turns. */
final class CheckInPart implements Part {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** One thing measured at one concurrency, over the repetitions. */
    private static final class Series {
        private final List<Double> perSecond = new ArrayList<>();
        private final List<Double> p99 = new ArrayList<>();
        private final List<Double> cpuMicros = new ArrayList<>();
        private final List<Double> allCpuMicros = new ArrayList<>();
        private final List<Double> acknowledgedCpuMicros = new ArrayList<>();

        double rate() {
            return Findings.median(perSecond);
        }

        double p99() {
            return Findings.median(p99);
        }
    }

    @Override
    public void measure(Ground ground, Findings findings) {
        Options options = ground.options();
        int repetitions = options.number("repetitions");
        int warm = options.number("warm-up-rounds");
        int seconds = options.number("seconds");
        int openRounds = 2;
        Rounds many = new Rounds(ground, false, warm + 2 * repetitions + openRounds);
        Rounds hot = new Rounds(ground, true, warm + 2 * repetitions);
        byte[][] tokens = ground.tokens(0, options.number("people"));

        try (Generator generator = new Generator(List.of(ground.port()), 256, 1);
                Generator bare = new Generator(List.of(ground.barePort()), 256, 1)) {
            Script noOp = baseline("/load/no-op", tokens);
            Duration span = Duration.ofSeconds(seconds);
            for (int i = 0; i < warm; i++) {
                findings.raw("warm-up " + i + " no-op without security", bare.closed(baseline("/no-op", tokens), span));
                findings.raw("warm-up " + i + " many", generator.closed(many.next(), LONGEST));
                findings.raw("warm-up " + i + " hot", generator.closed(hot.next(), LONGEST));
                findings.raw("warm-up " + i + " no-op", generator.closed(noOp, span));
                findings.raw("warm-up " + i + " insert", generator.closed(baseline("/load/insert", tokens), span));
            }
        }

        ground.isWarm();
        Map<Integer, Map<String, Series>> all = new TreeMap<>();
        List<String> odd = new ArrayList<>();
        double batches = ground.metric("youthhome_commit_batch_count", "check-in");
        double batchRows = ground.metric("youthhome_commit_batch_sum", "check-in");
        long fsyncsInBatches = 0;
        long groupCommits = 0;
        // MariaDB from 10.8 on counts them with those of its data files.
        String counter = ground.sql().has("Innodb_os_log_fsyncs") ? "Innodb_os_log_fsyncs" : "Innodb_data_fsyncs";
        for (int concurrency : new int[] {64, 256}) {
            Map<String, Series> series = new LinkedHashMap<>();
            all.put(concurrency, series);
            for (int repetition = 0; repetition < repetitions; repetition++) {
                try (Generator product = new Generator(List.of(ground.port()), concurrency, 1);
                        Generator bare = new Generator(List.of(ground.barePort()), concurrency, 1)) {
                    String at = " c=" + concurrency + " #" + repetition;
                    Duration span = Duration.ofSeconds(seconds);
                    measure(
                            ground,
                            findings,
                            series,
                            "no-op without security",
                            at,
                            () -> bare.closed(baseline("/no-op", tokens), span));
                    measure(
                            ground,
                            findings,
                            series,
                            "no-op",
                            at,
                            () -> product.closed(baseline("/load/no-op", tokens), span));
                    long fsyncs = ground.sql().status(counter);
                    long groups = ground.sql().status("Binlog_group_commits");
                    Rounds.Round spread = many.next();
                    measure(ground, findings, series, "check-in", at, () -> product.closed(spread, LONGEST));
                    Rounds.Round crowded = hot.next();
                    measure(ground, findings, series, "check-in, hot", at, () -> product.closed(crowded, LONGEST));
                    fsyncsInBatches += ground.sql().status(counter) - fsyncs;
                    groupCommits += ground.sql().status("Binlog_group_commits") - groups;
                    odd.add(spread.oddity());
                    odd.add(crowded.oddity());
                    measure(
                            ground,
                            findings,
                            series,
                            "insert",
                            at,
                            () -> product.closed(baseline("/load/insert", tokens), span));
                    Sysbench c = Sysbench.run(ground, concurrency, seconds);
                    findings.raw("sysbench" + at, c.toString());
                    Series cSeries = series.computeIfAbsent("sysbench", name -> new Series());
                    cSeries.perSecond.add(c.perSecond());
                    cSeries.p99.add(c.p99Millis());
                }
            }
        }
        batches = ground.metric("youthhome_commit_batch_count", "check-in") - batches;
        batchRows = ground.metric("youthhome_commit_batch_sum", "check-in") - batchRows;

        // Everybody in time, at half of what was the most: from when each was due.
        double half = all.get(256).get("check-in").rate() / 2;
        Generator.Outcome open;
        Generator.Outcome openNoOp;
        try (Generator generator = new Generator(List.of(ground.port()), 512, 1)) {
            openNoOp = generator.open(baseline("/load/no-op", tokens), half, Duration.ofSeconds(seconds));
            Rounds.Round warmed = many.next();
            Generator.Outcome before = generator.open(warmed, half, LONGEST);
            findings.raw("open model, first", before);
            Rounds.Round measured = many.next();
            open = generator.open(measured, half, LONGEST);
            odd.add(warmed.oddity());
            odd.add(measured.oddity());
        }
        findings.raw("open model at %.0f/s".formatted(half), open);
        findings.raw("open model, no-op", openNoOp);
        odd.removeIf(String::isEmpty);
        findings.raw("unexpected answers", odd);
        Rounds.Exactness exact = many.verify().plus(hot.verify());
        findings.raw("exactness", exact.toString());
        double rss = Served.mebibytes(ground.product().pid(), "VmRSS");
        double most = Served.mebibytes(ground.product().pid(), "VmHWM");
        String fsyncNote =
                "%s; beside them %,d group commits of the binary log, each with an fsync of its own (sync_binlog=1)"
                        .formatted(counter, groupCommits);
        report(
                findings,
                all,
                open,
                openNoOp,
                half,
                exact,
                batches,
                batchRows,
                fsyncsInBatches,
                fsyncNote,
                rss,
                most,
                options);
    }

    private static void report(
            Findings findings,
            Map<Integer, Map<String, Series>> all,
            Generator.Outcome open,
            Generator.Outcome openNoOp,
            double half,
            Rounds.Exactness exact,
            double batches,
            double batchRows,
            long fsyncs,
            String fsyncNote,
            double rss,
            double most,
            Options options) {
        Map<String, Series> wide = all.get(256);
        Map<String, Series> narrow = all.get(64);
        double ours = wide.get("check-in").rate();
        double noOp = wide.get("no-op").rate();
        double bare = wide.get("no-op without security").rate();
        double insert = wide.get("insert").rate();
        double c = wide.get("sysbench").rate();
        findings.goal(
                10,
                "durable check-in, whole secured path, c=256: ≥ 0.5 of a no-op POST behind the same security",
                rate(ours),
                rate(noOp),
                times(ours / noOp),
                ours >= 0.5 * noOp,
                "");
        findings.goal(
                11,
                "that no-op POST ≥ 0.7 of one without security",
                rate(noOp),
                rate(bare),
                times(noOp / bare),
                noOp >= 0.7 * bare,
                "the baseline is WebFlux with no filter at all, on the same event loops");
        findings.goal(
                12,
                "≥ 5 × one INSERT per request in the same stack",
                rate(ours),
                rate(insert),
                times(ours / insert),
                ours >= 5 * insert,
                "the baseline has the same security and body, but neither HMAC, enrolment, nor Redis");
        double worst = Math.min(
                ours / c, narrow.get("check-in").rate() / narrow.get("sysbench").rate());
        findings.goal(
                13,
                "never below the C client's one row per commit (c=64 and c=256)",
                rate(ours) + " · " + rate(narrow.get("check-in").rate()) + " at c=64",
                rate(c) + " · " + rate(narrow.get("sysbench").rate()) + " at c=64",
                times(worst),
                worst >= 1,
                "sysbench, same server, same durability");
        findings.stated(
                14,
                "latency at half of that rate, open model (%s, from when each was due)".formatted(rate(half)),
                "p50 %.1f · p99 %.1f · p99.9 %.1f ms"
                        .formatted(open.percentile(50), open.percentile(99), open.percentile(99.9)),
                "no-op at the same rate: p50 %.1f · p99 %.1f ms; %d never sent or answered"
                        .formatted(openNoOp.percentile(50), openNoOp.percentile(99), open.unanswered()));
        double p99 = narrow.get("check-in").p99();
        double cp99 = narrow.get("sysbench").p99();
        findings.goal(
                30,
                "its p99 at c=64: ≤ 1.2 × the C client's",
                "%.1f ms".formatted(p99),
                "%.1f ms".formatted(cp99),
                times(p99 / cp99),
                p99 <= 1.2 * cp99,
                "both closed models");
        double hot = wide.get("check-in, hot").rate();
        findings.goal(
                31,
                "one hot occurrence as fast as many: ≥ 0.9",
                rate(hot),
                rate(ours),
                times(hot / ours),
                hot >= 0.9 * ours,
                "c=256; at c=64 %s beside %s"
                        .formatted(
                                rate(narrow.get("check-in, hot").rate()),
                                rate(narrow.get("check-in").rate())));
        double cpu = Findings.median(wide.get("check-in").acknowledgedCpuMicros);
        double insertCpu = Findings.median(wide.get("insert").cpuMicros);
        double noOpCpu = Findings.median(wide.get("no-op").cpuMicros);
        findings.goal(
                40,
                "CPU of the program per acknowledged check-in: ≤ 1/5 of one INSERT per request",
                "%.0f µs".formatted(cpu),
                "%.0f µs".formatted(insertCpu),
                times(cpu / insertCpu),
                cpu * 5 <= insertCpu,
                "a no-op POST takes %.0f µs of it, so what the check-in itself adds is %.0f µs against the INSERT's %.0f µs;"
                                .formatted(noOpCpu, cpu - noOpCpu, insertCpu - noOpCpu)
                        + " with MariaDB and Redis %.0f against %.0f µs"
                                .formatted(
                                        Findings.median(wide.get("check-in").allCpuMicros),
                                        Findings.median(wide.get("insert").allCpuMicros)));
        findings.goal(
                50,
                "acknowledged rows lost, rows twice, counts wrong after quiet: 0 (under load, without kills)",
                "%d lost, %d twice, %d counts wrong of %,d acknowledged"
                        .formatted(exact.lost(), exact.twice(), exact.wrongCounts(), exact.acknowledged()),
                "",
                "",
                exact.exact(),
                exact.surprises() + " answers other than expected; kills: see the drills' report");
        findings.goal(
                51,
                "fsyncs of the redo log grew by at least one per batch",
                "%,d fsyncs".formatted(fsyncs),
                "%,.0f batches of %.1f requests".formatted(batches, batchRows / Math.max(1, batches)),
                times(fsyncs / Math.max(1, batches)),
                fsyncs >= batches,
                fsyncNote);
        findings.goal(
                111,
                "RSS under load: ≤ 350 MB",
                "%.0f MiB, at most %.0f MiB".formatted(rss, most),
                "",
                "",
                most <= 350 / 1.048576,
                "after the check-ins, with " + options.text("jvm") + "; the product with the baselines, not packaged");
        for (int concurrency : new int[] {64, 256}) {
            Map<String, Double> bars = new LinkedHashMap<>();
            Map<String, Double> late = new LinkedHashMap<>();
            all.get(concurrency).forEach((name, series) -> {
                bars.put(name, series.rate());
                late.put(name, series.p99());
            });
            findings.chart("check-in-c" + concurrency, "Requests per second, c=" + concurrency, "/s", bars);
            findings.chart("check-in-p99-c" + concurrency, "p99, closed model, c=" + concurrency, "ms", late);
        }
        findings.chart(
                "check-in-cpu",
                "CPU of the program per request, c=256",
                "µs",
                Map.of("check-in", cpu, "insert", insertCpu, "no-op", noOpCpu));
    }

    static String rate(double perSecond) {
        return "%,.0f/s".formatted(perSecond);
    }

    static String times(double ratio) {
        return "%.2f".formatted(ratio);
    }

    private interface Measured {
        Generator.Outcome run();
    }

    private static void measure(
            Ground ground, Findings findings, Map<String, Series> series, String what, String at, Measured measured) {
        long pid = ground.product().pid();
        double cpu = Served.cpuSeconds(pid);
        double engines = ground.enginesCpu();
        Generator.Outcome outcome = measured.run();
        cpu = Served.cpuSeconds(pid) - cpu;
        engines = ground.enginesCpu() - engines;
        findings.raw(what + at, outcome);
        Series one = series.computeIfAbsent(what, name -> new Series());
        one.perSecond.add(outcome.perSecond());
        one.p99.add(outcome.percentile(99));
        one.cpuMicros.add(cpu * 1e6 / outcome.answers());
        one.allCpuMicros.add((cpu + engines) * 1e6 / outcome.answers());
        long acknowledged = Math.max(1, outcome.status(201) + outcome.status(200));
        one.acknowledgedCpuMicros.add(cpu * 1e6 / acknowledged);
    }

    /** What is posted to a baseline: tokens and bodies as with a check-in, without end. */
    static Script baseline(String path, byte[][] tokens) {
        return Requests.bodies(
                Long.MAX_VALUE,
                which -> "POST " + path,
                which -> tokens[(int) (which % tokens.length)],
                which -> "{\"code\":\"https://youth-home.example/c/0123456789abcdef0123456789abcdef\",\"nonce\":\"b"
                        + (1_000_000_000L + which) + "\",\"as\":\"volunteer\"}");
    }
}
