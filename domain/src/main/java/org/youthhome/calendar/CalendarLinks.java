package org.youthhome.calendar;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.kernel.Tokens;
import reactor.core.publisher.Mono;

/**
 * The private links to people's own calendars: at most one for each person. A calendar program cannot log in, so whoever
 * has the link reads the calendar; a new one ends the old one at once.
 */
@Component
public class CalendarLinks {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final DatabaseClient database;
    private final Clock clock;

    CalendarLinks(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A link that was just made; its token is kept nowhere else. */
    public record Made(String token, Instant createdAt) {
        @Override
        public String toString() {
            return "Made[" + createdAt + "]";
        }
    }

    /** When the person's link was made; empty when they have none. */
    public Mono<Instant> madeAt(UUID personId) {
        return database.sql("SELECT created_at FROM calendar_link WHERE person_id = :person")
                .bind("person", Ids.bytes(personId))
                .map(row -> new Row(row).instant("created_at"))
                .one();
    }

    /** Makes the person's link, in the place of the one they may have had. */
    public Mono<Made> renew(UUID personId) {
        return Mono.defer(() -> {
            Made made = new Made(Tokens.random(), clock.instant());
            return database.sql("""
                            INSERT INTO calendar_link (person_id, token_hash, created_at) VALUES (:person, :hash, :now)
                            ON DUPLICATE KEY UPDATE token_hash = :hash, created_at = :now
                            """)
                    .bind("person", Ids.bytes(personId))
                    .bind("hash", Tokens.hash(made.token()))
                    .bind("now", Times.column(made.createdAt()))
                    .then()
                    .thenReturn(made);
        });
    }

    /** Ends the person's link, if there is one. */
    public Mono<Void> revoke(UUID personId) {
        return database.sql("DELETE FROM calendar_link WHERE person_id = :person")
                .bind("person", Ids.bytes(personId))
                .then();
    }

    Mono<UUID> personOf(String token) {
        return TOKEN.matcher(token).matches()
                ? database.sql("SELECT person_id FROM calendar_link WHERE token_hash = :hash")
                        .bind("hash", Tokens.hash(token))
                        .map(row -> new Row(row).id("person_id"))
                        .one()
                : Mono.empty();
    }
}
