package org.youthhome.enrolment;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.attendance.AttendanceFact;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Where people take a place and give it up. Both are idempotent: the answer says how things stand, whether this request
 * or an earlier one made them so. Places are given out under the lock of their row, so never above capacity.
 */
@Component
public class EnrolmentDesk {

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Occurrences occurrences;
    private final EnrolmentHold hold;
    private final LiveHeadcount live;
    private final Ids ids;
    private final Clock clock;

    EnrolmentDesk(
            DatabaseClient database,
            ReactiveTransactionManager transactions,
            Occurrences occurrences,
            EnrolmentHold hold,
            LiveHeadcount live,
            Ids ids,
            Clock clock) {
        this.database = database;
        DefaultTransactionDefinition readCommitted = new DefaultTransactionDefinition();
        // No gap locks: two strangers who enrol at once must not wait for each other.
        readCommitted.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.transaction = TransactionalOperator.create(transactions, readCommitted);
        this.occurrences = occurrences;
        this.hold = hold;
        this.live = live;
        this.ids = ids;
        this.clock = clock;
    }

    /** An enrolment as it stands, and whether this request made it. */
    public record Enrolled(Enrolment enrolment, boolean created) {}

    private record Known(UUID id, EnrolledAs as, int companions, int version, boolean confirmed, Instant createdAt) {}

    private record Change(Enrolled answer, @Nullable AttendanceFact fact) {}

    /**
     * Takes a place, or changes what is held.
     *
     * @param companions 0 to 4; volunteers bring none
     */
    public Mono<Enrolled> enrol(UUID personId, UUID occurrenceId, EnrolledAs as, int companions) {
        if (as == EnrolledAs.VOLUNTEER && companions > 0) {
            return Mono.error(Refusal.invalid("companions", "volunteers_come_alone"));
        }
        return occurrences
                .byId(occurrenceId)
                .filter(occurrence ->
                        occurrence.status() != ActivityStatus.DRAFT && occurrence.status() != ActivityStatus.IN_REVIEW)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .flatMap(occurrence -> lockPerson(personId)
                        .then(known(occurrenceId, personId))
                        .map(java.util.Optional::of)
                        .defaultIfEmpty(java.util.Optional.empty())
                        .flatMap(known -> change(occurrence, personId, as, companions, known.orElse(null)))
                        .as(transaction::transactional)
                        .retryWhen(deadlocks()))
                .flatMap(change -> told(occurrenceId, change.fact()).thenReturn(change.answer()));
    }

