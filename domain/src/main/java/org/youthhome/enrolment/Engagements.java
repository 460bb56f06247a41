package org.youthhome.enrolment;

import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.Row;
import reactor.core.publisher.Mono;

/** When people are expected somewhere, by what they are enrolled in: nobody is in two places at once. */
final class Engagements {

    private final Map<UUID, Map<UUID, Engagement>> byPerson = new HashMap<>();

    /** A person's time at an occurrence; a volunteer's is the shift. */
    record Engagement(UUID occurrenceId, String activityTitle, Instant startsAt, Instant endsAt) {
        boolean overlaps(Engagement other) {
            return startsAt.isBefore(other.endsAt) && other.startsAt.isBefore(endsAt);
        }
    }

    /** Reads what could overlap with what these people want. They must be locked. */
    static Mono<Engagements> read(Connection connection, Collection<Wish> some) {
        Engagements engagements = new Engagements();
        List<Wish.Enrol> wishes = some.stream()
                .filter(Wish.Enrol.class::isInstance)
                .map(Wish.Enrol.class::cast)
                .toList();
        if (wishes.isEmpty()) {
            return Mono.just(engagements);
        }
        TreeSet<UUID> people = new TreeSet<>();
        wishes.forEach(wish -> people.add(wish.personId()));
        List<Engagement> wanted = wishes.stream().map(Wish.Enrol::engagement).toList();
        List<Object> parameters = new ArrayList<>(people);
        parameters.add(wanted.stream()
                .map(Engagement::endsAt)
                .max(Comparator.naturalOrder())
                .orElseThrow());
        parameters.add(wanted.stream()
                .map(Engagement::startsAt)
                .min(Comparator.naturalOrder())
                .orElseThrow());
        return LaneSql.select(connection, """
                        SELECT * FROM (
                          SELECT e.person_id, e.occurrence_id, a.title,
                                 CASE e.enrolled_as WHEN 'volunteer' THEN o.volunteer_starts_at ELSE o.starts_at END AS starts,
                                 CASE e.enrolled_as WHEN 'volunteer' THEN o.volunteer_ends_at ELSE o.ends_at END AS ends
                            FROM enrolment e
                            JOIN occurrence o ON o.id = e.occurrence_id
                            JOIN activity a ON a.id = o.activity_id
                           WHERE e.status = 'confirmed' AND a.status = 'published' AND NOT o.cancelled
                             AND e.person_id IN %s) AS engagement
                         WHERE starts < ? AND ends > ?
                        """.formatted(LaneSql.marks(people.size())), parameters, readable -> {
                    Row row = new Row(readable);
                    UUID personId = row.id("person_id");
                    engagements.add(
                            personId,
                            new Engagement(
                                    row.id("occurrence_id"),
                                    row.text("title"),
                                    row.instant("starts"),
                                    row.instant("ends")));
                    return personId;
                })
                .thenReturn(engagements);
    }

    /** Another occurrence of the person at the same time. */
    Optional<Engagement> overlapping(UUID personId, Engagement wanted) {
        return byPerson.getOrDefault(personId, Map.of()).values().stream()
                .filter(other -> !other.occurrenceId().equals(wanted.occurrenceId()))
                .filter(wanted::overlaps)
                .findFirst();
    }

    void add(UUID personId, Engagement engagement) {
        byPerson.computeIfAbsent(personId, id -> new HashMap<>()).put(engagement.occurrenceId(), engagement);
    }

    void remove(UUID personId, UUID occurrenceId) {
        byPerson.getOrDefault(personId, new HashMap<>()).remove(occurrenceId);
    }
}
