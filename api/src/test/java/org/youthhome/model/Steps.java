package org.youthhome.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.model.Reference.Who;

/** Random requests, many of them about the same few people and places. */
final class Steps {

    private final Random random;
    private final int people;
    private final int occurrences;
    private final List<Step.Scan> scans = new ArrayList<>();
    private final List<Step.CheckOut> departures = new ArrayList<>();
    private int nonces;

    Steps(Random random, int people, int occurrences) {
        this.random = random;
        this.people = people;
        this.occurrences = occurrences;
    }

    /** So many for one round, with at most one organiser's for each activity. */
    List<Step> round(int size) {
        List<Step> round = new ArrayList<>();
        Set<Integer> organised = new HashSet<>();
        while (round.size() < size) {
            Step step = next();
            if (step.activity() < 0 || organised.add(step.activity())) {
                round.add(step);
            }
        }
        return round;
    }

    private Step next() {
        int dice = random.nextInt(100);
        if (dice < 22) {
            EnrolledAs as = side();
            boolean alone = as == EnrolledAs.VOLUNTEER || random.nextBoolean();
            return new Step.Enrol(who(), as, alone ? 0 : random.nextInt(4));
        } else if (dice < 37) {
            return new Step.Cancel(who());
        } else if (dice < 57) {
            Step.Scan scan = new Step.Scan(who(), nonce(), random.nextInt(3) == 0 ? null : side());
            scans.add(scan);
            return scan;
        } else if (dice < 65 && !scans.isEmpty()) {
            return scans.get(random.nextInt(scans.size()));
        } else if (dice < 71) {
            Step.Scan scan = new Step.Scan(who(), nonce(), side());
            scans.add(scan);
            return new Step.LetIn(scan.who(), scan.nonce(), scan.as());
        } else if (dice < 79) {
            Step.CheckOut departure = new Step.CheckOut(who(), nonce());
            departures.add(departure);
            return departure;
        } else if (dice < 82 && !departures.isEmpty()) {
            return departures.get(random.nextInt(departures.size()));
        } else if (dice < 93 && !scans.isEmpty()) {
            Step.Scan scan = scans.get(random.nextInt(scans.size()));
            return new Step.Annul(scan.who(), scan.nonce(), random.nextBoolean());
        } else if (dice < 98) {
            int participants = random.nextInt(5);
            return new Step.Resize(
                    random.nextInt(occurrences),
                    participants,
                    participants == 0 ? 1 + random.nextInt(3) : random.nextInt(4));
        }
        return random.nextInt(3) == 0
                ? new Step.CallOff(random.nextInt(occurrences))
                : random.nextInt(3) == 0 ? new Step.Close(random.nextInt(occurrences)) : new Step.Cancel(who());
    }

    private Who who() {
        return new Who(random.nextInt(people), random.nextInt(occurrences));
    }

    private EnrolledAs side() {
        return random.nextBoolean() ? EnrolledAs.PARTICIPANT : EnrolledAs.VOLUNTEER;
    }

    private String nonce() {
        return "nonce-" + nonces++;
    }
}
