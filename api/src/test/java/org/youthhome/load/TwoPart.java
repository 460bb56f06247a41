package org.youthhome.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.youthhome.stage.Stage;

/** Two processes that share the engines, beside one. Where cores are missing, CPU per request says what more would do. */
final class TwoPart implements Part {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Override
    public void measure(Ground ground, Findings findings) {
        Options options = ground.options();
        int repetitions = Math.min(3, options.number("repetitions"));
        int warm = options.number("warm-up-rounds");
        Rounds rounds = new Rounds(ground, false, 2 * warm + 2 * repetitions);
        Served second = ground.startLoaded(Stage.freePort(), Stage.freePort());
        List<Double> one = new ArrayList<>();
        List<Double> both = new ArrayList<>();
        List<Double> oneCpu = new ArrayList<>();
        List<Double> bothCpu = new ArrayList<>();
        List<Double> oneAll = new ArrayList<>();
        List<Double> bothAll = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        try {
            try (Generator generator = new Generator(List.of(second.port()), 256, 1)) {
                for (int i = 0; i < warm; i++) {
                    findings.raw("warm-up, the second alone #" + i, generator.closed(rounds.next(), LONGEST));
                }
            }
            try (Generator generator = new Generator(List.of(ground.port()), 256, 1)) {
                for (int i = 0; i < warm; i++) {
                    findings.raw("warm-up, the first alone #" + i, generator.closed(rounds.next(), LONGEST));
                }
            }
            for (int i = 0; i < repetitions; i++) {
                for (boolean two : new boolean[] {false, true}) {
                    List<Integer> ports = two ? List.of(ground.port(), second.port()) : List.of(ground.port());
                    Rounds.Round round = rounds.next();
                    try (Generator generator = new Generator(ports, 256, 1)) {
                        double cpu = programs(ground, second);
                        double engines = ground.enginesCpu();
                        Generator.Outcome outcome = generator.closed(round, LONGEST);
                        cpu = (programs(ground, second) - cpu) * 1e6 / outcome.answers();
                        engines = (ground.enginesCpu() - engines) * 1e6 / outcome.answers();
                        findings.raw((two ? "two" : "one") + " #" + i, outcome);
                        (two ? both : one).add(outcome.perSecond());
                        (two ? bothCpu : oneCpu).add(cpu);
                        (two ? bothAll : oneAll).add(cpu + engines);
                        odd.add(round.oddity());
                    }
                }
            }
        } finally {
            ground.retire(second);
        }
        odd.removeIf(String::isEmpty);
        findings.raw("unexpected answers", odd);
        Rounds.Exactness exact = rounds.verify();
        findings.raw("exactness", exact.toString());
        double cpuOne = Findings.median(oneCpu);
        double cpuBoth = Findings.median(bothCpu);
        double scale = 2 * cpuOne / cpuBoth;
        findings.goal(
                120,
                "two processes beside one: ≥ 1.6 × on enough cores, shown by CPU per request",
                "%.0f µs a request in two processes".formatted(cpuBoth),
                "%.0f µs in one".formatted(cpuOne),
                CheckInPart.times(scale),
                scale >= 1.6 && exact.exact(),
                "ratio: what two do with a core each more, 2 × CPU per request in one ÷ in two; with MariaDB and Redis %.0f against %.0f µs;"
                                .formatted(Findings.median(bothAll), Findings.median(oneAll))
                        + " on this machine %s in two, %s in one; %s"
                                .formatted(
                                        CheckInPart.rate(Findings.median(both)),
                                        CheckInPart.rate(Findings.median(one)),
                                        exact));
        Map<String, Double> bars = new LinkedHashMap<>();
        bars.put("one process", cpuOne);
        bars.put("two processes", cpuBoth);
        findings.chart("two", "CPU of the programs per request", "µs", bars);
    }

    private static double programs(Ground ground, Served second) {
        return Served.cpuSeconds(ground.product().pid()) + Served.cpuSeconds(second.pid());
    }
}
