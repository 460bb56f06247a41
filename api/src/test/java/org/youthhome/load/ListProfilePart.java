package org.youthhome.load;

import java.io.IOException;
import java.time.Duration;

/** Where the time and the memory of lists go that nobody asked for before. */
final class ListProfilePart implements Part {

    @Override
    public void measure(Ground ground, Findings findings) throws IOException {
        Options options = ground.options();
        ground.population().occurrences(options.isSmall() ? 50 : 1_000, 100, 100);
        Profile lists = Profile.record(ground, findings, "uncached list", (generator, recorded) -> {
            Script asked = Requests.uncachedLists();
            findings.raw(
                    "lists, warm-up",
                    generator.closed(asked, Duration.ofSeconds(4L * options.number("warm-up-rounds"))));
            recorded.run();
            Generator.Outcome outcome = generator.closed(asked, Duration.ofSeconds(10));
            findings.raw("lists, recorded", outcome);
            return outcome.answers();
        });
        findings.chart(
                "profile-list",
                "Time of lists that nobody asked for before, by whose code",
                "%",
                Profile.most(lists.time(), 20));
    }
}
