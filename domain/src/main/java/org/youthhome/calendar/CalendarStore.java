package org.youthhome.calendar;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What calendars are made of, in MySQL. */
@Component
class CalendarStore {

    /** As {@code Activity.visible()}: what was never published is in no calendar. */
    private static final String VISIBLE =
            "(a.status = 'published'" + " OR (a.status IN ('closed', 'cancelled') AND a.published_at IS NOT NULL))";

    private static final String COLUMNS = """
            o.id, o.activity_id, o.starts_at, o.ends_at, o.volunteer_starts_at, o.volunteer_ends_at, o.cancelled,
            a.title, a.programme, a.summary, a.contact, a.meeting_point, a.status, a.cancel_reason, a.version,
            a.updated_at, h.name AS home_name, h.address, h.longitude, h.latitude
            """;

    private static final String FROM = """
             FROM occurrence o
             JOIN activity a ON a.id = o.activity_id
             JOIN youth_home h ON h.id = a.youth_home_id
            """;

    private final DatabaseClient database;

    CalendarStore(DatabaseClient database) {
        this.database = database;
    }

    /** One occurrence that everybody may see. */
    Mono<CalendarEvent> everybodys(UUID occurrenceId) {
        return everybodys("o.id = :occurrence", Map.of("occurrence", Ids.bytes(occurrenceId)), "o.id", 1)
                .next();
    }

    /**
     * What everybody may see of what is not over at a time, the next ones first.
     *
     * @param condition on {@code a}, {@code h} or {@code o}
     */
    Flux<CalendarEvent> ahead(String condition, Map<String, Object> values, Instant at, int most) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("at", Times.column(at));
        return everybodys(condition + " AND o.ends_at > :at", all, "o.starts_at, o.id", most);
    }

    /** What everybody may see of what was over by then, but not before {@code endsAfter}; the latest first. */
    Flux<CalendarEvent> over(String condition, Map<String, Object> values, Instant endsAfter, Instant at, int most) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("at", Times.column(at));
        all.put("endsAfter", Times.column(endsAfter));
        return everybodys(
                condition + " AND o.ends_at > :endsAfter AND o.ends_at <= :at",
                all,
                "o.starts_at DESC, o.id DESC",
                most);
    }

    private Flux<CalendarEvent> everybodys(String condition, Map<String, Object> values, String order, int most) {
        return database.sql("SELECT " + COLUMNS + ", CAST(NULL AS CHAR) AS enrolled_as" + FROM + " WHERE " + VISIBLE
                        + " AND " + condition + " ORDER BY " + order + " LIMIT :most")
                .bindValues(values)
                .bind("most", most)
                .map(CalendarStore::event)
                .all();
    }

    /** What a person has a place in, the latest first. */
    Flux<CalendarEvent> of(UUID personId, Instant endsAfter, int most) {
        return database.sql("SELECT " + COLUMNS + ", e.enrolled_as" + FROM
                        + " JOIN enrolment e ON e.occurrence_id = o.id"
                        + " WHERE e.person_id = :person AND e.status = 'confirmed' AND " + VISIBLE
                        + " AND o.ends_at > :endsAfter ORDER BY o.starts_at DESC, o.id DESC LIMIT :most")
                .bind("person", Ids.bytes(personId))
                .bind("endsAfter", Times.column(endsAfter))
                .bind("most", most)
                .map(CalendarStore::event)
                .all();
    }

    private static CalendarEvent event(Readable readable) {
        Row row = new Row(readable);
        String enrolledAs = row.textOrNull("enrolled_as");
        boolean volunteer = "volunteer".equals(enrolledAs);
        String cancelReason = row.textOrNull("cancel_reason");
        return new CalendarEvent(
                row.id("id"),
                row.id("activity_id"),
                row.text("title"),
                Programme.valueOf(row.text("programme").toUpperCase(Locale.ROOT)),
                row.text("summary"),
                row.text("contact"),
                Stream.of(row.text("home_name"), row.text("address"), row.text("meeting_point"))
                        .filter(part -> !part.isBlank())
                        .collect(Collectors.joining("，")),
                new GeoPoint(row.decimal("longitude"), row.decimal("latitude")),
                volunteer ? row.instant("volunteer_starts_at") : row.instant("starts_at"),
                volunteer ? row.instant("volunteer_ends_at") : row.instant("ends_at"),
                row.flag("cancelled") || row.text("status").equals("cancelled"),
                cancelReason,
                row.number("version"),
                row.instant("updated_at"),
                enrolledAs == null ? null : Boolean.valueOf(volunteer));
    }
}
