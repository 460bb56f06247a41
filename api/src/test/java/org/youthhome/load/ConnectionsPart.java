package org.youthhome.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ten thousand phones that stay connected: what they cost, and that it does not grow. */
final class ConnectionsPart implements Part {

    @Override
    public void measure(Ground ground, Findings findings) {
        ground.warmUp();
        Options options = ground.options();
        int connections = options.number("connections");
        int hold = options.number("hold-seconds");
        long pid = ground.product().pid();
        long occurrence = ground.population().occurrences(1, 100, 100);
        String path = "/api/v1/occurrences/" + Population.occurrence(occurrence) + "/headcount";
        ground.countsOf(occurrence, 1);
        double rssBefore = Served.mebibytes(pid, "VmRSS");
        long handlesBefore = Served.handles(pid);
        Map<String, Double> bars = new LinkedHashMap<>();
        bars.put("before", rssBefore);
        List<Double> rss = new ArrayList<>();
        List<Long> handles = new ArrayList<>();
        Generator.Outcome outcome;
        try (Generator generator = new Generator(List.of(ground.port()), connections, 10)) {
            outcome = generator.open(
                    Requests.gets(which -> path, null), connections / (hold / 4.0), Duration.ofMillis(hold * 250L));
            for (int quarter = 0; quarter < 3; quarter++) {
                rss.add(Served.mebibytes(pid, "VmRSS"));
                handles.add(Served.handles(pid));
                outcome = generator.open(
                        Requests.gets(which -> path, null), connections / (hold / 4.0), Duration.ofMillis(hold * 250L));
            }
            rss.add(Served.mebibytes(pid, "VmRSS"));
            handles.add(Served.handles(pid));
        }
        Served.rest(2_000);
        double rssAfter = Served.mebibytes(pid, "VmRSS");
        long handlesAfter = Served.handles(pid);
        findings.raw("held", outcome);
        findings.raw("RSS MiB", rss);
        findings.raw("handles", handles);
        double grown = rss.get(rss.size() - 1) - rss.get(0);
        boolean flat = grown <= Math.max(8, 0.03 * rss.get(0))
                && Math.abs(handles.get(handles.size() - 1) - handles.get(0)) <= 64
                && outcome.status(200) == outcome.answers()
                && handles.get(0) >= connections;
        findings.goal(
                112,
                "RSS and file handles at %,d open connections: stated and flat".formatted(connections),
                "%.0f MiB · %,d handles".formatted(rss.get(rss.size() - 1), handles.get(handles.size() - 1)),
                "%.0f MiB · %,d handles before".formatted(rssBefore, handlesBefore),
                "",
                flat,
                "over %d s with every connection used again and again: RSS %s MiB, handles %s; %.0f MiB and %,d handles afterwards; p99 %.1f ms"
                        .formatted(
                                hold,
                                rss.stream().map("%.0f"::formatted).toList(),
                                handles,
                                rssAfter,
                                handlesAfter,
                                outcome.percentile(99)));
        bars.put("%,d connections".formatted(connections), rss.get(0));
        bars.put("%d s later".formatted(hold), rss.get(rss.size() - 1));
        bars.put("closed", rssAfter);
        findings.chart("connections", "RSS", "MiB", bars);
    }
}
