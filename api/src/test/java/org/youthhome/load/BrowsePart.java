package org.youthhome.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pages that everybody looks at, beside WebFlux with a word of plain text. */
final class BrowsePart implements Part {

    private static final int CONNECTIONS = 64;

    @Override
    public void measure(Ground ground, Findings findings) {
        Options options = ground.options();
        int seconds = options.number("seconds");
        int repetitions = options.number("repetitions");
        ground.population().occurrences(options.isSmall() ? 50 : 1_000, 100, 100);
        String base = "http://127.0.0.1:" + ground.port();
        String list = base + "/api/v1/activities?limit=20";
        String detail = base + "/api/v1/activities/" + ground.activityId();
        long occurrence = ground.population().occurrences(1, 100, 100);
        String headcountPath = "/api/v1/occurrences/" + Population.occurrence(occurrence) + "/headcount";
        String tag = ground.api().get(headcountPath, null).must(200).eTag();
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> late = new LinkedHashMap<>();
        long refused = 0;
        Script noTwoAlike = Requests.uncachedLists();
        for (int i = 0; i <= repetitions; i++) {
            Map<String, Wrk> one = new LinkedHashMap<>();
            one.put(
                    "plain text, WebFlux alone",
                    Wrk.get("http://127.0.0.1:" + ground.barePort() + "/plain", CONNECTIONS, seconds));
            one.put("plain text behind the product's filters", Wrk.get(base + "/load/plain", CONNECTIONS, seconds));
            one.put("list", Wrk.get(list, CONNECTIONS, seconds));
            one.put("detail", Wrk.get(detail, CONNECTIONS, seconds));
            one.put("headcount", Wrk.get(base + headcountPath, CONNECTIONS, seconds));
            one.put(
                    "headcount, not changed",
                    Wrk.get(base + headcountPath, CONNECTIONS, seconds, "If-None-Match: " + tag));
            Generator.Outcome uncached;
            try (Generator generator = new Generator(List.of(ground.port()), CONNECTIONS, 1)) {
                uncached = generator.closed(noTwoAlike, Duration.ofSeconds(seconds));
            }
            findings.raw("list, no two alike #" + i, uncached);
            refused += uncached.answers() - uncached.status(200);
            for (Map.Entry<String, Wrk> entry : one.entrySet()) {
                findings.raw(entry.getKey() + " #" + i, entry.getValue().toString());
                refused += entry.getValue().refused();
                if (i > 0) {
                    rates.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                            .add(entry.getValue().perSecond());
                    late.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                            .add(entry.getValue().p99Millis());
                }
            }
            if (i > 0) {
                rates.computeIfAbsent("list, no two alike", name -> new ArrayList<>())
                        .add(uncached.perSecond());
                late.computeIfAbsent("list, no two alike", name -> new ArrayList<>())
                        .add(uncached.percentile(99));
            }
        }
        double plain = Findings.median(rates.get("plain text, WebFlux alone"));
        double filtered = Findings.median(rates.get("plain text behind the product's filters"));
        String note = "wrk, c=64; %s; plain text behind the product's filters: %s"
                .formatted(refused == 0 ? "no answer refused" : refused + " REFUSED", CheckInPart.rate(filtered));
        for (String page : List.of("list", "detail")) {
            double ours = Findings.median(rates.get(page));
            findings.goal(
                    page.equals("list") ? 80 : 81,
                    "cached " + page + ": ≥ 0.75 of WebFlux plain text",
                    "%s · p99 %.1f ms".formatted(CheckInPart.rate(ours), Findings.median(late.get(page))),
                    CheckInPart.rate(plain),
                    CheckInPart.times(ours / plain),
                    refused == 0 && ours >= 0.75 * plain,
                    note);
        }
        double uncached = Findings.median(rates.get("list, no two alike"));
        findings.goal(
                82,
                "uncached list: ≥ 5,000/s",
                "%s · p99 %.1f ms"
                        .formatted(CheckInPart.rate(uncached), Findings.median(late.get("list, no two alike"))),
                CheckInPart.rate(plain),
                CheckInPart.times(uncached / plain),
                uncached >= 5_000,
                "each request asks from another second on, so that no kept answer fits");
        double polling = Findings.median(rates.get("headcount, not changed"));
        double cached = Findings.median(rates.get("list"));
        findings.goal(
                83,
                "polling the headcount with If-None-Match: at the cost of a cached page",
                "%s · p99 %.1f ms"
                        .formatted(CheckInPart.rate(polling), Findings.median(late.get("headcount, not changed"))),
                CheckInPart.rate(cached),
                CheckInPart.times(polling / cached),
                polling >= 0.75 * cached,
                "answers 304; the baseline is the cached list; met from 0.75 of it");
        Map<String, Double> bars = new LinkedHashMap<>();
        rates.forEach((name, values) -> bars.put(name, Findings.median(values)));
        findings.chart("browse", "Requests per second, c=64", "/s", bars);
    }
}
