package org.youthhome.checkin;

import io.r2dbc.spi.Readable;
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

/** The headcount's arrivals and departures, from the rows. */
@Component
@Order(2)
class CheckInFacts implements AttendanceSource {

    private final DatabaseClient database;

    CheckInFacts(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<AttendanceFact> facts(UUID occurrenceId) {
        Flux<AttendanceFact> present = database.sql(
                        "SELECT id, people, happened_at, checked_out_at FROM check_in WHERE occurrence_id = :occurrence")
                .bind("occurrence", Ids.bytes(occurrenceId))
                .map(CheckInFacts::fact)
                .all();
        Flux<AttendanceFact> annulled = database.sql(
                        "SELECT id, happened_at FROM annulled_check_in WHERE occurrence_id = :occurrence")
                .bind("occurrence", Ids.bytes(occurrenceId))
                .map(readable -> {
                    Row row = new Row(readable);
                    return AttendanceFact.annulled(row.id("id"), row.instant("happened_at"));
                })
                .all();
        return present.concatWith(annulled);
    }

    @Override
    public Flux<Sum> sums(Collection<UUID> occurrenceIds) {
        return database.sql("""
                        SELECT occurrence_id, CAST(SUM(people) AS SIGNED) AS checked_in,
                               CAST(SUM(CASE WHEN checked_out_at IS NULL THEN 0 ELSE people END) AS SIGNED) AS checked_out
                          FROM check_in WHERE occurrence_id IN (:occurrences) GROUP BY occurrence_id
                        """)
                .bind("occurrences", occurrenceIds.stream().map(Ids::bytes).toList())
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Sum(
                            row.id("occurrence_id"), 0, row.bigNumber("checked_in"), row.bigNumber("checked_out"));
                })
                .all();
    }

    private static AttendanceFact fact(Readable readable) {
        Row row = new Row(readable);
        return row.instantOrNull("checked_out_at") == null
                ? AttendanceFact.checkedIn(row.id("id"), row.number("people"), row.instant("happened_at"))
                : AttendanceFact.checkedOut(row.id("id"), row.number("people"), row.instant("happened_at"));
    }
}
