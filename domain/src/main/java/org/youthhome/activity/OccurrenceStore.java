package org.youthhome.activity;

import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Occurrences with their places, in MySQL. */
@Component
public class OccurrenceStore {

    private static final String SELECT = """
            SELECT o.activity_id, o.id, o.code_number, o.starts_at, o.ends_at, o.volunteer_starts_at, o.volunteer_ends_at,
                   o.cancelled, p.capacity AS p_capacity, p.taken AS p_taken, v.capacity AS v_capacity, v.taken AS v_taken
              FROM occurrence o
              JOIN places p ON p.occurrence_id = o.id AND p.enrolled_as = 'participant'
              JOIN places v ON v.occurrence_id = o.id AND v.enrolled_as = 'volunteer'
             WHERE o.activity_id IN (:ids)
            """;

    private final DatabaseClient database;

    OccurrenceStore(DatabaseClient database) {
        this.database = database;
    }

    /** Those of these activities, by their activity; one that has none is not there. */
    public Mono<Map<UUID, List<PlannedOccurrence>>> of(Collection<UUID> activities) {
        return of(activities, "");
    }

    /**
     * Those of an activity.
     *
     * @param locked until the caller's transaction ends, which has locked them in their order before
     */
    Mono<List<PlannedOccurrence>> of(UUID activityId, boolean locked) {
        return of(List.of(activityId), locked ? " FOR UPDATE" : "")
                .map(found -> found.getOrDefault(activityId, List.of()));
    }

