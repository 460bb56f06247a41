package org.youthhome.activity;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Activities with their occurrences and places in MySQL. */
@Component
class ActivityStore {

    private static final String SELECT = """
            SELECT id, youth_home_id, community_id, programme, brand, title, summary, description, meeting_point,
                   conditions, risks, safeguards, contact, walk_in, shows_headcount, shows_arrivals, doors_open_minutes,
                   fence_metres, enrolment_closes_at, audiences, status, cancel_reason, version, created_by, published_at
              FROM activity
             WHERE id = :id
            """;

    private static final String OCCURRENCES = """
            SELECT o.id, o.code_number, o.starts_at, o.ends_at, o.volunteer_starts_at, o.volunteer_ends_at, o.cancelled,
                   p.enrolled_as, p.capacity, p.taken
              FROM occurrence o
              JOIN places p ON p.occurrence_id = o.id
             WHERE o.activity_id = :id
             ORDER BY o.id, p.enrolled_as
            """;

    private final DatabaseClient database;
    private final ActivityPhotos photos;
    private final Clock clock;

    ActivityStore(DatabaseClient database, ActivityPhotos photos, Clock clock) {
        this.database = database;
        this.photos = photos;
        this.clock = clock;
    }

    /** The activity as it stands; empty when there is none. */
    Mono<Activity> find(UUID id) {
        return read(id, "");
    }

    /**
     * The activity, locked until the caller's transaction ends, and with it its places in the order in which everybody
     * locks them: nobody gets a place meanwhile.
     */
    Mono<Activity> lock(UUID id) {
        return database.sql("SELECT id FROM activity WHERE id = :id FOR UPDATE")
                .bind("id", Ids.bytes(id))
                .map(row -> id)
                .one()
                // Locked, too: a plain read would fix what this transaction sees before the places are its own.
                .flatMap(locked -> database.sql("SELECT id FROM occurrence WHERE activity_id = :id FOR UPDATE")
                        .bind("id", Ids.bytes(id))
                        .map(row -> new Row(row).id("id"))
                        .all()
                        .collectList())
                .flatMap(occurrences -> database.sql(
                                "SELECT taken FROM places WHERE occurrence_id IN (:ids) ORDER BY occurrence_id, enrolled_as FOR UPDATE")
                        .bind("ids", occurrences.stream().map(Ids::bytes).toList())
                        .map(row -> 1)
                        .all()
                        .then())
                .then(Mono.defer(() -> read(id, " FOR UPDATE")));
    }

