package org.youthhome.enrolment;

import java.util.Collection;
import java.util.UUID;
import org.springframework.core.annotation.Order;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.attendance.AttendanceFact;
import org.youthhome.attendance.AttendanceSource;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import reactor.core.publisher.Flux;

/**
 * The headcount's enrolled people: one by one from the rows, and their sum from the places, which are given out and back in
 * the same transactions ({@link LockedPlaces}).
 */
@Component
@Order(1)
class EnrolmentFacts implements AttendanceSource {

    private final DatabaseClient database;

    EnrolmentFacts(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<AttendanceFact> facts(UUID occurrenceId) {
        return database.sql("""
                        SELECT id, version, companions, status, created_at FROM enrolment WHERE occurrence_id = :occurrence
                        """)
                .bind("occurrence", Ids.bytes(occurrenceId))
                .map(readable -> {
                    Row row = new Row(readable);
                    int people = "confirmed".equals(row.text("status")) ? 1 + row.number("companions") : 0;
                    return AttendanceFact.enrolled(
                            row.id("id"), row.number("version"), people, row.instant("created_at"));
                })
                .all();
    }

    @Override
    public Flux<Sum> sums(Collection<UUID> occurrenceIds) {
        return database.sql("""
                        SELECT occurrence_id, CAST(SUM(taken) AS SIGNED) AS enrolled
                          FROM places WHERE occurrence_id IN (:occurrences) GROUP BY occurrence_id
                        """)
                .bind("occurrences", occurrenceIds.stream().map(Ids::bytes).toList())
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Sum(row.id("occurrence_id"), row.bigNumber("enrolled"), 0, 0);
                })
                .all();
    }
}
