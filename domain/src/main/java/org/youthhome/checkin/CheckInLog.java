package org.youthhome.checkin;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.attendance.AttendanceFact;
import org.youthhome.attendance.Headcount;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.kernel.GroupCommit;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.WriterConnections;
import reactor.core.publisher.Mono;

/**
 * The durable log of arrivals. Scans that arrive together are written together ({@link GroupCommit}); each is answered
 * after the commit, so an acknowledged check-in is on disk. The unique key (occurrence, person) holds across processes:
 * who loses a race to another process reads what the winner wrote.
 *
 * <p>In one transaction: the enrolments are read under a share lock, so that nobody cancels one meanwhile; walk-ins lock
 * the occurrence's places; then one multi-row INSERT each for check-ins, walk-ins' enrolments and used tickets.
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

    /** Completes when everything that was taken in has been answered. */
    Mono<Void> drained() {
        return lane.drained();
    }

    private Mono<List<CheckInOutcome>> write(List<Arrival> batch) {
        return connections
                .inTransaction(connection -> known(connection, batch)
                        .flatMap(known -> places(connection, batch, known).flatMap(places -> {
                            Decisions decisions = new Decisions(known, places);
                            batch.forEach(decisions::decide);
                            return decisions.save(connection).thenReturn(decisions);
                        })))
                // Another process wrote one of these rows between our look and our INSERT: look again.
                .onErrorMap(CheckInLog::isDuplicate, GroupCommit.RetrySame::new)
                .map(decisions -> decisions.outcomes(tell(decisions.facts)));
    }

    /** Tells Redis without waiting for it; whoever wants the number waits as long as it likes. */
    private Map<UUID, Mono<Headcount>> tell(Map<UUID, List<AttendanceFact>> facts) {
        Map<UUID, Mono<Headcount>> told = new HashMap<>();
        facts.forEach((occurrenceId, list) -> told.put(occurrenceId, live.tell(occurrenceId, list)));
        return told;
    }

    // --- what is there already

    private record KnownEnrolment(UUID id, EnrolledAs as, int companions, int version, boolean confirmed) {}

    private record Known(
            Map<Arrival.Key, CheckIn> checkIns,
            Map<Arrival.Key, KnownEnrolment> enrolments,
            Map<Arrival.Key, Set<String>> annulledNonces,
            Map<UUID, UUID> ticketHolders) {}

    private static Mono<Known> known(Connection connection, List<Arrival> batch) {
        Set<Arrival.Key> keys = new LinkedHashSet<>();
        batch.forEach(arrival -> keys.add(arrival.key()));
        List<Object> parameters = new ArrayList<>();
        String where = CheckInRows.where(keys, parameters);
        Mono<List<CheckIn>> checkIns = CheckInRows.select(
                connection,
                "SELECT " + CheckInRows.COLUMNS + " FROM check_in WHERE " + where,
                parameters,
                CheckInRows::read);
        Mono<List<Map.Entry<Arrival.Key, String>>> annulled = CheckInRows.select(
                connection,
                "SELECT occurrence_id, person_id, nonce FROM annulled_check_in WHERE " + where,
                parameters,
                readable -> {
                    Row row = new Row(readable);
                    return Map.entry(new Arrival.Key(row.id("occurrence_id"), row.id("person_id")), row.text("nonce"));
                });
        Mono<List<Map.Entry<Arrival.Key, KnownEnrolment>>> enrolments = CheckInRows.select(
                connection,
                "SELECT occurrence_id, person_id, id, enrolled_as, companions, version, status FROM enrolment WHERE "
                        + where + " ORDER BY occurrence_id, person_id LOCK IN SHARE MODE",
                parameters,
                readable -> {
                    Row row = new Row(readable);
                    return Map.entry(
                            new Arrival.Key(row.id("occurrence_id"), row.id("person_id")),
                            new KnownEnrolment(
                                    row.id("id"),
                                    EnrolledAs.of(row.text("enrolled_as")),
                                    row.number("companions"),
                                    row.number("version"),
                                    "confirmed".equals(row.text("status"))));
                });
        return enrolments.flatMap(enrolled -> checkIns.flatMap(
                in -> annulled.flatMap(gone -> tickets(connection, batch).map(holders -> {
                    Known known = new Known(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(holders));
                    in.forEach(row -> known.checkIns().put(new Arrival.Key(row.occurrenceId(), row.personId()), row));
                    enrolled.forEach(entry -> known.enrolments().put(entry.getKey(), entry.getValue()));
                    gone.forEach(entry -> known.annulledNonces()
                            .computeIfAbsent(entry.getKey(), key -> new LinkedHashSet<>())
                            .add(entry.getValue()));
                    return known;
                }))));
    }

    private static Mono<Map<UUID, UUID>> tickets(Connection connection, List<Arrival> batch) {
        List<Object> used = new ArrayList<>();
        for (Arrival arrival : batch) {
            if (arrival.ticketId() != null) {
                used.add(arrival.ticketId());
            }
        }
        if (used.isEmpty()) {
            return Mono.just(Map.of());
        }
        return CheckInRows.select(
                        connection,
                        "SELECT ticket_id, check_in_id FROM used_ticket WHERE ticket_id IN "
                                + CheckInRows.marks(used.size()),
                        used,
                        readable -> {
                            Row row = new Row(readable);
                            return Map.entry(row.id("ticket_id"), row.id("check_in_id"));
                        })
                .map(rows -> {
                    Map<UUID, UUID> holders = new HashMap<>();
                    rows.forEach(row -> holders.put(row.getKey(), row.getValue()));
                    return holders;
                });
    }

    // --- the places that walk-ins take

    private record Side(UUID occurrenceId, EnrolledAs as) {}

    private static final class Room {
        private final int capacity;
        private int taken;
        private int takenNow;

        Room(int capacity, int taken) {
            this.capacity = capacity;
            this.taken = taken;
        }
    }

    private static Mono<Map<Side, Room>> places(Connection connection, List<Arrival> batch, Known known) {
        Set<UUID> occurrences = new java.util.TreeSet<>();
        for (Arrival arrival : batch) {
            KnownEnrolment enrolment = known.enrolments().get(arrival.key());
            boolean wantsIn = !known.checkIns().containsKey(arrival.key())
                    && (enrolment == null || !enrolment.confirmed())
                    && (arrival.occurrence().walkIn() || arrival.byStaff() != null);
            if (wantsIn) {
                occurrences.add(arrival.occurrence().id());
            }
        }
        if (occurrences.isEmpty()) {
            return Mono.just(Map.of());
        }
        return CheckInRows.select(
                        connection,
                        "SELECT occurrence_id, enrolled_as, capacity, taken FROM places WHERE occurrence_id IN "
                                + CheckInRows.marks(occurrences.size())
                                + " ORDER BY occurrence_id, enrolled_as FOR UPDATE",
                        List.copyOf(occurrences),
                        readable -> {
                            Row row = new Row(readable);
                            return Map.entry(
                                    new Side(row.id("occurrence_id"), EnrolledAs.of(row.text("enrolled_as"))),
                                    new Room(row.number("capacity"), row.number("taken")));
                        })
                .map(rows -> {
                    Map<Side, Room> rooms = new LinkedHashMap<>();
                    rows.forEach(row -> rooms.put(row.getKey(), row.getValue()));
                    return rooms;
                });
    }

    // --- the decisions of one batch, in the order of arrival

    private static final class Decisions {

        private final Known known;
        private final Map<Side, Room> rooms;
        private final Map<Arrival.Key, CheckIn> fresh =
                new TreeMap<>(Comparator.comparing(Arrival.Key::occurrenceId).thenComparing(Arrival.Key::personId));
        private final List<Object> walkIns = new ArrayList<>();
        private final List<Object> usedTickets = new ArrayList<>();
        private final List<Decision> decisions = new ArrayList<>();
        private final Map<UUID, List<AttendanceFact>> facts = new HashMap<>();

        private record Decision(
                @Nullable CheckIn checkIn,
                boolean first,
                boolean replay,
                @Nullable Reason reason) {}

        Decisions(Known known, Map<Side, Room> rooms) {
            this.known = known;
            this.rooms = rooms;
        }

        void decide(Arrival arrival) {
            CheckIn there = known.checkIns().get(arrival.key());
            if (there != null) {
                // The same id: an earlier try of this very batch was committed, and the connection lost before we knew.
                boolean first = there.id().equals(arrival.checkInId());
                decisions.add(new Decision(there, first, there.nonce().equals(arrival.nonce()), null));
                if (first) {
                    tell(arrival, there, null);
                }
                return;
            }
            Reason no = admitted(arrival);
            if (no != null) {
                decisions.add(new Decision(null, false, false, no));
            }
        }

        private @Nullable Reason admitted(Arrival arrival) {
            if (known.annulledNonces().getOrDefault(arrival.key(), Set.of()).contains(arrival.nonce())) {
                return Reason.ANNULLED;
            }
            UUID ticket = arrival.ticketId();
            if (ticket != null && known.ticketHolders().containsKey(ticket)) {
                return Reason.TICKET_USED;
            }
            KnownEnrolment enrolment = known.enrolments().get(arrival.key());
            if (enrolment != null && enrolment.confirmed()) {
                enter(arrival, enrolment.as(), 1 + enrolment.companions(), false, null);
                return null;
            }
            boolean staff = arrival.byStaff() != null;
            if (!arrival.occurrence().walkIn() && !staff) {
                return Reason.NOT_ENROLLED;
            }
            EnrolledAs as = side(arrival);
            if (as == null) {
                return Reason.ROLE_NEEDED;
            }
            Room room = rooms.get(new Side(arrival.occurrence().id(), as));
            // A worker at the door may let somebody in beyond the places.
            if (room == null || (room.taken >= room.capacity && !staff)) {
                return Reason.FULL;
            }
            room.taken++;
            room.takenNow++;
            UUID id = enrolment == null ? arrival.enrolmentId() : enrolment.id();
            int version = enrolment == null ? 1 : enrolment.version() + 1;
            CheckInRows.add(
                    walkIns,
                    id,
                    arrival.occurrence().id(),
                    arrival.personId(),
                    as.column(),
                    0,
                    "confirmed",
                    staff ? "staff" : "walk_in",
                    version,
                    arrival.arrivedAt(),
                    arrival.arrivedAt());
            known.enrolments().put(arrival.key(), new KnownEnrolment(id, as, 0, version, true));
            enter(arrival, as, 1, true, AttendanceFact.enrolled(id, version, 1, arrival.happenedAt()));
            return null;
        }

        /** What a walk-in comes as: what they say, else the only side that there is. */
        private @Nullable EnrolledAs side(Arrival arrival) {
            if (arrival.as() != null) {
                return arrival.as();
            }
            List<EnrolledAs> open = new ArrayList<>();
            for (EnrolledAs as : EnrolledAs.values()) {
                Room room = rooms.get(new Side(arrival.occurrence().id(), as));
                if (room != null && room.capacity > 0) {
                    open.add(as);
                }
            }
            return open.size() == 1 ? open.get(0) : null;
        }

        private void enter(
                Arrival arrival, EnrolledAs as, int people, boolean walkIn, @Nullable AttendanceFact enrolled) {
            CheckIn checkIn = new CheckIn(
                    arrival.checkInId(),
                    arrival.occurrence().id(),
                    arrival.personId(),
                    as,
                    people,
                    arrival.nonce(),
                    arrival.means(),
                    walkIn,
                    arrival.byStaff(),
                    arrival.distanceBand(),
                    arrival.happenedAt(),
                    arrival.arrivedAt(),
                    null,
                    null,
                    null,
                    null);
            fresh.put(arrival.key(), checkIn);
            known.checkIns().put(arrival.key(), checkIn);
            UUID ticket = arrival.ticketId();
            if (ticket != null) {
                known.ticketHolders().put(ticket, checkIn.id());
                CheckInRows.add(usedTickets, ticket, arrival.personId(), checkIn.id(), arrival.arrivedAt());
            }
            decisions.add(new Decision(checkIn, true, true, null));
            tell(arrival, checkIn, enrolled);
        }

        private void tell(Arrival arrival, CheckIn checkIn, @Nullable AttendanceFact enrolled) {
            List<AttendanceFact> told =
                    facts.computeIfAbsent(arrival.occurrence().id(), id -> new ArrayList<>());
            if (enrolled != null) {
                told.add(enrolled);
            } else if (checkIn.walkIn()) {
                KnownEnrolment enrolment = known.enrolments().get(arrival.key());
                if (enrolment != null) {
                    told.add(AttendanceFact.enrolled(
                            enrolment.id(), enrolment.version(), checkIn.people(), checkIn.happenedAt()));
                }
            }
            told.add(AttendanceFact.checkedIn(checkIn.id(), checkIn.people(), checkIn.happenedAt()));
        }

        Mono<Void> save(Connection connection) {
            Mono<Void> saved = Mono.empty();
            if (!fresh.isEmpty()) {
                List<Object> rows = new ArrayList<>();
                fresh.values()
                        .forEach(in -> CheckInRows.add(
                                rows,
                                in.id(),
                                in.occurrenceId(),
                                in.personId(),
                                in.as().column(),
                                in.people(),
                                in.nonce(),
                                in.means().column(),
                                in.walkIn(),
                                in.byStaff(),
                                in.distanceBand(),
                                in.happenedAt(),
                                in.arrivedAt()));
                saved = CheckInRows.insert(
                                connection,
                                "INSERT INTO check_in (id, occurrence_id, person_id, enrolled_as, people, nonce, means,"
                                        + " walk_in, by_staff, distance_band, happened_at, arrived_at)",
                                12,
                                rows,
                                "")
                        .then();
            }
            if (!usedTickets.isEmpty()) {
                saved = saved.then(CheckInRows.insert(
                                connection,
                                "INSERT INTO used_ticket (ticket_id, person_id, check_in_id, used_at)",
                                4,
                                usedTickets,
                                "")
                        .then());
            }
            if (!walkIns.isEmpty()) {
                saved = saved.then(CheckInRows.insert(
                                connection,
                                "INSERT INTO enrolment (id, occurrence_id, person_id, enrolled_as, companions, status,"
                                        + " origin, version, created_at, updated_at)",
                                10,
                                walkIns,
                                " ON DUPLICATE KEY UPDATE enrolled_as = VALUES(enrolled_as), companions = 0,"
                                        + " status = 'confirmed', origin = VALUES(origin), version = VALUES(version),"
                                        + " updated_at = VALUES(updated_at)")
                        .then());
                for (Map.Entry<Side, Room> entry : rooms.entrySet()) {
                    if (entry.getValue().takenNow > 0) {
                        saved = saved.then(CheckInRows.execute(
                                        connection,
                                        "UPDATE places SET taken = taken + ? WHERE occurrence_id = ? AND enrolled_as = ?",
                                        List.of(
                                                entry.getValue().takenNow,
                                                entry.getKey().occurrenceId(),
                                                entry.getKey().as().column()))
                                .then());
                    }
                }
            }
            return saved;
        }

        List<CheckInOutcome> outcomes(Map<UUID, Mono<Headcount>> told) {
            List<CheckInOutcome> outcomes = new ArrayList<>(decisions.size());
            for (Decision decision : decisions) {
                CheckIn checkIn = decision.checkIn();
                if (checkIn == null) {
                    outcomes.add(new CheckInOutcome.TurnedAway(
                            decision.reason() == null ? Reason.CLOSED : decision.reason(), Map.of()));
                } else {
                    outcomes.add(new CheckInOutcome.Recorded(
                            checkIn,
                            decision.first(),
                            decision.replay(),
                            told.getOrDefault(checkIn.occurrenceId(), Mono.empty())));
                }
            }
            return outcomes;
        }
    }

    /** Whether the fault is MySQL's "duplicate entry". */
    private static boolean isDuplicate(Throwable fault) {
        return fault instanceof R2dbcException exception && exception.getErrorCode() == 1062;
    }
}
