package org.youthhome.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Where the time and the memory of check-ins go. */
final class ProfilePart implements Part {

    @Override
    public void measure(Ground ground, Findings findings) throws IOException {
        Options options = ground.options();
        int warm = options.number("warm-up-rounds");
        int repetitions = options.number("repetitions");
        Profile checkIns = Profile.record(ground, findings, "check-in", (generator, recorded) -> {
            Rounds rounds = new Rounds(ground, false, warm + repetitions);
            for (int i = 0; i < warm; i++) {
                findings.raw("warm-up " + i, generator.closed(rounds.next(), Duration.ofSeconds(60)));
            }
            recorded.run();
            long requests = 0;
            for (int i = 0; i < repetitions; i++) {
                Generator.Outcome outcome = generator.closed(rounds.next(), Duration.ofSeconds(60));
                findings.raw("recorded " + i, outcome);
                requests += outcome.answers();
            }
            return requests;
        });
        Map.Entry<String, Double> largest =
                Profile.most(checkIns.memoryAt(), 1).entrySet().iterator().next();
        findings.stated(
                41,
                "allocation per check-in request, all of the program",
                "%.1f KiB".formatted(checkIns.bytes() / 1024),
                "sampled by JFR; the largest single place is %.1f%%: %s"
                        .formatted(100 * largest.getValue() / checkIns.bytes(), largest.getKey()));
        findings.chart("profile-time", "Time of check-ins, by whose code", "%", Profile.most(checkIns.time(), 20));
        findings.chart(
                "profile-allocation",
                "Allocated per check-in, by whose code",
                "B",
                Profile.most(checkIns.memory(), 20));
    }
}
