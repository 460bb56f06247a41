package org.youthhome.activity;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Mono;

/** Activities in MySQL, with their occurrences and photos. */
@Component
class ActivityStore {

    private static final String SELECT = """
            SELECT id, youth_home_id, community_id, programme, brand, title, summary, description, meeting_point,
                   conditions, risks, safeguards, contact, walk_in, shows_headcount, shows_arrivals, doors_open_minutes,
                   fence_metres, enrolment_closes_at, audiences, status, cancel_reason, version, created_by, published_at
              FROM activity
             WHERE id = :id
            """;

    private final DatabaseClient database;
    private final OccurrenceStore occurrences;
    private final ActivityPhotos photos;
    private final Clock clock;

    ActivityStore(DatabaseClient database, OccurrenceStore occurrences, ActivityPhotos photos, Clock clock) {
        this.database = database;
        this.occurrences = occurrences;
        this.photos = photos;
        this.clock = clock;
    }

    /** The activity as it stands; empty when there is none. */
    Mono<Activity> find(UUID id) {
        return read(id, false);
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
                .flatMap(occurrences::lock)
                .then(Mono.defer(() -> read(id, true)));
    }

    Mono<UUID> communityOf(UUID id) {
        return database.sql("SELECT community_id FROM activity WHERE id = :id")
                .bind("id", Ids.bytes(id))
                .map(row -> new Row(row).id("community_id"))
                .one();
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
                .then(occurrences.save(activity.id(), List.of(), activity.occurrences()))
                .then(photos.save(
                        ActivityPhotos.Of.ACTIVITY,
                        activity.id(),
                        List.of(),
                        activity.texts().photos()));
    }

    /** Writes what differs; the caller holds the lock of {@code before}. */
    Mono<Void> save(Activity before, Activity after) {
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
                .then(occurrences.save(after.id(), before.occurrences(), after.occurrences()))
                .then(photos.save(
                        ActivityPhotos.Of.ACTIVITY,
                        after.id(),
                        before.texts().photos(),
                        after.texts().photos()));
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

    private Mono<Activity> read(UUID id, boolean locked) {
        // One after the other: the second sees what whoever held the lock before has written.
        return database.sql(SELECT + (locked ? " FOR UPDATE" : ""))
                .bind("id", Ids.bytes(id))
                .map(ActivityStore::head)
                .one()
                .flatMap(head -> occurrences.of(id, locked).map(head::with))
                .flatMap(activity -> photos.of(ActivityPhotos.Of.ACTIVITY, id).map(activity::showing));
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
