package org.youthhome.servicerecord;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Row;
import reactor.core.publisher.Mono;

/**
 * A volunteer's own service records (志愿服务记录), read from the check-ins that prove them (志愿服务条例 art. 19). Scanned and
 * entered minutes are two totals that never mix; entered ones have no way in yet.
 */
@Component
public class ServiceRecords {

    private final DatabaseClient database;

    ServiceRecords(DatabaseClient database) {
        this.database = database;
    }

    /** Where the minutes come from. */
    public enum Origin {
        /** From scans at the place, or from a worker at the door. */
        SCANNED,
        /** Entered by hand afterwards, with a reason and a second approver. */
        ENTERED
    }

    /**
     * One record.
     *
     * @param id of the check-in that proves it
     * @param minutes service time; null while the person has not left yet
     * @param automatic whether the end of the shift checked the person out
     */
    public record ServiceRecord(
            UUID id,
            UUID occurrenceId,
            UUID activityId,
            String activityTitle,
            String youthHomeName,
            Instant startsAt,
            Instant checkedInAt,
            @Nullable Instant checkedOutAt,
            @Nullable Integer minutes,
            boolean automatic,
            Origin origin) {}

    /** Minutes so far, by origin. */
    public record Totals(long scannedMinutes, long enteredMinutes) {}

    /** One's own records, the latest first. */
    public Mono<Page<ServiceRecord>> of(UUID personId, @Nullable String after, int limit) {
        UUID before = after == null ? null : Cursor.parse(after, 1).id(0);
        return database.sql("""
                        SELECT c.id, c.occurrence_id, o.activity_id, a.title, h.name, o.volunteer_starts_at, c.happened_at,
                               c.checked_out_at, c.minutes, c.check_out_means
                          FROM check_in c
                          JOIN occurrence o ON o.id = c.occurrence_id
                          JOIN activity a ON a.id = o.activity_id
                          JOIN youth_home h ON h.id = a.youth_home_id
                         WHERE c.person_id = :person AND c.enrolled_as = 'volunteer' AND c.id < :before
                         ORDER BY c.id DESC
                         LIMIT :limit
                        """)
                .bind("person", Ids.bytes(personId))
                .bind("before", before == null ? Ids.bytes(new UUID(-1, -1)) : Ids.bytes(before))
                .bind("limit", limit + 1)
                .map(readable -> {
                    Row row = new Row(readable);
                    return new ServiceRecord(
                            row.id("id"),
                            row.id("occurrence_id"),
                            row.id("activity_id"),
                            row.text("title"),
                            row.text("name"),
                            row.instant("volunteer_starts_at"),
                            row.instant("happened_at"),
                            row.instantOrNull("checked_out_at"),
                            row.numberOrNull("minutes"),
                            "auto".equals(row.textOrNull("check_out_means")),
                            Origin.SCANNED);
                })
                .all()
                .collectList()
                .map((List<ServiceRecord> found) -> Page.of(found, limit, record -> Cursor.of(record.id())));
    }

    /** The person's two totals. */
    public Mono<Totals> totals(UUID personId) {
        return database.sql("""
                        SELECT CAST(COALESCE(SUM(minutes), 0) AS SIGNED) AS minutes FROM check_in
                         WHERE person_id = :person AND enrolled_as = 'volunteer'
                        """)
                .bind("person", Ids.bytes(personId))
                .map(readable -> new Totals(new Row(readable).bigNumber("minutes"), 0))
                .one()
                .defaultIfEmpty(new Totals(0, 0));
    }
}
