package org.youthhome.checkin;

import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** Where else a person is expected now: the nearest miss of somebody who is not enrolled here. */
@Component
class OtherEnrolments {

    private final DatabaseClient database;

    OtherEnrolments(DatabaseClient database) {
        this.database = database;
    }

    /** Title of an activity that the person is enrolled in and that is open now; empty when there is none. */
    Mono<String> openNow(UUID personId, Instant now) {
        return database.sql("""
                        SELECT a.title
                          FROM enrolment e
                          JOIN occurrence o ON o.id = e.occurrence_id
                          JOIN activity a ON a.id = o.activity_id
                         WHERE e.person_id = :person AND e.status = 'confirmed'
                           AND a.status = 'published' AND NOT o.cancelled
                           AND o.ends_at > :now
                           AND TIMESTAMPADD(MINUTE, -a.doors_open_minutes, o.starts_at) <= :now
                         ORDER BY o.starts_at
                         LIMIT 1
                        """)
                .bind("person", Ids.bytes(personId))
                .bind("now", Times.column(now))
                .map(readable -> new Row(readable).text("title"))
                .one();
    }
}
