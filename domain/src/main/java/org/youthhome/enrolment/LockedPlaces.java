package org.youthhome.enrolment;

import io.r2dbc.spi.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.Row;
import reactor.core.publisher.Mono;

/**
 * The places of the occurrences that a batch is about: locked, given out in memory, written at once. Nobody changes who
 * holds a place without this lock, in whatever process, so none is given twice. The rows are what everybody at one gate
 * wants: they are locked last ({@link LockedEnrolments} says what before).
 */
public final class LockedPlaces {

    private final Map<Side, Room> rooms = new TreeMap<>();

    private record Side(UUID occurrenceId, EnrolledAs as) implements Comparable<Side> {
        @Override
        public int compareTo(Side other) {
            int byOccurrence = occurrenceId.compareTo(other.occurrenceId);
            return byOccurrence == 0 ? as.compareTo(other.as) : byOccurrence;
        }
    }

    private static final class Room {
        private final int capacity;
        private final int takenBefore;
        private int taken;

        Room(int capacity, int taken) {
            this.capacity = capacity;
            this.takenBefore = taken;
            this.taken = taken;
        }
    }

    /** Locks the places of these occurrences until the connection's transaction ends. */
    public static Mono<LockedPlaces> lock(Connection connection, Collection<UUID> occurrenceIds) {
        if (occurrenceIds.isEmpty()) {
            return Mono.fromSupplier(LockedPlaces::new);
        }
        List<UUID> sorted = List.copyOf(new TreeSet<>(occurrenceIds));
        String sql = "SELECT occurrence_id, enrolled_as, capacity, taken FROM places FORCE INDEX (PRIMARY)"
                + " WHERE occurrence_id IN " + LaneSql.marks(sorted.size())
                + " ORDER BY occurrence_id, enrolled_as FOR UPDATE";
        LockedPlaces places = new LockedPlaces();
        return LaneSql.select(connection, sql, sorted, readable -> {
                    Row row = new Row(readable);
                    return places.with(
                            row.id("occurrence_id"),
                            EnrolledAs.of(row.text("enrolled_as")),
                            row.number("capacity"),
                            row.number("taken"));
                })
                .thenReturn(places);
    }

    LockedPlaces with(UUID occurrenceId, EnrolledAs as, int capacity, int taken) {
        rooms.put(new Side(occurrenceId, as), new Room(capacity, taken));
        return this;
    }

    /** The sides that have places at all, taken or not. */
    public List<EnrolledAs> sides(UUID occurrenceId) {
        List<EnrolledAs> sides = new ArrayList<>();
        for (EnrolledAs as : EnrolledAs.values()) {
            Room room = room(occurrenceId, as);
            if (room != null && room.capacity > 0) {
                sides.add(as);
            }
        }
        return sides;
    }

    /** Whether there is room for so many more people. */
    public boolean free(UUID occurrenceId, EnrolledAs as, int people) {
        Room room = room(occurrenceId, as);
        return room != null && room.taken + people <= room.capacity;
    }

    /** Whether there is such a side, full or not. */
    public boolean exist(UUID occurrenceId, EnrolledAs as) {
        return room(occurrenceId, as) != null;
    }

    /** Gives so many places out, even beyond the capacity; gives them back when negative. */
    public void take(UUID occurrenceId, EnrolledAs as, int people) {
        Room room = room(occurrenceId, as);
        if (room != null) {
            room.taken += people;
        }
    }

    /** How many people hold places. */
    int taken(UUID occurrenceId, EnrolledAs as) {
        Room room = room(occurrenceId, as);
        return room == null ? 0 : room.taken;
    }

    /** Writes what was given out and back. */
    public Mono<Void> save(Connection connection) {
        List<Object> values = new ArrayList<>();
        rooms.forEach((side, room) -> {
            if (room.taken != room.takenBefore) {
                LaneSql.add(values, side.occurrenceId(), side.as().column(), room.capacity, room.taken);
            }
        });
        // The locked rows exist, so nothing is inserted.
        return LaneSql.insert(
                connection,
                "INSERT INTO places (occurrence_id, enrolled_as, capacity, taken)",
                4,
                values,
                " ON DUPLICATE KEY UPDATE taken = VALUES(taken)");
    }

    private @Nullable Room room(UUID occurrenceId, EnrolledAs as) {
        return rooms.get(new Side(occurrenceId, as));
    }
}