    Mono<UUID> communityOf(UUID id) {
        return database.sql("SELECT community_id FROM activity WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .map(row -> new Row(row).id("community_id"))
                .one();
    }

    /** Those of the occurrences that somebody ever enrolled in or came to. */
    Mono<Set<UUID>> inUse(Collection<UUID> occurrences) {
        if (occurrences.isEmpty()) {
            return Mono.just(Set.of());
        }
        return database.sql("""
                        SELECT occurrence_id FROM enrolment WHERE occurrence_id IN (:ids)
                        UNION SELECT occurrence_id FROM check_in WHERE occurrence_id IN (:ids)
                        UNION SELECT occurrence_id FROM annulled_check_in WHERE occurrence_id IN (:ids)
                        """)
                .bind("ids", occurrences.stream().map(Ids::bytes).toList())
                .map(row -> new Row(row).id("occurrence_id"))
                .all()
                .collect(Collectors.toSet());
    }

    Mono<Void> add(Activity activity) {
        return columns(database.sql("""
                        INSERT INTO activity (id, youth_home_id, community_id, programme, brand, title, summary,
                            description, meeting_point, conditions, risks, safeguards, contact, walk_in,
                            shows_headcount, shows_arrivals, doors_open_minutes, fence_metres, enrolment_closes_at,
                            status, cancel_reason, first_starts_at, last_ends_at, audiences, version,
                            created_by, created_at, updated_at, published_at)
                        VALUES (:id, :home, :community, :programme, :brand, :title, :summary, :description,
                            :meetingPoint, :conditions, :risks, :safeguards, :contact, :walkIn, :showsHeadcount,
                            :showsArrivals, :doorsOpen, :fence, :closes, :status, :cancelReason, :first, :last,
                            :audiences, :version, :author, :now, :now, :published)
                        """), activity)
                .bind("author", Ids.bytes(activity.createdBy()))
                .then()
                .thenMany(Flux.fromIterable(activity.occurrences())
                        .concatMap(occurrence -> add(activity.id(), occurrence)))
                .then(photos.save(
                        ActivityPhotos.Of.ACTIVITY,
                        activity.id(),
                        List.of(),
                        activity.texts().photos()));
    }

    /** Writes what differs; the caller holds the lock of {@code before}. */
    Mono<Void> save(Activity before, Activity after) {
        Map<UUID, PlannedOccurrence> was = new HashMap<>();
        before.occurrences().forEach(occurrence -> was.put(occurrence.id(), occurrence));
        Set<UUID> gone = new HashSet<>(was.keySet());
        after.occurrences().forEach(occurrence -> gone.remove(occurrence.id()));
        return columns(database.sql("""
                        UPDATE activity
                           SET youth_home_id = :home, community_id = :community, programme = :programme, brand = :brand,
                               title = :title, summary = :summary, description = :description,
                               meeting_point = :meetingPoint, conditions = :conditions, risks = :risks,
                               safeguards = :safeguards, contact = :contact, walk_in = :walkIn,
                               shows_headcount = :showsHeadcount, shows_arrivals = :showsArrivals,
                               doors_open_minutes = :doorsOpen, fence_metres = :fence, enrolment_closes_at = :closes,
                               status = :status, cancel_reason = :cancelReason, first_starts_at = :first,
                               last_ends_at = :last, audiences = :audiences,
                               version = :version, updated_at = :now, published_at = :published
                         WHERE id = :id
                        """), after)
                .then()
                .then(remove(gone))
                .thenMany(Flux.fromIterable(after.occurrences()).concatMap(occurrence -> {
                    PlannedOccurrence then = was.get(occurrence.id());
                    return then == null ? add(after.id(), occurrence) : change(then, occurrence);
                }))
                .then(photos.save(
                        ActivityPhotos.Of.ACTIVITY,
                        after.id(),
                        before.texts().photos(),
                        after.texts().photos()));
    }

    private Mono<Void> add(UUID activityId, PlannedOccurrence occurrence) {
        return times(
                        database.sql("""
                        INSERT INTO occurrence (id, activity_id, code_number, starts_at, ends_at, volunteer_starts_at,
                            volunteer_ends_at, cancelled)
                        VALUES (:id, :activity, :code, :starts, :ends, :shiftStarts, :shiftEnds, :cancelled)
                        """)
                                .bind("activity", Ids.bytes(activityId))
                                .bind("code", occurrence.codeNumber()),
                        occurrence)
                .then()
                .then(database.sql("""
                                INSERT INTO places (occurrence_id, enrolled_as, capacity, taken)
                                VALUES (:id, 'participant', :participants, 0), (:id, 'volunteer', :volunteers, 0)
                                """)
                        .bind("id", Ids.bytes(occurrence.id()))
                        .bind("participants", occurrence.participants().capacity())
                        .bind("volunteers", occurrence.volunteers().capacity())
                        .then());
    }

    private Mono<Void> change(PlannedOccurrence before, PlannedOccurrence after) {
        if (before.equals(after)) {
            return Mono.empty();
        }
        return times(database.sql("""
                        UPDATE occurrence
                           SET starts_at = :starts, ends_at = :ends, volunteer_starts_at = :shiftStarts,
                               volunteer_ends_at = :shiftEnds, cancelled = :cancelled
                         WHERE id = :id
                        """), after)
                .then()
                .then(capacity(after.id(), "participant", before.participants(), after.participants()))
                .then(capacity(after.id(), "volunteer", before.volunteers(), after.volunteers()));
    }

    private Mono<Void> capacity(
            UUID occurrence, String side, PlannedOccurrence.Seats before, PlannedOccurrence.Seats after) {
        if (before.capacity() == after.capacity()) {
            return Mono.empty();
        }
        return database.sql("UPDATE places SET capacity = :capacity WHERE occurrence_id = :id AND enrolled_as = :side")
                .bind("capacity", after.capacity())
                .bind("id", Ids.bytes(occurrence))
                .bind("side", side)
                .then();
    }

    private Mono<Void> remove(Set<UUID> occurrences) {
        if (occurrences.isEmpty()) {
            return Mono.empty();
        }
        List<byte[]> ids = occurrences.stream().map(Ids::bytes).toList();
        return database.sql("DELETE FROM places WHERE occurrence_id IN (:ids)")
                .bind("ids", ids)
                .then()
                .then(database.sql("DELETE FROM occurrence WHERE id IN (:ids)")
                        .bind("ids", ids)
                        .then());
    }

    private GenericExecuteSpec columns(GenericExecuteSpec sql, Activity activity) {
        ActivityTexts texts = activity.texts();
        ActivityTerms terms = activity.terms();
        String brand = texts.brand();
        return sql.bind("id", Ids.bytes(activity.id()))
                .bind("home", Ids.bytes(activity.youthHomeId()))
                .bind("community", Ids.bytes(activity.communityId()))
                .bind("programme", code(activity.programme()))
                .bind("brand", text(brand))
                .bind("title", texts.title())
                .bind("summary", texts.summary())
                .bind("description", texts.description())
                .bind("meetingPoint", texts.meetingPoint())
                .bind("conditions", texts.conditions())
                .bind("risks", texts.risks())
                .bind("safeguards", texts.safeguards())
                .bind("contact", texts.contact())
                .bind("walkIn", terms.walkIn())
                .bind("showsHeadcount", terms.showsHeadcount())
                .bind("showsArrivals", terms.showsArrivals())
                .bind("doorsOpen", terms.doorsOpenMinutes())
                .bind(
                        "fence",
                        terms.fenceMetres() == null
                                ? Parameters.in(R2dbcType.INTEGER)
                                : Parameters.in(terms.fenceMetres()))
                .bind("closes", time(terms.enrolmentClosesAt()))
                .bind("status", code(activity.status()))
                .bind("cancelReason", text(activity.cancelReason()))
                .bind("first", Times.column(activity.firstStartsAt()))
                .bind("last", Times.column(activity.lastEndsAt()))
                .bind("audiences", Audience.column(terms.audiences()))
                .bind("version", activity.version())
                .bind("published", time(activity.publishedAt()))
                .bind("now", Times.column(clock.instant()));
    }

    private static GenericExecuteSpec times(GenericExecuteSpec sql, PlannedOccurrence occurrence) {
        return sql.bind("id", Ids.bytes(occurrence.id()))
                .bind("starts", Times.column(occurrence.startsAt()))
                .bind("ends", Times.column(occurrence.endsAt()))
                .bind("shiftStarts", Times.column(occurrence.volunteerStartsAt()))
                .bind("shiftEnds", Times.column(occurrence.volunteerEndsAt()))
                .bind("cancelled", occurrence.cancelled());
    }

    private Mono<Activity> read(UUID id, String lock) {
        // One after the other: the second sees what whoever held the lock before has written.
        return database.sql(SELECT + lock)
                .bind("id", Ids.bytes(id))
                .map(ActivityStore::head)
                .one()
                .flatMap(head -> database.sql(OCCURRENCES + lock)
                        .bind("id", Ids.bytes(id))
                        .map(ActivityStore::side)
                        .all()
                        .collectList()
                        .map(sides -> head.with(occurrences(sides))))
                .flatMap(activity -> photos.of(ActivityPhotos.Of.ACTIVITY, id).map(activity::showing));
    }

    private static List<PlannedOccurrence> occurrences(List<Side> sides) {
        Map<UUID, List<Side>> byOccurrence = sides.stream().collect(Collectors.groupingBy(Side::id));
        return byOccurrence.values().stream().map(Side::join).toList();
    }

    private record Head(Activity activity) {
        Activity with(List<PlannedOccurrence> occurrences) {
            return new Activity(
                    activity.id(),
                    activity.youthHomeId(),
                    activity.communityId(),
                    activity.programme(),
                    activity.texts(),
                    activity.terms(),
                    activity.status(),
                    activity.cancelReason(),
                    activity.version(),
                    activity.createdBy(),
                    activity.publishedAt(),
                    occurrences);
        }
    }

    /** One side of an occurrence, as a row has it. */
    private record Side(UUID id, PlannedOccurrence occurrence, boolean volunteer) {
        static PlannedOccurrence join(List<Side> sides) {
            Side any = sides.get(0);
            PlannedOccurrence.Seats none = new PlannedOccurrence.Seats(0, 0);
            PlannedOccurrence.Seats participants = none;
            PlannedOccurrence.Seats volunteers = none;
            for (Side side : sides) {
                if (side.volunteer) {
                    volunteers = side.occurrence.volunteers();
                } else {
                    participants = side.occurrence.participants();
                }
            }
            PlannedOccurrence occurrence = any.occurrence;
            return new PlannedOccurrence(
                    occurrence.id(),
                    occurrence.codeNumber(),
                    occurrence.startsAt(),
                    occurrence.endsAt(),
                    occurrence.volunteerStartsAt(),
                    occurrence.volunteerEndsAt(),
                    occurrence.cancelled(),
                    participants,
                    volunteers);
        }
    }

    private static Side side(Readable readable) {
        Row row = new Row(readable);
        PlannedOccurrence.Seats seats = new PlannedOccurrence.Seats(row.number("capacity"), row.number("taken"));
        UUID id = row.id("id");
        return new Side(
                id,
                new PlannedOccurrence(
                        id,
                        row.bigNumber("code_number"),
                        row.instant("starts_at"),
                        row.instant("ends_at"),
                        row.instant("volunteer_starts_at"),
                        row.instant("volunteer_ends_at"),
                        row.flag("cancelled"),
                        seats,
                        seats),
                row.text("enrolled_as").equals("volunteer"));
    }

    private static Head head(Readable readable) {
        Row row = new Row(readable);
        return new Head(new Activity(
                row.id("id"),
                row.id("youth_home_id"),
                row.id("community_id"),
                Programme.valueOf(row.text("programme").toUpperCase(Locale.ROOT)),
                new ActivityTexts(
                        row.text("title"),
                        row.textOrNull("brand"),
                        row.text("summary"),
                        row.text("description"),
                        row.text("meeting_point"),
                        row.text("conditions"),
                        row.text("risks"),
                        row.text("safeguards"),
                        row.text("contact"),
                        List.of()),
                new ActivityTerms(
                        row.flag("walk_in"),
                        row.flag("shows_headcount"),
                        row.flag("shows_arrivals"),
                        row.number("doors_open_minutes"),
                        row.numberOrNull("fence_metres"),
                        row.instantOrNull("enrolment_closes_at"),
                        Audience.of(row.text("audiences"))),
                ActivityStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.textOrNull("cancel_reason"),
                row.number("version"),
                row.id("created_by"),
                row.instantOrNull("published_at"),
                List.of()));
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Parameter text(@Nullable String text) {
        return text == null ? Parameters.in(R2dbcType.VARCHAR) : Parameters.in(text);
    }

    private static Parameter time(@Nullable Instant time) {
        LocalDateTime column = time == null ? null : Times.column(time);
        return column == null ? Parameters.in(R2dbcType.TIMESTAMP) : Parameters.in(column);
    }
}
