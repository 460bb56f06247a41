package org.youthhome.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.youthhome.enrolment.EnrolledAs;

/**
 * What the product is to do with one request after another, without a database, lanes or a clock: all is still to come. Answers are words; a
 * refusal's word is its code. People and occurrences are numbers; each occurrence is an activity of its own, all doors
 * are open, and occurrences with the same {@code slot} are at the same time.
 */
final class Reference {

    /** A person at an occurrence. */
    record Who(int person, int occurrence) {}

    private enum Status {
        PUBLISHED,
        CLOSED,
        CANCELLED
    }

    private record Enrolment(EnrolledAs as, int companions, boolean confirmed, int version) {
        int people() {
            return confirmed ? 1 + companions : 0;
        }
    }

    private record Visit(
            EnrolledAs as,
            int people,
            String nonce,
            boolean walkIn,
            @Nullable String outNonce) {
        String words() {
            return nonce + " " + as.column() + " " + people + (walkIn ? " walk-in" : "");
        }
    }

    private record Gate(int slot, boolean walkIn, Status status, int participants, int volunteers) {
        int capacity(EnrolledAs as) {
            return as == EnrolledAs.PARTICIPANT ? participants : volunteers;
        }

        Gate now(Status other) {
            return new Gate(slot, walkIn, other, participants, volunteers);
        }
    }

    private final List<Gate> gates = new ArrayList<>();
    private final Map<Who, Enrolment> enrolments = new HashMap<>();
    private final Map<Who, Visit> visits = new HashMap<>();
    private final Map<Who, Set<String>> annulled = new HashMap<>();

    Reference copy() {
        Reference copy = new Reference();
        copy.gates.addAll(gates);
        copy.enrolments.putAll(enrolments);
        copy.visits.putAll(visits);
        annulled.forEach((who, nonces) -> copy.annulled.put(who, new HashSet<>(nonces)));
        return copy;
    }

    void open(int slot, boolean walkIn, int participants, int volunteers) {
        gates.add(new Gate(slot, walkIn, Status.PUBLISHED, participants, volunteers));
    }

    // --- requests

    String enrol(Who who, EnrolledAs as, int companions) {
        Enrolment before = enrolments.get(who);
        boolean held = before != null && before.confirmed();
        if (held && before.as() == as && before.companions() == companions) {
            return "held " + as.column() + " " + companions;
        }
        Gate gate = gates.get(who.occurrence());
        if (gate.status() == Status.CANCELLED) {
            return "cancelled";
        }
        if (gate.status() == Status.CLOSED) {
            return "enrolment_closed";
        }
        if (engaged(who)) {
            return "overlapping";
        }
        if (held && visits.containsKey(who)) {
            return "already_here";
        }
        int more = 1 + companions - (held && before.as() == as ? before.people() : 0);
        if (more > 0 && taken(who.occurrence(), as) + more > gate.capacity(as)) {
            return "full";
        }
        enrolments.put(who, new Enrolment(as, companions, true, before == null ? 1 : before.version() + 1));
        return (held ? "held " : "taken ") + as.column() + " " + companions;
    }

    String cancel(Who who) {
        Enrolment before = enrolments.get(who);
        if (before == null || !before.confirmed()) {
            return "gone";
        }
        if (visits.containsKey(who)) {
            return "already_here";
        }
        enrolments.put(who, new Enrolment(before.as(), 0, false, before.version() + 1));
        return "gone";
    }

    String checkIn(Who who, String nonce, @Nullable EnrolledAs as, boolean byStaff) {
        String shut = shut(who.occurrence());
        if (shut != null) {
            return shut;
        }
        Visit there = visits.get(who);
        if (there != null) {
            return (there.nonce().equals(nonce) ? "replay " : "already ") + there.words();
        }
        if (annulled.getOrDefault(who, Set.of()).contains(nonce)) {
            return "annulled";
        }
        Gate gate = gates.get(who.occurrence());
        Enrolment enrolment = enrolments.get(who);
        boolean walkIn = enrolment == null || !enrolment.confirmed();
        if (walkIn) {
            if (!gate.walkIn() && !byStaff) {
                return expectedElsewhere(who.person()) ? "wrong_activity" : "not_enrolled";
            }
            EnrolledAs side = as != null ? as : onlySide(gate);
            if (side == null) {
                return "role_needed";
            }
            if (!byStaff && taken(who.occurrence(), side) >= gate.capacity(side)) {
                return "full";
            }
            enrolment = new Enrolment(side, 0, true, enrolment == null ? 1 : enrolment.version() + 1);
            enrolments.put(who, enrolment);
        }
        Visit visit = new Visit(enrolment.as(), enrolment.people(), nonce, walkIn, null);
        visits.put(who, visit);
        return "in " + visit.words();
    }

    String checkOut(Who who, String nonce) {
        String shut = shut(who.occurrence());
        if (shut != null) {
            return shut;
        }
        Visit there = visits.get(who);
        if (there == null) {
            return "not_checked_in";
        }
        if (there.outNonce() != null) {
            return (there.outNonce().equals(nonce) ? "replay " : "already ") + there.words();
        }
        visits.put(who, new Visit(there.as(), there.people(), there.nonce(), there.walkIn(), nonce));
        return "out " + there.words();
    }

