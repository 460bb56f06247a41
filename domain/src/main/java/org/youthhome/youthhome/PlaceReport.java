package org.youthhome.youthhome;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.youthhome.kernel.Refusal;

/**
 * What an import would do, or did, line by line.
 *
 * @param dryRun true when nothing was written
 */
public record PlaceReport(boolean dryRun, List<Line> lines) {

    public PlaceReport {
        lines = List.copyOf(lines);
    }

    /** What becomes of a place or home. */
    public enum Outcome {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    /**
     * One line.
     *
     * @param number which line of the file
     * @param community null where the line names none, or is wrong
     * @param home null where the line names none, or is wrong
     * @param wrong what has to be mended; the fields are the columns' names
     */
    public record Line(
            int number,
            @Nullable Outcome localUnit,
            @Nullable Outcome community,
            @Nullable Outcome home,
            List<Refusal.Field> wrong) {
        public Line {
            wrong = List.copyOf(wrong);
        }

        long count(Outcome outcome) {
            return (localUnit == outcome ? 1 : 0) + (community == outcome ? 1 : 0) + (home == outcome ? 1 : 0);
        }
    }

    public long count(Outcome outcome) {
        return lines.stream().mapToLong(line -> line.count(outcome)).sum();
    }

    public long wrong() {
        return lines.stream().filter(line -> !line.wrong().isEmpty()).count();
    }
}
