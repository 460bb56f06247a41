package org.youthhome.complaint;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Seal;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** Takes complaints. How to answer is sealed at rest. */
@Component
public class Complaints {

    private final DatabaseClient database;
    private final Seal seal;
    private final Ids ids;
    private final Clock clock;

    Complaints(DatabaseClient database, Seal seal, Ids ids, Clock clock) {
        this.database = database;
        this.seal = seal;
        this.ids = ids;
        this.clock = clock;
    }

    /** What a complaint is about. */
    public enum About {
        ACTIVITY,
        YOUTH_HOME,
        CHECK_IN,
        PRIVACY,
        OTHER
    }

    /**
     * A complaint.
     *
     * @param personId who complains, where they are signed in
     * @param subjectId the thing it is about, where there is one
     * @param text 1 to 2,000 characters
     * @param contact how to answer, at most 100 characters
     */
    public record Complaint(
            @Nullable UUID personId,
            About about,
            @Nullable UUID subjectId,
            String text,
            @Nullable String contact) {

        @Override
        public String toString() {
            return "Complaint[" + about + "]";
        }
    }

    /** Takes a complaint and says under which id it is kept. */
    public Mono<UUID> take(Complaint complaint) {
        UUID id = ids.next();
        String contact = complaint.contact();
        return database.sql("""
                        INSERT INTO complaint (id, person_id, about, subject_id, text, contact_sealed, received_at)
                        VALUES (:id, :person, :about, :subject, :text, :contact, :now)
                        """)
                .bind("id", Ids.bytes(id))
                .bind("person", bytes(complaint.personId()))
                .bind("about", complaint.about().name().toLowerCase(Locale.ROOT))
                .bind("subject", bytes(complaint.subjectId()))
                .bind("text", complaint.text())
                .bind(
                        "contact",
                        contact == null
                                ? Parameters.in(R2dbcType.VARBINARY)
                                : Parameters.in(seal.seal("complaint-contact", contact)))
                .bind("now", Times.column(clock.instant()))
                .then()
                .thenReturn(id);
    }

    private static Object bytes(@Nullable UUID id) {
        return id == null ? Parameters.in(R2dbcType.VARBINARY) : Parameters.in(Ids.bytes(id));
    }
}
