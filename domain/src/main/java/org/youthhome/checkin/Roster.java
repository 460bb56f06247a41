package org.youthhome.checkin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Occurrences;
import org.youthhome.audit.AuditTrail;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import reactor.core.publisher.Mono;

/** Who enrolled and who is here. Names are masked unless asked for, and every look is in the audit log (RULES.md 4). */
@Component
public class Roster {

    private final DatabaseClient database;
    private final Occurrences occurrences;
    private final AuditTrail audit;

    Roster(DatabaseClient database, Occurrences occurrences, AuditTrail audit) {
        this.database = database;
        this.occurrences = occurrences;
        this.audit = audit;
    }

    /**
     * One person on it.
     *
     * @param displayName masked (张*) unless the whole name was asked for
     * @param checkInId null for who has not come yet
     */
    public record Line(
            UUID enrolmentId,
            UUID personId,
            String displayName,
            EnrolledAs as,
            int companions,
            @Nullable UUID checkInId,
            @Nullable Instant checkedInAt,
            @Nullable Instant checkedOutAt,
            @Nullable Means means) {}

    /**
     * A look at the roster, by order of enrolment.
     *
     * @param wholeNames whether the worker asked for names unmasked
     * @param after where the page before ended, or null
     * @param limit 1 to 100
     */
    public Mono<Page<Line>> look(
            UUID occurrenceId, UUID staffId, boolean wholeNames, @Nullable String after, int limit) {
        UUID last = after == null ? null : Cursor.parse(after, 1).id(0);
        return occurrences
                .byId(occurrenceId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .flatMap(occurrence -> audit.record(
                        staffId,
                        "roster.look",
                        occurrenceId,
                        occurrence.communityId(),
                        Map.of("wholeNames", wholeNames)))
                .then(database.sql("""
                                SELECT e.id, e.person_id, p.display_name, e.enrolled_as, e.companions,
                                       c.id AS check_in_id, c.happened_at, c.checked_out_at, c.means
                                  FROM enrolment e
                                  JOIN person p ON p.id = e.person_id
                                  LEFT JOIN check_in c ON c.occurrence_id = e.occurrence_id AND c.person_id = e.person_id
                                 WHERE e.occurrence_id = :occurrence AND e.status = 'confirmed' AND e.id > :after
                                 ORDER BY e.id
                                 LIMIT :limit
                                """)
                        .bind("occurrence", Ids.bytes(occurrenceId))
                        .bind("after", last == null ? new byte[16] : Ids.bytes(last))
                        .bind("limit", limit + 1)
                        .map(readable -> {
                            Row row = new Row(readable);
                            String name = row.text("display_name");
                            String means = row.textOrNull("means");
                            return new Line(
                                    row.id("id"),
                                    row.id("person_id"),
                                    wholeNames ? name : masked(name),
                                    EnrolledAs.of(row.text("enrolled_as")),
                                    row.number("companions"),
                                    row.idOrNull("check_in_id"),
                                    row.instantOrNull("happened_at"),
                                    row.instantOrNull("checked_out_at"),
                                    means == null ? null : Means.of(means));
                        })
                        .all()
                        .collectList()
                        .map(found -> Page.of(found, limit, line -> Cursor.of(line.enrolmentId()))));
    }

    /** The latest arrivals with masked names, for a wall screen whose organiser allows it. */
    public Mono<List<Line>> lastArrivals(UUID occurrenceId, int most) {
        return database.sql("""
                        SELECT e.id, c.person_id, p.display_name, c.enrolled_as, c.people - 1 AS companions,
                               c.id AS check_in_id, c.happened_at, c.checked_out_at, c.means
                          FROM check_in c
                          JOIN person p ON p.id = c.person_id
                          JOIN enrolment e ON e.occurrence_id = c.occurrence_id AND e.person_id = c.person_id
                         WHERE c.occurrence_id = :occurrence
                         ORDER BY c.happened_at DESC, c.id DESC
                         LIMIT :most
                        """)
                .bind("occurrence", Ids.bytes(occurrenceId))
                .bind("most", most)
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Line(
                            row.id("id"),
                            row.id("person_id"),
                            masked(row.text("display_name")),
                            EnrolledAs.of(row.text("enrolled_as")),
                            row.bigNumber("companions") > 0 ? (int) row.bigNumber("companions") : 0,
                            row.idOrNull("check_in_id"),
                            row.instantOrNull("happened_at"),
                            row.instantOrNull("checked_out_at"),
                            Means.of(row.text("means")));
                })
                .all()
                .collectList();
    }

    /** The first character and an asterisk. */
    static String masked(String name) {
        return name.isEmpty() ? "*" : name.substring(0, name.offsetByCodePoints(0, 1)) + "*";
    }
}
