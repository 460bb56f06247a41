package org.youthhome.activity;

import com.github.benmanes.caffeine.cache.Ticker;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.identity.PlaceOf;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.PublicChange;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Occurrences as the gate sees them. What is read is kept for at most one second ({@link RecentOccurrences}): ten thousand
 * people at one gate cost one query a second, and a cancelled activity refuses within a second.
 */
@Component
public class Occurrences implements PlaceOf {

    private static final String SELECT = """
            SELECT o.id, o.activity_id, o.code_number, o.starts_at, o.ends_at, o.volunteer_starts_at, o.volunteer_ends_at,
                   o.cancelled, a.code_revision, a.title, a.programme, a.youth_home_id, a.community_id, a.status, a.walk_in,
                   a.shows_headcount, a.shows_arrivals, a.doors_open_minutes, a.fence_metres, a.enrolment_closes_at,
                   h.name AS youth_home_name, h.longitude, h.latitude
              FROM occurrence o
              JOIN activity a ON a.id = o.activity_id
              JOIN youth_home h ON h.id = a.youth_home_id
            """;

    private final DatabaseClient database;
    private final ApplicationEventPublisher events;
    private final RecentOccurrences recent = new RecentOccurrences(new Rows(), Ticker.systemTicker());

    Occurrences(DatabaseClient database, ApplicationEventPublisher events) {
        this.database = database;
        this.events = events;
    }

    /** The occurrence, at most one second old; empty when there is none. */
    public Mono<Occurrence> byId(UUID id) {
        return recent.byId(id);
    }

    /** Those of them that there are, uncached. */
    public Mono<Map<UUID, Occurrence>> byIds(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Mono.just(Map.of());
        }
        return database.sql(SELECT + " WHERE o.id IN (:ids)")
                .bind("ids", ids.stream().map(Ids::bytes).toList())
                .map(Occurrences::read)
                .all()
                .collectMap(Occurrence::id);
    }

    /** The occurrence whose check-in code carries this number, at most one second old; empty when there is none. */
    public Mono<Occurrence> byCodeNumber(long number) {
        return recent.byCodeNumber(number);
    }

    /** Published or closed occurrences that overlap the time from {@code from} to {@code to}, uncached. */
    public Flux<Occurrence> between(Instant from, Instant to) {
        return database.sql(SELECT + """
                         WHERE o.ends_at > :from AND o.ends_at < :latest AND o.starts_at < :to
                           AND a.status IN ('published', 'closed')
                         ORDER BY o.starts_at, o.id
                        """)
                .bind("from", Times.column(from))
                // Follows from the line's other end, and spares the database all that is further ahead.
                .bind("latest", Times.column(to.plus(Occurrence.LONGEST)))
                .bind("to", Times.column(to))
                .map(Occurrences::read)
                .all();
    }

    /** At most so many published occurrences that begin later than this time and id, the next ones first, uncached. */
    public Flux<Occurrence> after(Instant startsAt, UUID id, int most) {
        return database.sql(SELECT + """
                         WHERE o.starts_at >= :startsAt AND (o.starts_at > :startsAt OR o.id > :id)
                           AND a.status = 'published'
                         ORDER BY o.starts_at, o.id LIMIT :most
                        """)
                .bind("startsAt", Times.column(startsAt))
                .bind("id", Ids.bytes(id))
                .bind("most", most)
                .map(Occurrences::read)
                .all();
    }

    /** How many people each of these has room for, participants and volunteers together. */
    public Mono<Map<UUID, Long>> capacities(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Mono.just(Map.of());
        }
        return database.sql("""
                        SELECT occurrence_id, CAST(SUM(capacity) AS SIGNED) AS capacity FROM places
                         WHERE occurrence_id IN (:ids) GROUP BY occurrence_id
                        """)
                .bind("ids", ids.stream().map(Ids::bytes).toList())
                .map(readable -> {
                    Row row = new Row(readable);
                    return Map.entry(row.id("occurrence_id"), row.bigNumber("capacity"));
                })
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Forgets what is kept here; whoever changes an activity calls it after the commit. */
    public void changed() {
        recent.forget();
        events.publishEvent(new PublicChange());
    }

    @Override
    public String thing() {
        return "occurrence";
    }

    @Override
    public Mono<UUID> placeOf(String variable) {
        return Ids.parse(variable).flatMap(this::byId).map(Occurrence::communityId);
    }

    private static Occurrence read(Readable readable) {
        Row row = new Row(readable);
        return new Occurrence(
                row.id("id"),
                row.id("activity_id"),
                row.bigNumber("code_number"),
                row.number("code_revision"),
                row.text("title"),
                Programme.valueOf(row.text("programme").toUpperCase(Locale.ROOT)),
                row.id("youth_home_id"),
                row.text("youth_home_name"),
                row.id("community_id"),
                row.decimal("longitude"),
                row.decimal("latitude"),
                ActivityStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.flag("cancelled"),
                row.flag("walk_in"),
                row.flag("shows_headcount"),
                row.flag("shows_arrivals"),
                Duration.ofMinutes(row.number("doors_open_minutes")),
                row.numberOrNull("fence_metres"),
                row.instant("starts_at"),
                row.instant("ends_at"),
                row.instant("volunteer_starts_at"),
                row.instant("volunteer_ends_at"),
                row.instantOrNull("enrolment_closes_at"));
    }

    private final class Rows implements RecentOccurrences.Source {

        @Override
        public Mono<Map<UUID, Occurrence>> byIds(Collection<UUID> ids) {
            return Occurrences.this.byIds(ids);
        }

        @Override
        public Mono<Occurrence> byId(UUID id) {
            return database.sql(SELECT + " WHERE o.id = :id")
                    .bind("id", Ids.bytes(id))
                    .map(Occurrences::read)
                    .one();
        }

        @Override
        public Mono<Occurrence> byCodeNumber(long number) {
            return database.sql(SELECT + " WHERE o.code_number = :number")
                    .bind("number", number)
                    .map(Occurrences::read)
                    .one();
        }
    }
}
