package org.youthhome.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Forged codes, by people who are logged in and by strangers who want tickets, beside good scans at a steady rate. */
final class FloodPart implements Part {

    @Override
    public void measure(Ground ground, Findings findings) {
        ground.warmUp();
        Options options = ground.options();
        int rate = options.number("good-rate");
        int flood = options.number("flood-rate");
        int addresses = options.number("flood-addresses");
        int connections = options.number("flood-connections");
        int seconds = 2 * options.number("seconds");
        int repetitions = Math.min(3, options.number("repetitions"));
        List<Double> calm = new ArrayList<>();
        List<Double> flooded = new ArrayList<>();
        List<Double> calmMedian = new ArrayList<>();
        List<Double> floodedMedian = new ArrayList<>();
        boolean well = true;
        Map<Integer, Long> answers = new TreeMap<>();
        ground.population().people(rate * seconds);
        for (int i = 0; i <= repetitions; i++) {
            for (boolean isFlood : new boolean[] {false, true}) {
                Arrivals good = new Arrivals(ground, rate * seconds, Rounds.SPREAD);
                Generator.Outcome outcome;
                try (Generator generator = new Generator(List.of(ground.port()), 128, 1);
                        Generator bad = new Generator(List.of(ground.port()), connections, addresses)) {
                    CompletableFuture<Generator.Outcome> flooding = isFlood
                            ? CompletableFuture.supplyAsync(() ->
                                    bad.open(new Forged(ground, good.first()), flood, Duration.ofSeconds(seconds)))
                            : CompletableFuture.completedFuture(null);
                    outcome = generator.open(good, rate, Duration.ofSeconds(seconds + 5));
                    Generator.Outcome forged = flooding.join();
                    if (forged != null) {
                        findings.raw("the flood #" + i, forged);
                        forged.statuses().forEach((status, count) -> answers.merge(status, count, Long::sum));
                    }
                }
                String verified = good.verified();
                findings.raw((isFlood ? "flooded" : "calm") + " #" + i, outcome);
                findings.raw((isFlood ? "flooded" : "calm") + " #" + i + " verified", verified + " " + good.oddity());
                if (i > 0) {
                    (isFlood ? flooded : calm).add(outcome.percentile(99));
                    (isFlood ? floodedMedian : calmMedian).add(outcome.percentile(50));
                    well &= verified.startsWith("exact") && good.refused() == 0;
                }
            }
        }
        double ours = Findings.median(flooded);
        double without = Findings.median(calm);
        findings.goal(
                20,
                "a flood of forged codes beside good scans: p99 of the good ≤ 1.2 × without the flood",
                "%.1f ms (p50 %.1f)".formatted(ours, Findings.median(floodedMedian)),
                "%.1f ms (p50 %.1f)".formatted(without, Findings.median(calmMedian)),
                CheckInPart.times(ours / without),
                well && ours <= 1.2 * without,
                "open model: %,d good scans/s, %,d forged ones/s wanted on %,d connections from %d addresses, half by people logged in, half for tickets;"
                                .formatted(rate, flood, connections, addresses)
                        + " limits as shipped (after 60 unknown codes a minute an address waits 2 to 4 s for each no, so a connection"
                        + " sends one in 3 s; 30 refused tries a person and minute, 20,000 tickets an address and minute);"
                        + " answers to the flood: " + answers);
        Map<String, Double> bars = new LinkedHashMap<>();
        bars.put("with the flood", ours);
        bars.put("without", without);
        findings.chart("flood", "p99 of good scans", "ms", bars);
    }

    /** Forged codes without end: by a person, then for a ticket, and so on. */
    private static final class Forged implements Script {

        private final byte[][] tokens;
        private final byte[] code;
        private long sent;

        Forged(Ground ground, long occurrence) {
            // Others than those who come with good codes, else they would be turned away for their many tries.
            int people = 5_000;
            long first = 5_000_000;
            if (ground.sql()
                            .number("SELECT COUNT(*) FROM person WHERE id = "
                                    + Population.hex(Population.person(first)))
                    == 0) {
                ground.population().people(first, first + people - 1);
            }
            this.tokens = ground.tokens(first, people);
            this.code = ground.code(occurrence);
        }

        @Override
        public long next(ByteBuf request) {
            long which = sent++;
            String forged = Rounds.forged(code, which);
            boolean person = which % 2 == 0;
            Requests.write(
                    request,
                    Requests.ascii(person ? "POST /api/v1/check-ins" : "POST /api/v1/check-in-tickets"),
                    person ? tokens[(int) (which / 2 % tokens.length)] : null,
                    (person
                                    ? "{\"code\":\"" + forged + "\",\"nonce\":\"forged-" + (1_000_000 + which) + "\"}"
                                    : "{\"code\":\"" + forged + "\"}")
                            .getBytes(StandardCharsets.US_ASCII));
            return which;
        }

        @Override
        public void answered(long which, int status, ByteBuf body) {}
    }
}
