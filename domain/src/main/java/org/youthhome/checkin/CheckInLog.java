package org.youthhome.checkin;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.checkin.CheckInDecisions.Known;
import org.youthhome.enrolment.LockedEnrolments;
import org.youthhome.enrolment.LockedPlaces;
import org.youthhome.enrolment.PersonAt;
import org.youthhome.kernel.GroupCommit;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.WriterConnections;
import reactor.core.publisher.Mono;

/**
 * The durable log of arrivals. Scans that arrive together are written together ({@link GroupCommit}); each is answered
 * after the commit, so an acknowledged check-in is on disk. The unique key (occurrence, person) holds across processes:
 * who loses a race to another process reads what the winner wrote.
 *
 * <p>In one transaction: the enrolments are locked, so that nobody cancels one meanwhile; walk-ins lock the occurrence's
 * places; then one multi-row INSERT each for check-ins, used tickets, walk-ins' enrolments and places.
 */
@Component
class CheckInLog {

    private static final int LARGEST_BATCH = 256;
    private static final int MOST_WAITING = 16_384;

    private final GroupCommit<Arrival, CheckInOutcome> lane;
    private final WriterConnections connections;
    private final LiveHeadcount live;

    CheckInLog(WriterConnections connections, LiveHeadcount live, MeterRegistry meters) {
        this.connections = connections;
        this.live = live;
        this.lane = new GroupCommit<>("check-in", LARGEST_BATCH, MOST_WAITING, meters, this::write);
    }

    /** Writes the arrival, or finds what was written before it; answers after the commit. */
    Mono<CheckInOutcome> record(Arrival arrival) {
        return lane.submit(arrival);
    }

    private Mono<List<CheckInOutcome>> write(List<Arrival> batch) {
        Set<PersonAt> keys = batch.stream().map(Arrival::key).collect(Collectors.toCollection(TreeSet::new));
        return connections
                .inTransaction(connection -> LockedEnrolments.lock(connection, keys)
                        .flatMap(enrolments -> known(connection, keys, batch).flatMap(known -> LockedPlaces.lock(
                                        connection, walkedInto(batch, known, enrolments))
                                .flatMap(places -> {
                                    CheckInDecisions decisions = new CheckInDecisions(known, enrolments, places);
                                    batch.forEach(decisions::decide);
                                    return LockedEnrolments.nobodyWasFaster(connection, decisions.turnedAway())
                                            .then(Mono.defer(() -> decisions.save(connection)))
                                            .thenReturn(decisions);
                                }))))
                // Another process wrote one of these rows between our look and our INSERT: look again.
                .onErrorMap(LaneSql::isDuplicate, GroupCommit.RetrySame::new)
                .map(decisions -> decisions.outcomes(live.tell(decisions.facts())));
    }

    private static Mono<Known> known(Connection connection, Set<PersonAt> keys, List<Arrival> batch) {
        List<Object> parameters = new ArrayList<>();
        String where = PersonAt.where(keys, parameters);
        Mono<Map<PersonAt, CheckIn>> checkIns = LaneSql.select(
                        connection,
                        "SELECT " + CheckInRows.COLUMNS + " FROM " + CheckInRows.BY_PERSON_AT + " WHERE " + where,
                        parameters,
                        CheckInRows::read)
                .map(rows -> {
                    Map<PersonAt, CheckIn> known = new HashMap<>();
                    rows.forEach(row -> known.put(new PersonAt(row.occurrenceId(), row.personId()), row));
                    return known;
                });
        Map<PersonAt, Set<String>> annulled = new HashMap<>();
        return checkIns.flatMap(in -> LaneSql.select(
                        connection,
                        "SELECT occurrence_id, person_id, nonce FROM annulled_check_in WHERE " + where,
                        parameters,
                        readable -> {
                            Row row = new Row(readable);
                            return annulled.computeIfAbsent(
                                            new PersonAt(row.id("occurrence_id"), row.id("person_id")),
                                            key -> new HashSet<>())
                                    .add(row.text("nonce"));
                        })
                .then(tickets(connection, batch))
                .map(holders -> new Known(in, annulled, holders)));
    }

    private static Mono<Map<UUID, UUID>> tickets(Connection connection, List<Arrival> batch) {
        List<UUID> used = batch.stream()
                .map(Arrival::ticketId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Map<UUID, UUID> holders = new HashMap<>();
        if (used.isEmpty()) {
            return Mono.just(holders);
        }
        return LaneSql.select(
                        connection,
                        "SELECT ticket_id, check_in_id FROM used_ticket WHERE ticket_id IN "
                                + LaneSql.marks(used.size()),
                        used,
                        readable -> {
                            Row row = new Row(readable);
                            return Map.entry(row.id("ticket_id"), row.id("check_in_id"));
                        })
                .map(rows -> {
                    rows.forEach(row -> holders.put(row.getKey(), row.getValue()));
                    return holders;
                });
    }

    /** Occurrences that somebody comes to without an enrolment, and may. */
    private static Set<UUID> walkedInto(List<Arrival> batch, Known known, LockedEnrolments enrolments) {
        return batch.stream()
                .filter(arrival -> !known.checkIns().containsKey(arrival.key()))
                .filter(arrival -> !enrolments.isConfirmed(arrival.key()))
                .filter(arrival -> arrival.occurrence().walkIn() || arrival.byStaff() != null)
                .map(arrival -> arrival.occurrence().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
