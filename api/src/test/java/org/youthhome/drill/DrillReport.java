package org.youthhome.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
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

                **%s**

                ## What was hurt, and what was left

                Each line is a number of faults at random moments under the load of 300 clients: check-ins, their \
                repeats with the same and with another nonce, check-outs, annulments, enrolments and cancellations. Every \
                client asks until it is answered. After each fault the load is let run, then it is made quiet, and what \
                clients were told is held against the rows, and the rows against `GET …/headcount`; after the last fault \
                what was told in all rounds is held against the rows once more.

                - **lost**: acknowledged (a check-in, check-out, annulment, enrolment or cancellation) and not in the rows.
                - **double**: one person twice at one occurrence, or back after having been annulled.
                - **oversold**: places given beyond the capacity, or `places.taken` that differs from the enrolments.
                - **drift**: people by which the live counts and the rows differ in the end, as we see it and as the metric \
                `youthhome_headcount_drift` says (what the last comparison found, so it follows some seconds later).
                - **counters right after**: seconds from quiet until every live count said what the rows say, median and \
                most. The limit is 5 s.

                | drill | what was hurt | faults | acknowledged | lost | double | oversold | drift \
                | counters right after, s | |
                |---|---|--:|--:|--:|--:|--:|--:|--:|---|
                """.formatted(
                        arguments.length == 0 ? "" : " " + String.join(" ", arguments),
                        LocalDate.now(ZoneOffset.UTC),
                        commit(),
                        machine(),
                        System.getProperty("java.version"),
                        took.toMinutes(),
                        inShort()));
        drills().forEach(outcome -> text.append(row(outcome)));
        text.append("""

                ## How people felt it

                - **odd**: an answer that nobody should get, such as 500 or a repeat with another id; **unanswered**: asked \
                for 150 s in vain.
                - **back**: seconds from the fault's end (the start command, the CONT, the heal) to the next answer; \
                **silence**: the longest time without any answer. Median and most. The program, the stores and the clients \
                share the machine's cores, so a start takes longer than on a server.
                - **during**: answers to requests that were sent while the fault was on; 0 where nobody can answer.

                | drill | requests | tried again | odd | unanswered | back, s | silence, s | during |
                |---|--:|--:|--:|--:|--:|--:|--:|
                """);
        drills().forEach(outcome -> text.append(felt(outcome)));
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
        text.append("\n## Seen on the way\n\n");
        for (Outcome outcome : outcomes) {
            if (!outcome.notes().isEmpty()) {
                text.append("- `").append(outcome.name()).append("`\n");
                outcome.notes().forEach(note -> text.append("  - ").append(note).append('\n'));
            }
        }
        skipped.forEach(one -> text.append("- not run: ").append(one).append('\n'));
        return text.toString();
    }

    private List<Outcome> drills() {
        return outcomes.stream().filter(outcome -> !outcome.isControl()).toList();
    }

    private String inShort() {
        long worst = drills().stream()
                .flatMap(outcome -> outcome.rounds().stream())
                .mapToLong(Round::countersMillis)
                .max()
                .orElse(0);
        long failed =
                outcomes.stream().filter(outcome -> !outcome.isAsItShould()).count();
        return String.format(
                Locale.ROOT,
                "%d faults, %,d acknowledged: %d lost, %d double, %d oversold; counters right after %s s at most. %s",
                total(Outcome::faults),
                total(outcome -> sum(outcome, round -> round.ledger().acknowledged())),
                total(Outcome::lost),
                total(Outcome::twice),
                total(Outcome::oversold),
                seconds(worst),
                failed == 0
                        ? "Every drill and every control is as it should be."
                        : failed + " of " + outcomes.size() + " drills and controls are not as they should be.");
    }

    private long total(ToLongFunction<Outcome> number) {
        return drills().stream().mapToLong(number).sum();
    }

    private static String row(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %,d | %d | %d | %d | %.0f | %s | %s |%n",
                outcome.name(),
                outcome.what(),
                outcome.faults(),
                sum(outcome, round -> round.ledger().acknowledged()),
                outcome.lost(),
                outcome.twice(),
                outcome.oversold(),
                outcome.rounds().stream().mapToDouble(Round::drift).max().orElse(-1),
                middleAndMost(outcome, Round::countersMillis),
                outcome.isAsItShould() ? "✓" : "✗");
    }

    private static String felt(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %d | %d | %s | %s | %,d |%n",
                outcome.name(),
                sum(outcome, Round::asked),
                sum(outcome, Round::triedAgain),
                sum(outcome, round -> round.ledger().oddAnswers()),
                sum(outcome, Round::unanswered),
                middleAndMost(outcome, Round::backMillis),
                middleAndMost(outcome, Round::silenceMillis),
                outcome.during());
    }

    private static long sum(Outcome outcome, ToLongFunction<Round> number) {
        return outcome.rounds().stream().mapToLong(number).sum();
    }

    private static String middleAndMost(Outcome outcome, ToLongFunction<Round> number) {
        long[] sorted = outcome.rounds().stream().mapToLong(number).sorted().toArray();
        return sorted.length == 0
                ? "–"
                : seconds(sorted[sorted.length / 2]) + " · " + seconds(sorted[sorted.length - 1]);
    }

    private static String seconds(long millis) {
        return millis < 0 || millis == Long.MAX_VALUE ? "never" : String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    }

    /** The report itself is written while the drills run. */
    private static String commit() throws IOException, InterruptedException {
        String commit = git("rev-parse", "--short", "HEAD");
        boolean dirty = !git("status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)docs/performance")
                .isEmpty();
        return commit.isEmpty() ? "unknown" : "`" + commit + (dirty ? "-dirty" : "") + "`";
    }

    private static String git(String... what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(what));
        Process git = new ProcessBuilder(command)
                .directory(Engines.repository().toFile())
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? said : "";
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
                        System.getProperty("os.version").replaceFirst("-.*", ""));
    }
}