    private Mono<Map<UUID, List<PlannedOccurrence>>> of(Collection<UUID> activities, String lock) {
        return database.sql(SELECT + lock)
                .bind("ids", activities.stream().map(Ids::bytes).toList())
                .map(readable -> Map.entry(new Row(readable).id("activity_id"), read(readable)))
                .all()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    /**
     * Locks those of an activity until the caller's transaction ends, and their places in the order in which everybody
     * locks them: nobody gets a place meanwhile.
     */
    Mono<Void> lock(UUID activityId) {
        // Locked, too: a plain read would fix what this transaction sees before the places are its own.
        return database.sql("SELECT id FROM occurrence WHERE activity_id = :id FOR UPDATE")
                .bind("id", Ids.bytes(activityId))
                .map(row -> new Row(row).id("id"))
                .all()
                .collectList()
                .flatMap(occurrences -> database.sql(
                                "SELECT taken FROM places WHERE occurrence_id IN (:ids) ORDER BY occurrence_id, enrolled_as FOR UPDATE")
                        .bind("ids", occurrences.stream().map(Ids::bytes).toList())
                        .map(row -> 1)
                        .all()
                        .then());
    }

    /** Those of the occurrences that somebody ever enrolled in or came to. */
    Mono<Set<UUID>> inUse(Collection<UUID> occurrences) {
        if (occurrences.isEmpty()) {
            return Mono.just(Set.of());
        }
        return database.sql("""
                        SELECT occurrence_id FROM enrolment WHERE occurrence_id IN (:ids)
                        UNION SELECT occurrence_id FROM check_in WHERE occurrence_id IN (:ids)
                        UNION SELECT occurrence_id FROM annulled_check_in WHERE occurrence_id IN (:ids)
                        """)
                .bind("ids", occurrences.stream().map(Ids::bytes).toList())
                .map(row -> new Row(row).id("occurrence_id"))
                .all()
                .collect(Collectors.toSet());
    }

    /** Writes what differs; the caller holds the lock of those {@code before}. */
    Mono<Void> save(UUID activityId, List<PlannedOccurrence> before, List<PlannedOccurrence> after) {
        Map<UUID, PlannedOccurrence> was = new HashMap<>();
        before.forEach(occurrence -> was.put(occurrence.id(), occurrence));
        Set<UUID> gone = new HashSet<>(was.keySet());
        after.forEach(occurrence -> gone.remove(occurrence.id()));
        return remove(gone)
                .thenMany(Flux.fromIterable(after).concatMap(occurrence -> {
                    PlannedOccurrence then = was.get(occurrence.id());
                    return then == null ? add(activityId, occurrence) : change(then, occurrence);
                }))
                .then();
    }

    private Mono<Void> add(UUID activityId, PlannedOccurrence occurrence) {
        return times(
                        database.sql("""
                        INSERT INTO occurrence (id, activity_id, code_number, starts_at, ends_at, volunteer_starts_at,
                            volunteer_ends_at, cancelled)
                        VALUES (:id, :activity, :code, :starts, :ends, :shiftStarts, :shiftEnds, :cancelled)
                        """)
                                .bind("activity", Ids.bytes(activityId))
                                .bind("code", occurrence.codeNumber()),
                        occurrence)
                .then()
                .then(database.sql("""
                                INSERT INTO places (occurrence_id, enrolled_as, capacity, taken)
                                VALUES (:id, 'participant', :participants, 0), (:id, 'volunteer', :volunteers, 0)
                                """)
                        .bind("id", Ids.bytes(occurrence.id()))
                        .bind("participants", occurrence.participants().capacity())
                        .bind("volunteers", occurrence.volunteers().capacity())
                        .then());
    }

    private Mono<Void> change(PlannedOccurrence before, PlannedOccurrence after) {
        if (before.equals(after)) {
            return Mono.empty();
        }
        return times(database.sql("""
                        UPDATE occurrence
                           SET starts_at = :starts, ends_at = :ends, volunteer_starts_at = :shiftStarts,
                               volunteer_ends_at = :shiftEnds, cancelled = :cancelled
                         WHERE id = :id
                        """), after)
                .then()
                .then(capacity(after.id(), "participant", before.participants(), after.participants()))
                .then(capacity(after.id(), "volunteer", before.volunteers(), after.volunteers()));
    }

    private Mono<Void> capacity(
            UUID occurrence, String side, PlannedOccurrence.Seats before, PlannedOccurrence.Seats after) {
        if (before.capacity() == after.capacity()) {
            return Mono.empty();
        }
        return database.sql("UPDATE places SET capacity = :capacity WHERE occurrence_id = :id AND enrolled_as = :side")
                .bind("capacity", after.capacity())
                .bind("id", Ids.bytes(occurrence))
                .bind("side", side)
                .then();
    }

    private Mono<Void> remove(Set<UUID> occurrences) {
        if (occurrences.isEmpty()) {
            return Mono.empty();
        }
        List<byte[]> ids = occurrences.stream().map(Ids::bytes).toList();
        return database.sql("DELETE FROM places WHERE occurrence_id IN (:ids)")
                .bind("ids", ids)
                .then()
                .then(database.sql("DELETE FROM occurrence WHERE id IN (:ids)")
                        .bind("ids", ids)
                        .then());
    }

    private static GenericExecuteSpec times(GenericExecuteSpec sql, PlannedOccurrence occurrence) {
        return sql.bind("id", Ids.bytes(occurrence.id()))
                .bind("starts", Times.column(occurrence.startsAt()))
                .bind("ends", Times.column(occurrence.endsAt()))
                .bind("shiftStarts", Times.column(occurrence.volunteerStartsAt()))
                .bind("shiftEnds", Times.column(occurrence.volunteerEndsAt()))
                .bind("cancelled", occurrence.cancelled());
    }

    private static PlannedOccurrence read(Readable readable) {
        Row row = new Row(readable);
        return new PlannedOccurrence(
                row.id("id"),
                row.bigNumber("code_number"),
                row.instant("starts_at"),
                row.instant("ends_at"),
                row.instant("volunteer_starts_at"),
                row.instant("volunteer_ends_at"),
                row.flag("cancelled"),
                new PlannedOccurrence.Seats(row.number("p_capacity"), row.number("p_taken")),
                new PlannedOccurrence.Seats(row.number("v_capacity"), row.number("v_taken")));
    }
}