    String annul(Who who, String nonce) {
        Visit there = visits.get(who);
        if (there == null || !there.nonce().equals(nonce)) {
            return "check_in_not_found";
        }
        visits.remove(who);
        annulled.computeIfAbsent(who, key -> new HashSet<>()).add(nonce);
        return "annulled now";
    }

    String close(int occurrence) {
        boolean expected = taken(occurrence, EnrolledAs.PARTICIPANT) + taken(occurrence, EnrolledAs.VOLUNTEER) > 0;
        return gates.get(occurrence).status() == Status.PUBLISHED && expected
                ? "occurrences_to_come"
                : closeWithoutLooking(occurrence);
    }

    String closeWithoutLooking(int occurrence) {
        if (gates.get(occurrence).status() == Status.CANCELLED) {
            return "activity_cancelled";
        }
        gates.set(occurrence, gates.get(occurrence).now(Status.CLOSED));
        return "closed now";
    }

    String callOff(int occurrence) {
        if (gates.get(occurrence).status() == Status.CLOSED) {
            return "activity_closed";
        }
        gates.set(occurrence, gates.get(occurrence).now(Status.CANCELLED));
        return "called off";
    }

    String resize(int occurrence, int participants, int volunteers) {
        Gate gate = gates.get(occurrence);
        if (gate.status() != Status.PUBLISHED) {
            return gate.status() == Status.CANCELLED ? "activity_cancelled" : "activity_closed";
        }
        if (participants < taken(occurrence, EnrolledAs.PARTICIPANT)
                || volunteers < taken(occurrence, EnrolledAs.VOLUNTEER)) {
            return "capacity_below_taken";
        }
        gates.set(occurrence, new Gate(gate.slot(), gate.walkIn(), gate.status(), participants, volunteers));
        return "resized";
    }

    // --- what there is then

    /** Everything that is kept, a line each. */
    Set<String> rows() {
        Set<String> rows = new TreeSet<>();
        enrolments.forEach((who, row) -> rows.add("enrolment %d@%d %s %d %s %d"
                .formatted(
                        who.person(),
                        who.occurrence(),
                        row.as().column(),
                        row.companions(),
                        row.confirmed() ? "confirmed" : "cancelled",
                        row.version())));
        visits.forEach((who, row) -> rows.add("check-in %d@%d %s %d %s %s %s"
                .formatted(
                        who.person(),
                        who.occurrence(),
                        row.as().column(),
                        row.people(),
                        row.nonce(),
                        row.walkIn() ? 1 : 0,
                        row.outNonce() == null ? "-" : row.outNonce())));
        annulled.forEach((who, nonces) -> nonces.forEach(
                nonce -> rows.add("annulled %d@%d %s".formatted(who.person(), who.occurrence(), nonce))));
        for (int i = 0; i < gates.size(); i++) {
            for (EnrolledAs as : EnrolledAs.values()) {
                rows.add("places @%d %s %d %d"
                        .formatted(i, as.column(), gates.get(i).capacity(as), taken(i, as)));
            }
        }
        return rows;
    }

    /** Enrolled, checked in, present, checked out. */
    List<Long> headcount(int occurrence) {
        long enrolled = taken(occurrence, EnrolledAs.PARTICIPANT) + taken(occurrence, EnrolledAs.VOLUNTEER);
        long in = 0;
        long out = 0;
        for (Map.Entry<Who, Visit> visit : visits.entrySet()) {
            if (visit.getKey().occurrence() == occurrence) {
                in += visit.getValue().people();
                out += visit.getValue().outNonce() == null
                        ? 0
                        : visit.getValue().people();
            }
        }
        return List.of(enrolled, in, in - out, out);
    }

    private int taken(int occurrence, EnrolledAs as) {
        return enrolments.entrySet().stream()
                .filter(entry -> entry.getKey().occurrence() == occurrence
                        && entry.getValue().as() == as)
                .mapToInt(entry -> entry.getValue().people())
                .sum();
    }

    private @Nullable String shut(int occurrence) {
        return switch (gates.get(occurrence).status()) {
            case PUBLISHED -> null;
            case CLOSED -> "closed";
            case CANCELLED -> "cancelled";
        };
    }

    private boolean engaged(Who who) {
        return enrolments.entrySet().stream()
                .anyMatch(entry -> entry.getKey().person() == who.person()
                        && entry.getKey().occurrence() != who.occurrence()
                        && entry.getValue().confirmed()
                        && gates.get(entry.getKey().occurrence()).status() == Status.PUBLISHED
                        && gates.get(entry.getKey().occurrence()).slot()
                                == gates.get(who.occurrence()).slot());
    }

    private boolean expectedElsewhere(int person) {
        return enrolments.entrySet().stream()
                .anyMatch(entry -> entry.getKey().person() == person
                        && entry.getValue().confirmed()
                        && gates.get(entry.getKey().occurrence()).status() == Status.PUBLISHED);
    }

    private static @Nullable EnrolledAs onlySide(Gate gate) {
        if (gate.participants() > 0 && gate.volunteers() > 0) {
            return null;
        }
        return gate.participants() > 0 ? EnrolledAs.PARTICIPANT : EnrolledAs.VOLUNTEER;
    }
}
