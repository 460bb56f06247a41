package org.youthhome.checkin;

import io.r2dbc.spi.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.attendance.AttendanceFact;
import org.youthhome.attendance.Headcount;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.enrolment.EnrolmentRow;
import org.youthhome.enrolment.EnrolmentRow.Origin;
import org.youthhome.enrolment.LockedEnrolments;
import org.youthhome.enrolment.LockedPlaces;
import org.youthhome.enrolment.PersonAt;
import org.youthhome.kernel.LaneSql;
import reactor.core.publisher.Mono;

/** Decides the arrivals of one batch in their order, each in view of those before it, and writes what it decided. */
final class CheckInDecisions {

    private final Known known;
    private final LockedEnrolments enrolments;
    private final LockedPlaces places;
    private final Map<PersonAt, CheckIn> fresh = new TreeMap<>();
    private final List<Object> usedTickets = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final Set<PersonAt> turnedAway = new HashSet<>();
    private final Map<UUID, List<AttendanceFact>> facts = new HashMap<>();

    /** What the database holds of the batch's people; decisions are added. */
    record Known(
            Map<PersonAt, CheckIn> checkIns,
            Map<PersonAt, Set<String>> annulledNonces,
            Map<UUID, UUID> ticketHolders) {}

    private record Decision(
            @Nullable CheckIn checkIn,
            boolean first,
            boolean replay,
            @Nullable Reason reason) {}

    /** @param places of every occurrence that one of the arrivals could walk into */
    CheckInDecisions(Known known, LockedEnrolments enrolments, LockedPlaces places) {
        this.known = known;
        this.enrolments = enrolments;
        this.places = places;
    }

    void decide(Arrival arrival) {
        CheckIn there = known.checkIns().get(arrival.key());
        if (there != null) {
            // The same id: an earlier try of this very batch was committed, and the connection lost before we knew.
            boolean first = there.id().equals(arrival.checkInId());
            decisions.add(new Decision(there, first, there.nonce().equals(arrival.nonce()), null));
            if (first) {
                tell(there);
            }
            return;
        }
        Reason no = refused(arrival);
        if (no == null) {
            no = enrolments.isConfirmed(arrival.key()) ? null : walkIn(arrival);
        }
        EnrolmentRow enrolment = enrolments.of(arrival.key());
        if (no != null || enrolment == null) {
            if (no == Reason.FULL && enrolment == null) {
                turnedAway.add(arrival.key());
            }
            decisions.add(new Decision(null, false, false, no));
        } else {
            enter(arrival, enrolment);
        }
    }

    /** People without an enrolment for whom there was no place left. */
    Set<PersonAt> turnedAway() {
        return turnedAway;
    }

    private @Nullable Reason refused(Arrival arrival) {
        if (known.annulledNonces().getOrDefault(arrival.key(), Set.of()).contains(arrival.nonce())) {
            return Reason.ANNULLED;
        }
        UUID ticket = arrival.ticketId();
        return ticket != null && known.ticketHolders().containsKey(ticket) ? Reason.TICKET_USED : null;
    }

    /** Enrols somebody who comes without; or says why not. */
    private @Nullable Reason walkIn(Arrival arrival) {
        boolean staff = arrival.byStaff() != null;
        if (!arrival.occurrence().walkIn() && !staff) {
            return Reason.NOT_ENROLLED;
        }
        EnrolledAs as = side(arrival);
        if (as == null) {
            return Reason.ROLE_NEEDED;
        }
        UUID occurrenceId = arrival.occurrence().id();
        // A worker at the door may let somebody in beyond the places.
        if (!places.free(occurrenceId, as, 1) && !(staff && places.exist(occurrenceId, as))) {
            return Reason.FULL;
        }
        places.take(occurrenceId, as, 1);
        Origin origin = staff ? Origin.STAFF : Origin.WALK_IN;
        EnrolmentRow before = enrolments.of(arrival.key());
        enrolments.put(
                before == null
                        ? EnrolmentRow.first(arrival.enrolmentId(), arrival.key(), as, 0, origin, arrival.arrivedAt())
                        : before.confirmed(as, 0, origin, arrival.arrivedAt()));
        return null;
    }

    /** What a walk-in comes as: what they say, else the only side that there is. */
    private @Nullable EnrolledAs side(Arrival arrival) {
        if (arrival.as() != null) {
            return arrival.as();
        }
        List<EnrolledAs> sides = places.sides(arrival.occurrence().id());
        return sides.size() == 1 ? sides.get(0) : null;
    }

    private void enter(Arrival arrival, EnrolmentRow enrolment) {
        CheckIn checkIn = new CheckIn(
                arrival.checkInId(),
                arrival.occurrence().id(),
                arrival.personId(),
                enrolment.as(),
                enrolment.people(),
                arrival.nonce(),
                arrival.means(),
                enrolments.isChanged(arrival.key()),
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
            LaneSql.add(usedTickets, ticket, arrival.personId(), checkIn.id(), arrival.arrivedAt());
        }
        decisions.add(new Decision(checkIn, true, true, null));
        tell(checkIn);
    }

    private void tell(CheckIn checkIn) {
        List<AttendanceFact> told = facts.computeIfAbsent(checkIn.occurrenceId(), id -> new ArrayList<>());
        EnrolmentRow enrolment = enrolments.of(new PersonAt(checkIn.occurrenceId(), checkIn.personId()));
        if (checkIn.walkIn() && enrolment != null) {
            told.add(enrolment.fact());
        }
        told.add(AttendanceFact.checkedIn(checkIn.id(), checkIn.people(), checkIn.happenedAt()));
    }

    /** What the headcount is to be told after the commit, by occurrence. */
    Map<UUID, List<AttendanceFact>> facts() {
        return facts;
    }

    Mono<Void> save(Connection connection) {
        List<Object> rows = new ArrayList<>();
        fresh.values()
                .forEach(in -> LaneSql.add(
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
        return LaneSql.insert(
                        connection,
                        "INSERT INTO check_in (id, occurrence_id, person_id, enrolled_as, people, nonce, means,"
                                + " walk_in, by_staff, distance_band, happened_at, arrived_at)",
                        12,
                        rows,
                        "")
                .then(LaneSql.insert(
                        connection,
                        "INSERT INTO used_ticket (ticket_id, person_id, check_in_id, used_at)",
                        4,
                        usedTickets,
                        ""))
                .then(enrolments.save(connection))
                .then(places.save(connection));
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
