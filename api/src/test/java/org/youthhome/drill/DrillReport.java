package org.youthhome.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.youthhome.engines.Engines;

/** Tells in Markdown what the drills came to. */
final class DrillReport {

    private final List<Outcome> outcomes;
    private final List<String> skipped;
    private final Duration took;
    private final String[] arguments;

    DrillReport(List<Outcome> outcomes, List<String> skipped, Duration took, String... arguments) {
        this.outcomes = outcomes;
        this.skipped = skipped;
        this.took = took;
        this.arguments = arguments;
    }

    String text() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder("""
                # Fault drills

                Written by `deploy/drill/run.sh%s`; do not edit.

                %s, commit %s. %s; JDK %s; MariaDB with `innodb_flush_log_at_trx_commit=1`, `sync_binlog=1`, ROW; the \
                clients run on the same machine. The drills took %d min.

                Each line is a number of faults at random moments under the load of 300 clients: check-ins, their \
                repeats with the same and with another nonce, check-outs, annulments, enrolments and cancellations. Every \
                client asks until it is answered. After each fault the load is let run, then it is made quiet, and the \
                clients' ledger is held against the rows, and the rows against `GET …/headcount`; after the last fault \
                the ledger of all rounds is held against the rows once more.

                - **lost**: acknowledged (a check-in, check-out, annulment, enrolment or cancellation) and not in the rows.
                - **double**: one person twice at one occurrence, or back after having been annulled.
                - **oversold**: places given beyond the capacity, or `places.taken` that differs from the enrolments.
                - **odd**: an answer that nobody should get, such as 500 or a repeat with another id; **unanswered**: asked \
                for 150 s in vain.
                - **counters**: from quiet until every live count said what the rows say (limit 5 s), median and most.
                - **drift**: `youthhome_headcount_drift` five seconds after quiet at the latest.
                - **back**: from the fault's end (the start command, the CONT, the heal) to the next answer; **silence**: \
                the longest time without any answer. Median and most.
                - **during**: answers to requests that were sent while the fault was on; 0 where nobody can answer.

                | drill | faults | requests | acknowledged | tried again | lost | double | oversold | odd | unanswered \
                | counters, ms | drift | back, ms | silence, ms | during | |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
                """.formatted(
                        arguments.length == 0 ? "" : " " + String.join(" ", arguments),
                        LocalDate.now(ZoneOffset.UTC),
                        commit(),
                        machine(),
                        System.getProperty("java.version"),
                        took.toMinutes()));
        for (Outcome outcome : outcomes) {
            if (!outcome.isControl()) {
                text.append(row(outcome));
            }
        }
        text.append("""

                ## Controls

                What would make the drills blind is done on purpose; each of these has to fail.

                | control | what | has to show | shown | |
                |---|---|---|---|---|
                """);
        for (Outcome outcome : outcomes) {
            if (outcome.isControl()) {
                text.append("| %s | %s | %s | %s | %s |%n"
                        .formatted(
                                outcome.name(),
                                outcome.what(),
                                outcome.expected(),
                                outcome.seen(),
                                outcome.isAsItShould() ? "failed as it should" : "**did not fail**"));
            }
        }
        text.append("\n## What the drills do\n\n");
        for (Outcome outcome : outcomes) {
            text.append("- `")
                    .append(outcome.name())
                    .append("`: ")
                    .append(outcome.what())
                    .append('\n');
            outcome.notes().forEach(note -> text.append("  - ").append(note).append('\n'));
        }
        skipped.forEach(one -> text.append("- not run: ").append(one).append('\n'));
        return text.toString();
    }

    private static String row(Outcome outcome) {
        Ledger.Found end = outcome.end();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %,d | %,d | %,d | %d | %d | %d | %d | %d | %s | %.0f | %s | %s | %s | %s |%n",
                outcome.name(),
                outcome.rounds().size(),
                sum(outcome, Round::asked),
                sum(outcome, round -> round.ledger().acknowledged()),
                sum(outcome, Round::triedAgain),
                outcome.lost(),
                Math.max(sum(outcome, round -> round.found().twice()), end == null ? 0 : end.twice()),
                sum(outcome, round -> round.found().oversold()),
                sum(outcome, round -> round.ledger().oddAnswers()),
                sum(outcome, Round::unanswered),
                middleAndMost(outcome, Round::countersMillis),
                outcome.rounds().stream().mapToDouble(Round::drift).max().orElse(-1),
                middleAndMost(outcome, Round::backMillis),
                middleAndMost(outcome, Round::silenceMillis),
                outcome.stopsAll()
                        ? Long.toString(outcome.during())
                        : String.format(Locale.ROOT, "(%,d)", outcome.during()),
                outcome.isAsItShould() ? "✓" : "✗");
    }

    private static long sum(Outcome outcome, ToLongFunction<Round> number) {
        return outcome.rounds().stream().mapToLong(number).sum();
    }

    private static String middleAndMost(Outcome outcome, ToLongFunction<Round> number) {
        long[] sorted = outcome.rounds().stream().mapToLong(number).sorted().toArray();
        return sorted.length == 0
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%,d · %,d",
                        sorted[sorted.length / 2],
                        LongStream.of(sorted).max().orElse(0));
    }

    private static String commit() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                .directory(Engines.repository().toFile())
                .start();
        String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? "`" + commit + "`" : "unknown";
    }

    private static String machine() throws IOException {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        String model = !Files.exists(cpuinfo)
                ? System.getProperty("os.arch")
                : Files.readAllLines(cpuinfo).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown");
        return "%d cores of %s, %s %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"));
    }
}
