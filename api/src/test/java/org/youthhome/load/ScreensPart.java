package org.youthhome.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How long after the acknowledgement the count is on the screens. */
final class ScreensPart implements Part {

    private static final int OCCURRENCES = 20;

    @Override
    public void measure(Ground ground, Findings findings) {
        ground.warmUp();
        Options options = ground.options();
        int clients = options.number("screens");
        int rate = options.number("check-in-rate");
        int seconds = 2 * options.number("seconds");
        int repetitions = Math.min(3, options.number("repetitions"));
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        long missing = 0;
        long events = 0;
        boolean well = true;
        String verified = "";
        for (int i = 0; i <= repetitions; i++) {
            Arrivals arrivals = new Arrivals(ground, rate * seconds, OCCURRENCES);
            try (Listeners listeners = new Listeners(ground.port(), clients, arrivals.first(), OCCURRENCES, 40);
                    Generator generator = new Generator(List.of(ground.port()), 128, 1)) {
                Generator.Outcome outcome = generator.open(arrivals, rate, Duration.ofSeconds(seconds + 5));
                Served.rest(2_000);
                Histogram late = new Histogram(60_000_000_000L, 3);
                long lacking = lateness(arrivals, listeners, late);
                long heard = listeners.ears().stream()
                        .mapToLong(Listeners.Ear::heard)
                        .sum();
                verified = arrivals.verified();
                findings.raw("check-ins #" + i, outcome);
                findings.raw(
                        "screens #" + i,
                        "%d listening, %d lost their connection, %,d events, p50 %.1f, p99 %.1f, most %.1f ms, never shown %d"
                                .formatted(
                                        listeners.listening(),
                                        listeners.gone(),
                                        heard,
                                        late.getValueAtPercentile(50) / 1e6,
                                        late.getValueAtPercentile(99) / 1e6,
                                        late.getMaxValue() / 1e6,
                                        lacking));
                if (i > 0) {
                    p50.add(late.getValueAtPercentile(50) / 1e6);
                    p99.add(late.getValueAtPercentile(99) / 1e6);
                    missing += lacking;
                    events += heard;
                    well &= listeners.listening() == clients && listeners.gone() == 0 && verified.startsWith("exact");
                }
            }
        }
        double ours = Findings.median(p99);
        findings.goal(
                70,
                "count on %,d screens after the acknowledgement, at %,d check-ins/s: p99 ≤ 100 ms"
                        .formatted(clients, rate),
                "p99 %.0f ms · p50 %.0f ms".formatted(ours, Findings.median(p50)),
                "",
                "",
                well && missing == 0 && ours <= 100,
                "%d occurrences; for every acknowledgement and every client of its occurrence; %,d events, %d never shown; %s"
                        .formatted(OCCURRENCES, events, missing, verified));
        Map<String, Double> bars = new LinkedHashMap<>();
        bars.put("p50", Findings.median(p50));
        bars.put("p99", ours);
        findings.chart("screens", "From acknowledgement to screen, %,d clients".formatted(clients), "ms", bars);
    }

    /** For each acknowledgement and each client, when the client first heard a number that contains it. */
    private static long lateness(Arrivals arrivals, Listeners listeners, Histogram late) {
        long[][] acknowledged = new long[OCCURRENCES][];
        for (int o = 0; o < OCCURRENCES; o++) {
            long[] times = new long[arrivals.people() / OCCURRENCES + 1];
            int found = 0;
            for (int p = o; p < arrivals.people(); p += OCCURRENCES) {
                if (arrivals.acknowledgedAt(p) != 0) {
                    times[found++] = arrivals.acknowledgedAt(p);
                }
            }
            acknowledged[o] = Arrays.copyOf(times, found);
            Arrays.sort(acknowledged[o]);
        }
        long lacking = 0;
        for (Listeners.Ear ear : listeners.ears()) {
            long[] times = acknowledged[ear.occurrence()];
            int event = 0;
            long most = 0;
            for (int k = 0; k < times.length; k++) {
                while (event < ear.heard() && Math.max(most, ear.number(event)) < k + 1) {
                    most = Math.max(most, ear.number(event++));
                }
                if (event == ear.heard()) {
                    lacking++;
                } else {
                    late.recordValue(Math.min(60_000_000_000L, Math.max(0, ear.time(event) - times[k])));
                }
            }
        }
        return lacking;
    }
}
