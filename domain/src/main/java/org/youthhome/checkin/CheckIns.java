package org.youthhome.checkin;

import io.r2dbc.spi.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.activity.Occurrences;
import org.youthhome.attendance.AttendanceFact;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.audit.AuditTrail;
import org.youthhome.enrolment.EnrolmentHold;
import org.youthhome.enrolment.PersonAt;
import org.youthhome.identity.PlaceOf;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** Check-ins after they were made: looked up, checked out by a worker, annulled. */
@Component
public class CheckIns implements PlaceOf, EnrolmentHold {

    /** How long a person may take back their own mistake. */
    private static final Duration OWN_MISTAKE = Duration.ofMinutes(15);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Occurrences occurrences;
    private final AuditTrail audit;
    private final LiveHeadcount live;
    private final Clock clock;

    CheckIns(
            DatabaseClient database,
            TransactionalOperator transaction,
            Occurrences occurrences,
            AuditTrail audit,
            LiveHeadcount live,
            Clock clock) {
        this.database = database;
        this.transaction = transaction;
        this.occurrences = occurrences;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** The check-in; empty when there is none, or when it was annulled. */
    public Mono<CheckIn> byId(UUID id) {
        return database.sql("SELECT " + CheckInRows.COLUMNS + " FROM check_in WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .map(CheckInRows::read)
                .one();
    }

    /**
     * Annuls a check-in by a worker of the place: the row moves to history with its nonce, which never checks in again.
     *
     * @param reason why, 1 to 200 characters
     */
    public Mono<Void> annul(UUID checkInId, UUID staffId, String reason) {
        return annul(checkInId, staffId, reason, checkIn -> Mono.just(checkIn));
    }

    /** Takes back one's own check-in within 15 minutes, by the nonce that made it. */
    public Mono<Void> undo(UUID checkInId, UUID personId, String nonce) {
        return annul(checkInId, personId, "own mistake", checkIn -> {
            if (!checkIn.personId().equals(personId) || !checkIn.nonce().equals(nonce)) {
                return Mono.error(Refusal.notFound("check_in"));
            }
            return clock.instant().isAfter(checkIn.arrivedAt().plus(OWN_MISTAKE))
                    ? Mono.error(Refusal.conflict("undo_too_late"))
                    : Mono.just(checkIn);
        });
    }

    private Mono<Void> annul(
            UUID checkInId, UUID by, String reason, java.util.function.Function<CheckIn, Mono<CheckIn>> allowed) {
        Instant now = clock.instant();
        return database.sql("SELECT " + CheckInRows.COLUMNS + " FROM check_in WHERE id = :id FOR UPDATE")
                .bind("id", Ids.bytes(checkInId))
                .map(CheckInRows::read)
                .one()
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("check_in")))
                .flatMap(allowed)
                .flatMap(checkIn -> database.sql("""
                                INSERT INTO annulled_check_in (id, occurrence_id, person_id, enrolled_as, people, nonce,
                                       means, happened_at, arrived_at, checked_out_at, minutes, annulled_at, annulled_by,
                                       reason)
                                SELECT id, occurrence_id, person_id, enrolled_as, people, nonce, means, happened_at,
                                       arrived_at, checked_out_at, minutes, :now, :by, :reason
                                  FROM check_in WHERE id = :id
                                """)
                        .bind("now", Times.column(now))
                        .bind("by", Ids.bytes(by))
                        .bind("reason", reason)
                        .bind("id", Ids.bytes(checkInId))
                        .then()
                        .then(database.sql("DELETE FROM check_in WHERE id = :id")
                                .bind("id", Ids.bytes(checkInId))
                                .then())
                        .then(occurrences
                                .byId(checkIn.occurrenceId())
                                .flatMap(occurrence -> audit.record(
                                        by,
                                        "check_in.annul",
                                        checkInId,
                                        occurrence.communityId(),
                                        Map.of(
                                                "occurrenceId",
                                                checkIn.occurrenceId().toString()))))
                        .thenReturn(checkIn))
                .as(transaction::transactional)
                .flatMap(checkIn -> live.tell(
                                checkIn.occurrenceId(),
                                List.of(AttendanceFact.annulled(checkIn.id(), checkIn.happenedAt())))
                        .timeout(Duration.ofMillis(500))
                        .onErrorComplete())
                .then();
    }

    @Override
    public Mono<Set<PersonAt>> here(Connection connection, Collection<PersonAt> some) {
        List<Object> parameters = new ArrayList<>();
        return LaneSql.select(
                        connection,
                        "SELECT occurrence_id, person_id FROM " + CheckInRows.BY_PERSON_AT + " WHERE "
                                + PersonAt.where(some, parameters),
                        parameters,
                        readable -> {
                            Row row = new Row(readable);
                            return new PersonAt(row.id("occurrence_id"), row.id("person_id"));
                        })
                .map(Set::copyOf);
    }

    @Override
    public String thing() {
        return "check_in";
    }

    @Override
    public Mono<UUID> placeOf(String variable) {
        return Ids.parse(variable)
                .flatMap(this::byId)
                .flatMap(checkIn -> occurrences.byId(checkIn.occurrenceId()))
                .map(occurrence -> occurrence.communityId());
    }
}
