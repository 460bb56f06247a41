package org.youthhome.drill;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.youthhome.drill.Crowd.Acknowledgement;
import org.youthhome.drill.Ledger.Numbers;
import org.youthhome.drill.Site.Programme;

/**
 * One fault under load, and what was found when it was quiet again.
 *
 * @param inFlight requests that were unanswered when the fault began
 * @param found the ledger against the rows, 10 ms after the last answer
 * @param countersMillis from quiet until every live count says what the rows say
 * @param drift people by which counts and rows differ in the end, as the program's own metric says and as we see it
 * @param silenceMillis the longest time without any answer around the fault
 * @param backMillis from the fault's end to the first answer to a request that was sent during it or later
 * @param during requests that were sent and answered while the fault was on
 */
record Round(
        Ledger ledger,
        long asked,
        int inFlight,
        long triedAgain,
        long unanswered,
        Ledger.Found found,
        long countersMillis,
        double drift,
        long silenceMillis,
        long backMillis,
        long during,
        String bite,
        Programme programme) {

    static final Duration COUNTERS_PATIENCE = Duration.ofSeconds(5);
    private static final Duration METRIC_PATIENCE = Duration.ofSeconds(10);
    private static final Duration COUNTERS_LONGEST = Duration.ofSeconds(60);
    private static final int DOORS = 10;
    private static final int COMING = 2;
    private static final int COMING_PLACES = 150;
    private static final int VISITORS = 300;
    private static final int AT_LEAST = 150;

    /** Lets people come, lets the fault strike at a random moment, and looks when everybody has been answered. */
    static Round play(Site site, Fault fault, boolean patient) throws Exception {
        Programme programme = site.publish(DOORS, site.people().size() * 9 / 10, COMING, COMING_PLACES);
        Ledger ledger = new Ledger();
        Crowd crowd = new Crowd(site, programme, ledger, VISITORS, patient);
        Fault.Moments moments = new Fault.Moments();
        // Without anything acknowledged before the blow there would be nothing to lose.
        while (ledger.acknowledged() < AT_LEAST) {
            Thread.sleep(10);
        }
        Thread.sleep(ThreadLocalRandom.current().nextInt(1_500));
        int inFlight = crowd.inFlight();
        moments.begun();
        try {
            fault.strike(site, moments);
        } catch (Exception e) {
            crowd.disperse();
            throw e;
        }
        if (patient) {
            Thread.sleep(1_000);
        }
        crowd.quiet();
        long quiet = System.nanoTime();
        Ledger.Found found;
        Map<UUID, Numbers> rows;
        try (Connection database = site.database()) {
            found = ledger.against(database);
            rows = Ledger.numbers(database, programme.all());
        }
        long right = untilRight(site, rows, quiet);
        // Once more when the program has compared them, too: what was right must not become wrong again.
        double drift = Math.max(untilNoDrift(site, quiet), differing(site, rows));
        List<Acknowledgement> answers = crowd.acknowledgements();
        return new Round(
                ledger,
                crowd.asked(),
                inFlight,
                crowd.triedAgain(),
                crowd.unanswered(),
                found,
                right,
                drift,
                silence(answers, moments),
                back(answers, moments),
                answers.stream()
                        .filter(one -> one.sent() > moments.begunAt() && one.answered() < moments.liftedAt())
                        .count(),
                moments.bite(),
                programme);
    }

    /** Live counts that differ from the rows now, in people. */
    static long differing(Site site, Map<UUID, Numbers> rows) throws InterruptedException {
        long people = 0;
        for (Map.Entry<UUID, Numbers> row : rows.entrySet()) {
            try {
                Api.Answer answer = site.api().get("/occurrences/" + row.getKey() + "/headcount", null);
                if (!answer.is(200)) {
                    return Long.MAX_VALUE;
                }
                people += Math.abs(answer.body().get("enrolled").asLong()
                                - row.getValue().enrolled())
                        + Math.abs(answer.body().get("checkedIn").asLong()
                                - row.getValue().checkedIn())
                        + Math.abs(answer.body().get("checkedOut").asLong()
                                - row.getValue().checkedOut());
            } catch (IOException away) {
                return Long.MAX_VALUE;
            }
        }
        return people;
    }

    private static long untilRight(Site site, Map<UUID, Numbers> rows, long quiet) throws InterruptedException {
        while (System.nanoTime() - quiet < COUNTERS_LONGEST.toNanos()) {
            if (differing(site, rows) == 0) {
                return millis(System.nanoTime() - quiet);
            }
            Thread.sleep(20);
        }
        return Long.MAX_VALUE;
    }

    /** The metric says what the last comparison found, before it mended it, and is up to four seconds old. */
    private static double untilNoDrift(Site site, long quiet) throws IOException, InterruptedException {
        double drift = site.drift();
        while (drift != 0 && System.nanoTime() - quiet < METRIC_PATIENCE.toNanos()) {
            Thread.sleep(50);
            drift = site.drift();
        }
        return drift;
    }

    private static long silence(List<Acknowledgement> answers, Fault.Moments moments) {
        long last = 0;
        long longest = 0;
        for (long answered :
                answers.stream().mapToLong(Acknowledgement::answered).sorted().toArray()) {
            if (last != 0 && answered > moments.begunAt()) {
                longest = Math.max(longest, answered - last);
            }
            last = answered;
        }
        return millis(longest);
    }

    private static long back(List<Acknowledgement> answers, Fault.Moments moments) {
        return answers.stream()
                .filter(one -> one.sent() > moments.begunAt() && one.answered() > moments.liftedAt())
                .mapToLong(Acknowledgement::answered)
                .min()
                .stream()
                .map(first -> millis(first - moments.liftedAt()))
                .findFirst()
                .orElse(-1);
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    /** Whether everything is as it is to be. */
    boolean isWell() {
        return found.nothing()
                && unanswered == 0
                && ledger.oddAnswers() == 0
                && countersMillis <= COUNTERS_PATIENCE.toMillis()
                && drift == 0;
    }
}
