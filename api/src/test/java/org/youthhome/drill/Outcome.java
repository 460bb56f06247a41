package org.youthhome.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the rounds of one drill came to. */
final class Outcome {

    private final String name;
    private final String what;
    private final boolean stopsAll;
    private final @Nullable String expected;
    private final List<Round> rounds = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean failedAsItShould;
    private String seen = "";
    private Ledger.@Nullable Found atTheEnd;
    private @Nullable Throwable broken;

    /** @param stopsAll whether nobody can be answered while the fault is on */
    Outcome(String name, String what, boolean stopsAll) {
        this(name, what, stopsAll, null);
    }

    private Outcome(String name, String what, boolean stopsAll, @Nullable String expected) {
        this.name = name;
        this.what = what;
        this.stopsAll = stopsAll;
        this.expected = expected;
    }

    /** A control, which is to fail like this. */
    static Outcome control(String name, String what, String expected) {
        return new Outcome(name, what, false, expected);
    }

    /** A drill that could not be played to its end. */
    static Outcome broken(String name, String what, Throwable why) {
        Outcome outcome = new Outcome(name, what, false);
        outcome.broken = why;
        outcome.note("broke off: " + why);
        return outcome;
    }

    void add(Round round) {
        rounds.add(round);
        if (!round.bite().isEmpty() && !notes.contains(round.bite())) {
            note(round.bite());
        }
        // A control has more of them than anybody wants to read.
        int most = isControl() ? 1 : 3;
        round.found().examples().stream().limit(most).forEach(this::note);
        round.ledger().oddExamples().stream().limit(most).forEach(this::note);
    }

    void note(String note) {
        if (notes.size() < 12) {
            notes.add(note.length() > 300 ? note.substring(0, 300) + "…" : note);
        }
    }

    void controlFailed(boolean asItShould, String words) {
        failedAsItShould = asItShould;
        seen = words;
    }

    /** Everything once more, when all rounds are over. */
    void atTheEnd(Ledger.Found found) {
        atTheEnd = found;
        found.examples().forEach(this::note);
    }

    boolean isControl() {
        return expected != null;
    }

    boolean isAsItShould() {
        if (broken != null) {
            return false;
        }
        return isControl()
                ? failedAsItShould
                : rounds.stream().allMatch(Round::isWell)
                        && rounds.stream().noneMatch(round -> round.bite().startsWith(Fault.NOT_BITTEN))
                        && (!stopsAll || during() == 0)
                        && (atTheEnd == null || atTheEnd.nothing());
    }

    long during() {
        return rounds.stream().mapToLong(Round::during).sum();
    }

    int faults() {
        return rounds.size();
    }

    long lost() {
        return most(Ledger.Found::lost);
    }

    long twice() {
        return most(Ledger.Found::twice);
    }

    long oversold() {
        return most(Ledger.Found::oversold);
    }

    /** What the rounds found one by one or, when that is more, all at once at the end. */
    private long most(ToLongFunction<Ledger.Found> number) {
        long byRound = rounds.stream().map(Round::found).mapToLong(number).sum();
        Ledger.Found end = atTheEnd;
        return Math.max(byRound, end == null ? 0 : number.applyAsLong(end));
    }

    /** One round in a line, while the drill goes on. */
    static String line(Round round) {
        return String.format(
                Locale.ROOT,
                "asked %d, in flight %d, acknowledged %d, full %d, again %d, unanswered %d | lost %d, double %d, oversold"
                        + " %d, odd %d | counters right after %d ms, drift %.0f | silence %d ms, back %d ms, during %d %s%s",
                round.asked(),
                round.inFlight(),
                round.ledger().acknowledged(),
                round.ledger().refusedAsFull(),
                round.triedAgain(),
                round.unanswered(),
                round.found().lost(),
                round.found().twice(),
                round.found().oversold(),
                round.ledger().oddAnswers(),
                round.countersMillis(),
                round.drift(),
                round.silenceMillis(),
                round.backMillis(),
                round.during(),
                round.bite(),
                round.isWell()
                        ? ""
                        : " ✗ " + round.found().examples()
                                + round.ledger().oddExamples().stream().limit(3).toList());
    }

    String name() {
        return name;
    }

    String what() {
        return what;
    }

    List<Round> rounds() {
        return rounds;
    }

    List<String> notes() {
        return notes;
    }

    String expected() {
        return expected == null ? "" : expected;
    }

    String seen() {
        return seen;
    }
}
