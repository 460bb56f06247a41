package org.youthhome.enrolment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.youthhome.kernel.LaneSql;

/** A person at an occurrence: what an enrolment is unique by, and a check-in. */
public record PersonAt(UUID occurrenceId, UUID personId) implements Comparable<PersonAt> {

    private static final Comparator<PersonAt> ORDER =
            Comparator.comparing(PersonAt::occurrenceId).thenComparing(PersonAt::personId);

    @Override
    public int compareTo(PersonAt other) {
        return ORDER.compare(this, other);
    }

    /**
     * {@code (occurrence_id = ? AND person_id IN (?, …)) OR …}: what both engines answer from the unique key, when it is
     * named to them.
     *
     * @param parameters gets the values
     */
    public static String where(Collection<PersonAt> some, List<Object> parameters) {
        TreeMap<UUID, TreeSet<UUID>> people = new TreeMap<>();
        some.forEach(one -> people.computeIfAbsent(one.occurrenceId(), id -> new TreeSet<>())
                .add(one.personId()));
        List<String> groups = new ArrayList<>();
        people.forEach((occurrenceId, there) -> {
            groups.add("(occurrence_id = ? AND person_id IN " + LaneSql.marks(there.size()) + ")");
            parameters.add(occurrenceId);
            parameters.addAll(there);
        });
        return "(" + String.join(" OR ", groups) + ")";
    }
}
