package org.youthhome.checkin;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Occurrence;
import org.youthhome.attendance.AttendanceFact;
import org.youthhome.attendance.Headcount;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.enrolment.PersonAt;
import org.youthhome.kernel.GroupCommit;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.WriterConnections;
import reactor.core.publisher.Mono;

/**
 * The durable log of departures, written as the arrivals are. The rows are locked, the first departure stays, and one
 * UPDATE sets them all.
 */
@Component
class CheckOutLog {

    private static final int LARGEST_BATCH = 256;
    private static final int MOST_WAITING = 16_384;

    private final GroupCommit<Departure, CheckInOutcome> lane;
    private final WriterConnections connections;
    private final LiveHeadcount live;

    /** A departure that the gate let through. */
    record Departure(Occurrence occurrence, UUID personId, String nonce, Means means, Instant at) {
        PersonAt key() {
            return new PersonAt(occurrence.id(), personId);
        }
    }

    CheckOutLog(WriterConnections connections, LiveHeadcount live, MeterRegistry meters) {
        this.connections = connections;
        this.live = live;
        this.lane = new GroupCommit<>("check-out", LARGEST_BATCH, MOST_WAITING, meters, this::write);
    }

    Mono<CheckInOutcome> record(Departure departure) {
        return lane.submit(departure);
    }

    private record Written(@Nullable CheckIn checkIn, boolean first, boolean replay) {}

    private Mono<List<CheckInOutcome>> write(List<Departure> batch) {
        return connections
                .inTransaction(connection -> known(connection, batch).flatMap(known -> {
                    Map<PersonAt, CheckIn> changed = new HashMap<>();
                    List<Written> written = new ArrayList<>();
                    for (Departure departure : batch) {
                        written.add(decide(departure, known, changed));
                    }
                    return save(connection, changed.values().stream().toList()).thenReturn(written);
                }))
                .map(written -> {
                    Map<UUID, Mono<Headcount>> told = tell(written);
                    List<CheckInOutcome> outcomes = new ArrayList<>();
                    for (Written one : written) {
                        CheckIn checkIn = one.checkIn();
                        outcomes.add(
                                checkIn == null
                                        ? new CheckInOutcome.TurnedAway(Reason.NOT_CHECKED_IN, Map.of())
                                        : new CheckInOutcome.Recorded(
                                                checkIn,
                                                one.first(),
                                                one.replay(),
                                                told.getOrDefault(checkIn.occurrenceId(), Mono.empty())));
                    }
                    return outcomes;
                });
    }

    private static Written decide(Departure departure, Map<PersonAt, CheckIn> known, Map<PersonAt, CheckIn> changed) {
        CheckIn there = known.get(departure.key());
        if (there == null) {
            return new Written(null, false, false);
        }
        if (there.checkedOutAt() != null) {
            return new Written(there, false, departure.nonce().equals(there.checkOutNonce()));
        }
        CheckIn gone = there.checkedOut(departure.at(), departure.nonce(), departure.means(), departure.occurrence());
        known.put(departure.key(), gone);
        changed.put(departure.key(), gone);
        return new Written(gone, true, true);
    }

    private static Mono<Map<PersonAt, CheckIn>> known(Connection connection, List<Departure> batch) {
        Set<PersonAt> keys = new LinkedHashSet<>();
        batch.forEach(departure -> keys.add(departure.key()));
        List<Object> parameters = new ArrayList<>();
        String where = PersonAt.where(keys, parameters);
        return LaneSql.select(
                        connection,
                        "SELECT " + CheckInRows.COLUMNS + " FROM " + CheckInRows.BY_PERSON_AT + " WHERE " + where
                                + " ORDER BY occurrence_id, person_id FOR UPDATE",
                        parameters,
                        CheckInRows::read)
                .map(rows -> {
                    Map<PersonAt, CheckIn> known = new HashMap<>();
                    rows.forEach(row -> known.put(new PersonAt(row.occurrenceId(), row.personId()), row));
                    return known;
                });
    }

    private static Mono<Void> save(Connection connection, List<CheckIn> changed) {
        if (changed.isEmpty()) {
            return Mono.empty();
        }
        // Both engines keep an existing row under ON DUPLICATE KEY UPDATE; the locked rows exist, so nothing is
        // inserted.
        List<Object> rows = new ArrayList<>();
        changed.forEach(out -> LaneSql.add(
                rows,
                out.id(),
                out.occurrenceId(),
                out.personId(),
                out.as().column(),
                out.people(),
                out.nonce(),
                out.means().column(),
                out.happenedAt(),
                out.arrivedAt(),
                out.checkedOutAt(),
                out.checkOutNonce(),
                out.checkOutMeans() == null ? null : out.checkOutMeans().column(),
                out.minutes()));
        return LaneSql.insert(
                connection,
                "INSERT INTO check_in (id, occurrence_id, person_id, enrolled_as, people, nonce, means, happened_at,"
                        + " arrived_at, checked_out_at, check_out_nonce, check_out_means, minutes)",
                13,
                rows,
                " ON DUPLICATE KEY UPDATE checked_out_at = VALUES(checked_out_at),"
                        + " check_out_nonce = VALUES(check_out_nonce), check_out_means = VALUES(check_out_means),"
                        + " minutes = VALUES(minutes)");
    }

    private Map<UUID, Mono<Headcount>> tell(List<Written> written) {
        Map<UUID, List<AttendanceFact>> facts = new HashMap<>();
        for (Written one : written) {
            CheckIn checkIn = one.checkIn();
            // A replay is told again, too: the first try's connection may have been lost after its commit.
            if (checkIn != null && (one.first() || one.replay())) {
                facts.computeIfAbsent(checkIn.occurrenceId(), id -> new ArrayList<>())
                        .add(AttendanceFact.checkedOut(checkIn.id(), checkIn.people(), checkIn.happenedAt()));
            }
        }
        return live.tell(facts);
    }
}
