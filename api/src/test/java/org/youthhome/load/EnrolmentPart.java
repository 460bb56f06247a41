package org.youthhome.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** More people than places, all at one occurrence. */
final class EnrolmentPart implements Part {

    @Override
    public void measure(Ground ground, Findings findings) {
        ground.warmUp();
        Options options = ground.options();
        int people = options.number("enrolling");
        int places = options.number("places");
        int repetitions = Math.min(3, options.number("repetitions"));
        List<Double> rates = new ArrayList<>();
        List<Double> late = new ArrayList<>();
        List<Double> inserts = new ArrayList<>();
        long wrong = 0;
        String last = "";
        for (int i = 0; i <= repetitions; i++) {
            long first = 6_000_000L + (long) i * people;
            ground.population().people(first, first + people - 1);
            byte[][] tokens = ground.tokens(first, people);
            long occurrence = ground.population().occurrences(1, 0, places);
            ground.countsOf(occurrence, 1);
            Enrolling enrolling = new Enrolling(tokens, occurrence);
            Generator.Outcome outcome;
            Generator.Outcome insert;
            try (Generator generator = new Generator(List.of(ground.port()), 256, 1)) {
                outcome = generator.closed(enrolling, Duration.ofSeconds(120));
                insert = generator.closed(
                        CheckInPart.baseline("/load/insert", tokens), Duration.ofSeconds(options.number("seconds")));
            }
            String id = Population.hex(Population.occurrence(occurrence));
            long rows = ground.sql()
                    .number("SELECT COUNT(*) FROM enrolment WHERE status = 'confirmed' AND occurrence_id = " + id);
            long taken = ground.sql()
                    .number("SELECT SUM(taken) FROM places WHERE enrolled_as = 'volunteer' AND occurrence_id = " + id);
            long expected = Math.min(people, places);
            long off = Math.abs(rows - expected)
                    + Math.abs(taken - expected)
                    + Math.abs(enrolling.granted - expected)
                    + outcome.status(0)
                    + outcome.statuses().keySet().stream()
                            .filter(status -> status >= 500)
                            .mapToLong(outcome::status)
                            .sum();
            last = "%,d asked for %,d places: %,d granted, %,d stored, %,d taken"
                    .formatted(people, places, enrolling.granted, rows, taken);
            findings.raw("enrolment #" + i, outcome);
            findings.raw("enrolment #" + i + " verified", last + " " + enrolling.oddity);
            findings.raw("insert #" + i, insert);
            if (i > 0) {
                rates.add(outcome.perSecond());
                late.add(outcome.percentile(99));
                inserts.add(insert.perSecond());
                wrong += off;
            }
        }
        double ours = Findings.median(rates);
        double insert = Findings.median(inserts);
        findings.goal(
                90,
                "enrolment at one hot occurrence: ≥ 5,000 decisions/s, none wrong",
                "%s · p99 %.0f ms, %d wrong".formatted(CheckInPart.rate(ours), Findings.median(late), wrong),
                CheckInPart.rate(insert) + " (one INSERT per request)",
                CheckInPart.times(ours / insert),
                ours >= 5_000 && wrong == 0,
                "c=256; " + last);
        Map<String, Double> bars = new LinkedHashMap<>();
        bars.put("enrolment, one occurrence", ours);
        bars.put("one INSERT per request", insert);
        findings.chart("enrolment", "Decisions per second, c=256", "/s", bars);
    }

    /** Each of the people asks once. */
    static final class Enrolling implements Script {

        private static final byte[] BODY = Requests.ascii("{\"as\":\"volunteer\"}");

        private final byte[][] tokens;
        private final byte[] path;
        private int sent;
        private long granted;
        private String oddity = "";

        Enrolling(byte[][] tokens, long occurrence) {
            this.tokens = tokens;
            this.path = Requests.ascii("PUT /api/v1/occurrences/" + Population.occurrence(occurrence) + "/enrolment");
        }

        @Override
        public long next(ByteBuf request) {
            if (sent == tokens.length) {
                return END;
            }
            Requests.write(request, path, tokens[sent], BODY);
            return sent++;
        }

        @Override
        public void answered(long which, int status, ByteBuf body) {
            if (status == 201 && body.toString(StandardCharsets.UTF_8).contains("\"status\":\"confirmed\"")) {
                granted++;
            } else if (status != 409 && status != 201 && oddity.isEmpty()) {
                oddity = status + " " + body.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