    /** Gives the place up; whoever holds none has none afterwards. */
    public Mono<Void> cancel(UUID personId, UUID occurrenceId) {
        return occurrences
                .byId(occurrenceId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .flatMap(occurrence -> lockPerson(personId)
                        .then(known(occurrenceId, personId))
                        .filter(Known::confirmed)
                        .flatMap(known -> notHere(occurrenceId, personId)
                                .then(release(occurrenceId, known.as(), 1 + known.companions()))
                                .then(save(
                                        known.id(),
                                        occurrenceId,
                                        personId,
                                        known.as(),
                                        0,
                                        "cancelled",
                                        known.version() + 1,
                                        known.createdAt()))
                                .thenReturn(
                                        AttendanceFact.enrolled(known.id(), known.version() + 1, 0, clock.instant())))
                        .as(transaction::transactional)
                        .retryWhen(deadlocks()))
                .flatMap(fact -> told(occurrenceId, fact))
                .then();
    }

    private Mono<Change> change(
            Occurrence occurrence, UUID personId, EnrolledAs as, int companions, @Nullable Known known) {
        if (known != null && known.confirmed() && known.as() == as && known.companions() == companions) {
            return Mono.just(new Change(new Enrolled(enrolment(occurrence, personId, known), false), null));
        }
        Refusal closed = closed(occurrence, as);
        if (closed != null) {
            return Mono.error(closed);
        }
        Known held = known != null && known.confirmed() ? known : null;
        Mono<Void> given;
        if (held == null) {
            given = take(occurrence.id(), as, 1 + companions);
        } else if (held.as() == as) {
            given = notHere(occurrence.id(), personId).then(take(occurrence.id(), as, companions - held.companions()));
        } else {
            given = notHere(occurrence.id(), personId)
                    .then(release(occurrence.id(), held.as(), 1 + held.companions()))
                    .then(take(occurrence.id(), as, 1 + companions));
        }
        UUID id = known == null ? ids.next() : known.id();
        int version = known == null ? 1 : known.version() + 1;
        Instant createdAt = known == null ? clock.instant() : known.createdAt();
        return overlapping(personId, occurrence, as)
                .flatMap(
                        title -> Mono.<Void>error(Refusal.conflict("overlapping", Map.of("otherActivityTitle", title))))
                .then(given)
                .then(save(id, occurrence.id(), personId, as, companions, "confirmed", version, createdAt))
                .then(Mono.fromSupplier(() -> new Change(
                        new Enrolled(
                                new Enrolment(id, occurrence, personId, as, companions, true, createdAt), held == null),
                        AttendanceFact.enrolled(id, version, 1 + companions, clock.instant()))));
    }

    private Mono<Void> notHere(UUID occurrenceId, UUID personId) {
        return hold.isCheckedIn(occurrenceId, personId)
                .flatMap(here -> here ? Mono.<Void>error(Refusal.conflict("already_here")) : Mono.empty());
    }

    private @Nullable Refusal closed(Occurrence occurrence, EnrolledAs as) {
        Instant now = clock.instant();
        if (occurrence.cancelled() || occurrence.status() == ActivityStatus.CANCELLED) {
            return Refusal.conflict("cancelled", Map.of("activityTitle", occurrence.activityTitle()));
        }
        Instant ends = as == EnrolledAs.VOLUNTEER ? occurrence.volunteerEndsAt() : occurrence.endsAt();
        Instant closes = occurrence.enrolmentClosesAt();
        Instant until = closes != null && closes.isBefore(ends) ? closes : ends;
        if (occurrence.status() == ActivityStatus.CLOSED || !now.isBefore(until)) {
            return Refusal.conflict("enrolment_closed", Map.of("closedAt", until));
        }
        return null;
    }

    /** Serialises one person's enrolments, so that two at once cannot overlap unseen. */
    private Mono<Void> lockPerson(UUID personId) {
        return database.sql("SELECT id FROM person WHERE id = :person FOR UPDATE")
                .bind("person", Ids.bytes(personId))
                .map(row -> true)
                .one()
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("person")))
                .then();
    }

    private Mono<Known> known(UUID occurrenceId, UUID personId) {
        return database.sql("""
                        SELECT id, enrolled_as, companions, version, status, created_at FROM enrolment
                         WHERE occurrence_id = :occurrence AND person_id = :person FOR UPDATE
                        """)
                .bind("occurrence", Ids.bytes(occurrenceId))
                .bind("person", Ids.bytes(personId))
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Known(
                            row.id("id"),
                            EnrolledAs.of(row.text("enrolled_as")),
                            row.number("companions"),
                            row.number("version"),
                            "confirmed".equals(row.text("status")),
                            row.instant("created_at"));
                })
                .one();
    }

    private Mono<String> overlapping(UUID personId, Occurrence occurrence, EnrolledAs as) {
        boolean volunteer = as == EnrolledAs.VOLUNTEER;
        return database.sql("""
                        SELECT a.title
                          FROM enrolment e
                          JOIN occurrence o ON o.id = e.occurrence_id
                          JOIN activity a ON a.id = o.activity_id
                         WHERE e.person_id = :person AND e.status = 'confirmed' AND e.occurrence_id <> :occurrence
                           AND a.status = 'published' AND NOT o.cancelled
                           AND CASE e.enrolled_as WHEN 'volunteer' THEN o.volunteer_starts_at ELSE o.starts_at END < :ends
                           AND CASE e.enrolled_as WHEN 'volunteer' THEN o.volunteer_ends_at ELSE o.ends_at END > :starts
                         LIMIT 1
                        """)
                .bind("person", Ids.bytes(personId))
                .bind("occurrence", Ids.bytes(occurrence.id()))
                .bind("starts", Times.column(volunteer ? occurrence.volunteerStartsAt() : occurrence.startsAt()))
                .bind("ends", Times.column(volunteer ? occurrence.volunteerEndsAt() : occurrence.endsAt()))
                .map(readable -> new Row(readable).text("title"))
                .one();
    }

    private Mono<Void> take(UUID occurrenceId, EnrolledAs as, int people) {
        if (people <= 0) {
            return release(occurrenceId, as, -people);
        }
        return database.sql("""
                        UPDATE places SET taken = taken + :people
                         WHERE occurrence_id = :occurrence AND enrolled_as = :as AND taken + :people <= capacity
                        """)
                .bind("people", people)
                .bind("occurrence", Ids.bytes(occurrenceId))
                .bind("as", as.column())
                .fetch()
                .rowsUpdated()
                .flatMap(rows -> rows == 1
                        ? Mono.<Void>empty()
                        : Mono.error(Refusal.conflict("full", Map.of("as", as.column()))));
    }

    private Mono<Void> release(UUID occurrenceId, EnrolledAs as, int people) {
        return database.sql("""
                        UPDATE places SET taken = taken - :people
                         WHERE occurrence_id = :occurrence AND enrolled_as = :as
                        """)
                .bind("people", people)
                .bind("occurrence", Ids.bytes(occurrenceId))
                .bind("as", as.column())
                .then();
    }

    private Mono<Void> save(
            UUID id,
            UUID occurrenceId,
            UUID personId,
            EnrolledAs as,
            int companions,
            String status,
            int version,
            Instant createdAt) {
        return database.sql("""
                        INSERT INTO enrolment (id, occurrence_id, person_id, enrolled_as, companions, status, origin, version,
                               created_at, updated_at)
                        VALUES (:id, :occurrence, :person, :as, :companions, :status, 'self', :version, :created, :now)
                        ON DUPLICATE KEY UPDATE enrolled_as = VALUES(enrolled_as), companions = VALUES(companions),
                               status = VALUES(status), version = VALUES(version), updated_at = VALUES(updated_at)
                        """)
                .bind("id", Ids.bytes(id))
                .bind("occurrence", Ids.bytes(occurrenceId))
                .bind("person", Ids.bytes(personId))
                .bind("as", as.column())
                .bind("companions", companions)
                .bind("status", status)
                .bind("version", version)
                .bind("created", Times.column(createdAt))
                .bind("now", Times.column(clock.instant()))
                .then();
    }

    private Mono<Void> told(UUID occurrenceId, @Nullable AttendanceFact fact) {
        return fact == null
                ? Mono.empty()
                // Redis owes nobody an enrolment: what it was not told, it is told later.
                : live.tell(occurrenceId, List.of(fact))
                        .timeout(Duration.ofMillis(300))
                        .onErrorComplete()
                        .then();
    }

    /** One's own enrolments, the latest first; confirmed ones and cancelled ones. */
    public Mono<Page<Enrolment>> of(UUID personId, @Nullable String after, int limit) {
        UUID before = after == null ? null : Cursor.parse(after, 1).id(0);
        return database.sql("""
                        SELECT id, occurrence_id, enrolled_as, companions, version, status, created_at FROM enrolment
                         WHERE person_id = :person AND id < :before
                         ORDER BY id DESC LIMIT :limit
                        """)
                .bind("person", Ids.bytes(personId))
                .bind("before", before == null ? Ids.bytes(new UUID(-1, -1)) : Ids.bytes(before))
                .bind("limit", limit + 1)
                .map(readable -> {
                    Row row = new Row(readable);
                    return Map.entry(
                            row.id("occurrence_id"),
                            new Known(
                                    row.id("id"),
                                    EnrolledAs.of(row.text("enrolled_as")),
                                    row.number("companions"),
                                    row.number("version"),
                                    "confirmed".equals(row.text("status")),
                                    row.instant("created_at")));
                })
                .all()
                .concatMap(entry -> occurrences
                        .byId(entry.getKey())
                        .map(occurrence -> enrolment(occurrence, personId, entry.getValue())))
                .collectList()
                .map(found -> Page.of(found, limit, enrolment -> Cursor.of(enrolment.id())));
    }

    private static Enrolment enrolment(Occurrence occurrence, UUID personId, Known known) {
        return new Enrolment(
                known.id(), occurrence, personId, known.as(), known.companions(), known.confirmed(), known.createdAt());
    }

    private static Retry deadlocks() {
        return Retry.backoff(5, Duration.ofMillis(10))
                .filter(fault -> fault instanceof ConcurrencyFailureException
                        || fault instanceof R2dbcRollbackException
                        || fault.getCause() instanceof R2dbcException cause
                                && (cause.getErrorCode() == 1213 || cause.getErrorCode() == 1205))
                .onRetryExhaustedThrow((spec, signal) -> Refusal.of(Refusal.Kind.UNAVAILABLE, "too_busy"));
    }
}
