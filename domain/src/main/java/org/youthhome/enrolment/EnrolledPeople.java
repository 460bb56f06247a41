package org.youthhome.enrolment;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.notification.Recipients;
import reactor.core.publisher.Mono;

/** Whoever holds a place is told what becomes of it. */
@Component
class EnrolledPeople implements Recipients {

    private final DatabaseClient database;

    EnrolledPeople(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<List<Recipient>> of(
            Collection<UUID> occurrenceIds, Instant enrolledBy, @Nullable UUID after, int most) {
        return database.sql("""
                        SELECT person_id, occurrence_id, enrolled_as FROM enrolment
                         WHERE occurrence_id IN (:occurrences) AND status = 'confirmed' AND created_at <= :by
                           AND person_id > :after
                         ORDER BY person_id, occurrence_id LIMIT :most
                        """)
                .bind("occurrences", occurrenceIds.stream().map(Ids::bytes).toList())
                .bind("by", Times.column(enrolledBy))
                .bind("after", after == null ? new byte[0] : Ids.bytes(after))
                .bind("most", most)
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Recipient(
                            row.id("person_id"),
                            row.id("occurrence_id"),
                            EnrolledAs.of(row.text("enrolled_as")) == EnrolledAs.VOLUNTEER);
                })
                .all()
                .collectList();
    }
}
