package org.youthhome.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everybody at the gate at the same moment, each with a connection: one occurrence for all, beside a hundred. */
final class BurstPart implements Part {

    /** A request under way wants up to 64 KiB, and so many more are refused than the heap holds (deploy/README.md). */
    private static final String HEAP = "-Xmx1g";

    @Override
    public void measure(Ground ground, Findings findings) {
        ground.stopProduct();
        try (Served roomy = ground.startLoaded(ground.port(), ground.barePort(), List.of(HEAP))) {
            findings.raw("heap of process " + roomy.pid(), HEAP);
            measureRoomy(ground, findings);
        }
        ground.startProduct();
    }

    private static void measureRoomy(Ground ground, Findings findings) {
        ground.warmUp();
        Options options = ground.options();
        int volunteers = options.number("burst");
        int repetitions = Math.min(3, options.number("repetitions"));
        List<Double> hot = new ArrayList<>();
        List<Double> spread = new ArrayList<>();
        List<Double> hotMost = new ArrayList<>();
        List<Double> hotRate = new ArrayList<>();
        boolean well = true;
        String last = "";
        for (int i = 0; i <= repetitions; i++) {
            for (boolean isHot : new boolean[] {true, false}) {
                Arrivals arrivals = new Arrivals(ground, volunteers, isHot ? 1 : Rounds.SPREAD);
                Generator.Outcome outcome;
                try (Generator generator = new Generator(List.of(ground.port()), volunteers, 10)) {
                    outcome = generator.burst(arrivals, Duration.ofSeconds(60));
                }
                String verified = arrivals.verified();
                findings.raw((i == 0 ? "warm-up, " : "") + (isHot ? "one occurrence" : "hundred") + " #" + i, outcome);
                findings.raw((isHot ? "one" : "hundred") + " #" + i + " verified", verified + " " + arrivals.oddity());
                if (i > 0) {
                    (isHot ? hot : spread).add(outcome.percentile(99));
                    if (isHot) {
                        hotMost.add(outcome.percentile(100));
                        hotRate.add(outcome.perSecond());
                    }
                    well &= outcome.status(201) == volunteers && verified.startsWith("exact");
                    last = verified;
                }
            }
        }
        double ours = Findings.median(hot);
        double many = Findings.median(spread);
        findings.goal(
                60,
                "%,d volunteers in one burst at one occurrence: every one answered".formatted(volunteers),
                "p99 %,.0f ms, the last after %,.0f ms (%s)"
                        .formatted(ours, Findings.median(hotMost), CheckInPart.rate(Findings.median(hotRate))),
                "p99 %,.0f ms over %d occurrences".formatted(many, Rounds.SPREAD),
                CheckInPart.times(ours / many),
                well,
                "with " + HEAP + "; each on a connection of its own, all requests at the same moment; " + last);
        Map<String, Double> bars = new LinkedHashMap<>();
        bars.put("one occurrence", ours);
        bars.put("a hundred", many);
        findings.chart("burst", "p99 of a burst of %,d".formatted(volunteers), "ms", bars);
    }
}
