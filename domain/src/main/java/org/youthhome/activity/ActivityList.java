package org.youthhome.activity;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.GeoPoint;
import reactor.core.publisher.Mono;

/**
 * Finds activities: those that run or come next first, by the time of that occurrence; then those that are over, the
 * latest first. One query for each of the two, and the second only where the first leaves room.
 *
 * <p>What comes next is found by walking {@code occurrence_starts} from a day ago on: an occurrence lasts at most 24
 * hours, so nothing that still runs began earlier, and a million past activities are never touched. What is over is
 * found by walking {@code (status, last_ends_at)} backwards, one status at a time, since a walk through two at once
 * would have to be sorted. A walk stops at the end of the page.
 */
@Component
public class ActivityList {

    private static final Duration LONGEST_OCCURRENCE = Duration.ofHours(24);
    private static final String AHEAD = "ahead";
    private static final String BEHIND = "behind";

    private static final String COLUMNS = """
            a.id, a.title, a.summary, a.programme, a.brand, a.status, a.version, a.walk_in, a.youth_home_id,
            a.community_id, a.last_ends_at, h.name AS home_name, h.address, h.longitude, h.latitude,
            o.id AS occurrence_id, o.code_number, o.starts_at, o.ends_at, o.volunteer_starts_at, o.volunteer_ends_at,
            o.cancelled, p.capacity AS p_capacity, p.taken AS p_taken, v.capacity AS v_capacity, v.taken AS v_taken,
            (SELECT COUNT(*) FROM occurrence n WHERE n.activity_id = a.id) AS occurrences
            """;

    private static final String PLACES = """
             JOIN places p ON p.occurrence_id = o.id AND p.enrolled_as = 'participant'
             JOIN places v ON v.occurrence_id = o.id AND v.enrolled_as = 'volunteer'
            """;

    private static final String OPEN = """
            (a.status = 'published' AND (a.enrolment_closes_at IS NULL OR a.enrolment_closes_at > :now)
             AND EXISTS (SELECT 1 FROM occurrence x JOIN places y ON y.occurrence_id = x.id
                          WHERE x.activity_id = a.id AND x.ends_at > :now AND x.cancelled = FALSE
                            AND y.taken < y.capacity))
            """;

    private static final String LATEST_FIRST = " ORDER BY last_ends_at DESC, id DESC LIMIT :limit";

    /** How many of the latest of a status are looked through for a word before the full-text index is asked. */
    private static final int LOOKED_THROUGH = 2_000;

    private static final int FEW_PLACES = 10;

    private static final Set<ActivityStatus> PUBLIC = EnumSet.of(ActivityStatus.PUBLISHED, ActivityStatus.CLOSED);

    private final DatabaseClient database;
    private final Rights rights;
    private final Territory territory;
    private final Clock clock;

    ActivityList(DatabaseClient database, Rights rights, Territory territory, Clock clock) {
        this.database = database;
        this.rights = rights;
        this.territory = territory;
        this.clock = clock;
    }

    /** A page of what was asked for. */
    public Mono<Page<ActivityCard>> page(ActivityQuery query) {
        return territory.tree().flatMap(tree -> communities(query, tree)
                .flatMap(communities -> communities.places().isEmpty() && !communities.all()
                        ? Mono.just(new Page<ActivityCard>(List.of(), null))
                        : page(query, communities, tree)));
    }

    private Mono<Page<ActivityCard>> page(ActivityQuery query, Communities communities, Territory.Tree tree) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Cursor after = query.after() == null ? null : Cursor.parse(query.after(), 4);
        // A list that somebody leafs through stays as it was at its first page.
        Instant asOf = after == null ? now : after.instant(1);
        boolean window = query.from() != null || query.to() != null;
        Search search = new Search(query, communities, tree, now, asOf);
        if (after != null && after.part(0).equals(BEHIND)) {
            return search.behind(query.limit() + 1, after)
                    .map(found -> Page.of(found, query.limit(), last -> behind(asOf, last)))
                    .map(page -> page.map(Found::card));
        }
        if (after != null && !after.part(0).equals(AHEAD)) {
            return Mono.error(Refusal.invalid("after", "bad_cursor"));
        }
        return search.ahead(query.limit() + 1, after)
                .flatMap(ahead -> {
                    if (ahead.size() > query.limit() || window || query.open()) {
                        return Mono.just(Page.of(ahead, query.limit(), last -> ahead(asOf, last)));
                    }
                    return search.behind(query.limit() + 1 - ahead.size(), null).map(behind -> {
                        List<Found> both =
                                Stream.concat(ahead.stream(), behind.stream()).toList();
                        return Page.of(
                                both,
                                query.limit(),
                                last -> ahead.contains(last) ? ahead(asOf, last) : behind(asOf, last));
                    });
                })
                .map(page -> page.map(Found::card));
    }

    private static Cursor ahead(Instant asOf, Found last) {
        PlannedOccurrence occurrence = last.card().next();
        return Cursor.of(AHEAD, asOf, occurrence.startsAt(), occurrence.id());
    }

    private static Cursor behind(Instant asOf, Found last) {
        return Cursor.of(BEHIND, asOf, last.lastEndsAt(), last.card().id());
    }

    /** Where to look; all or some. */
    private record Communities(boolean all, Collection<UUID> places) {}

    private Mono<Communities> communities(ActivityQuery query, Territory.Tree tree) {
        UUID asked = query.communityId();
        UUID person = query.mineOf();
        if (person == null) {
            return Mono.just(asked == null ? new Communities(true, List.of()) : new Communities(false, List.of(asked)));
        }
        return rights.of(person)
                .map(holdings -> holdings.stream()
                        .filter(holding -> holding.role().grants(Right.PUBLISH_ACTIVITY))
                        .flatMap(holding -> tree.within(holding.placeId()).stream())
                        .filter(id -> tree.place(id)
                                .filter(place -> place.kind() == Place.Kind.COMMUNITY)
                                .isPresent())
                        .filter(id -> asked == null || asked.equals(id))
                        .collect(Collectors.toSet()))
                .map(places -> new Communities(false, places));
    }

    /** An activity that was found, and when it is over. */
    private record Found(ActivityCard card, Instant lastEndsAt) {}

    /** One question in SQL. */
    private final class Search {

        private final ActivityQuery query;
        private final Territory.Tree tree;
        private final Instant asOf;
        private final List<String> pieces;
        private final List<String> conditions = new ArrayList<>();
        private final Map<String, Object> values = new LinkedHashMap<>();
        private final boolean inFewPlaces;
        private final String metres;

        Search(ActivityQuery query, Communities communities, Territory.Tree tree, Instant now, Instant asOf) {
            this.query = query;
            this.tree = tree;
            this.asOf = asOf;
            this.inFewPlaces = query.youthHomeId() != null
                    || (!communities.all() && communities.places().size() <= FEW_PLACES);
            values.put("now", Times.column(now));
            if (!communities.all()) {
                conditions.add("a.community_id IN (:communities)");
                values.put(
                        "communities",
                        communities.places().stream().map(Ids::bytes).toList());
            }
            if (query.youthHomeId() != null) {
                conditions.add("a.youth_home_id = :home");
                values.put("home", Ids.bytes(query.youthHomeId()));
            }
            if (query.programme() != null) {
                conditions.add("a.programme = :programme");
                values.put("programme", code(query.programme()));
            }
            if (query.open()) {
                conditions.add(OPEN);
            }
            GeoPoint near = query.near();
            this.metres = near == null ? "CAST(NULL AS SIGNED)" : GeoPoint.METRES_SQL;
            if (near != null) {
                values.put("longitude", near.longitude());
                values.put("latitude", near.latitude());
            }
            if (query.radius() != null) {
                if (near == null) {
                    throw Refusal.invalid("near", "required");
                }
                conditions.add("a.youth_home_id IN (SELECT h.id FROM youth_home h WHERE " + metres + " <= :radius)");
                values.put("radius", query.radius());
            }
            String q = query.q();
            this.pieces = q == null ? List.of() : SearchWords.asked(q);
            if (q != null && SearchWords.booleanMode(pieces).isEmpty()) {
                throw Refusal.invalid("q", "search_too_short");
            }
            for (int i = 0; i < pieces.size(); i++) {
                conditions.add("a.search_text LIKE :piece" + i + " ESCAPE '!'");
                values.put("piece" + i, SearchWords.like(pieces.get(i)));
            }
        }

        /**
         * Each activity with its first occurrence in the time asked for, or that is not over. The words are looked for
         * in the texts alone: what is ahead is little, and a word that half of a million past titles have costs nothing.
         */
        Mono<List<Found>> ahead(int limit, @Nullable Cursor after) {
            Map<String, Object> bound = new LinkedHashMap<>(values);
            Instant from = query.from() == null ? asOf : query.from();
            boolean window = query.from() != null || query.to() != null;
            List<String> where = new ArrayList<>(conditions);
            Set<ActivityStatus> statuses = query.mineOf() == null
                    ? (window ? PUBLIC : EnumSet.of(ActivityStatus.PUBLISHED))
                    : window
                            ? EnumSet.allOf(ActivityStatus.class)
                            : EnumSet.of(ActivityStatus.DRAFT, ActivityStatus.IN_REVIEW, ActivityStatus.PUBLISHED);
            where.add("a.status IN (:statuses)");
            bound.put("statuses", statuses.stream().map(ActivityList::code).toList());
            String cancelled = query.mineOf() != null && window ? "" : " AND %s.cancelled = FALSE";
            where.add("o.starts_at > :earliest AND o.ends_at > :from" + cancelled.formatted("o"));
            where.add("a.last_ends_at > :from");
            bound.put("earliest", Times.column(from.minus(LONGEST_OCCURRENCE)));
            bound.put("from", Times.column(from));
            if (query.to() != null) {
                where.add("o.starts_at < :to");
                bound.put("to", Times.column(query.to()));
            }
            where.add("""
                    NOT EXISTS (SELECT 1 FROM occurrence e
                                 WHERE e.activity_id = o.activity_id AND e.starts_at > :earliest
                                   AND e.starts_at <= o.starts_at AND e.ends_at > :from%s
                                   AND (e.starts_at < o.starts_at OR e.id < o.id))
                    """.formatted(cancelled.formatted("e")));
            if (after != null) {
                where.add("o.starts_at >= :start AND (o.starts_at > :start OR o.id > :last)");
                bound.put("start", Times.column(after.instant(2)));
                bound.put("last", Ids.bytes(after.id(3)));
            }
            // Left alone, an optimiser may sort all that is ahead; where few places are asked for, it knows better.
            String sql = (inFewPlaces ? "SELECT " : "SELECT STRAIGHT_JOIN ") + COLUMNS + ", " + OPEN + " AS open_now, "
                    + metres + " AS metres FROM occurrence o JOIN activity a ON a.id = o.activity_id"
                    + " JOIN youth_home h ON h.id = a.youth_home_id " + PLACES + " WHERE "
                    + String.join(" AND ", where) + " ORDER BY o.starts_at, o.id LIMIT :limit";
            return found(sql, bound, limit);
        }

        /** Those that are over, the latest first, each with its last occurrence. */
        Mono<List<Found>> behind(int limit, @Nullable Cursor after) {
            String and = conditions.isEmpty() ? "" : " AND " + String.join(" AND ", conditions);
            if (pieces.isEmpty() || inFewPlaces) {
                return behind(limit, after, byStatus(and, after));
            }
            // A word that many have is found at once among the latest; one that few have, the full-text index finds.
            return behind(limit, after, amongTheLatest(and, after))
                    .flatMap(found ->
                            found.size() == limit ? Mono.just(found) : behind(limit, after, byWords(and, after)));
        }

        private Mono<List<Found>> behind(int limit, @Nullable Cursor after, String keys) {
            Map<String, Object> bound = new LinkedHashMap<>(values);
            bound.put("asOf", Times.column(asOf));
            if (after != null) {
                bound.put("end", Times.column(after.instant(2)));
                bound.put("last", Ids.bytes(after.id(3)));
            }
            if (keys.contains(":words")) {
                bound.put("words", SearchWords.booleanMode(pieces));
            }
            String sql = "SELECT " + COLUMNS + ", " + OPEN + " AS open_now, " + metres + " AS metres FROM (" + keys
                    + LATEST_FIRST + """
                    ) k
                     JOIN activity a ON a.id = k.id
                     JOIN youth_home h ON h.id = a.youth_home_id
                     JOIN occurrence o ON o.id = (SELECT l.id FROM occurrence l WHERE l.activity_id = a.id
                                                   ORDER BY l.starts_at DESC, l.id DESC LIMIT 1)
                    """ + PLACES + " ORDER BY k.last_ends_at DESC, k.id DESC";
            return found(sql, bound, limit);
        }

        private String byStatus(String and, @Nullable Cursor after) {
            return statusesBehind().stream()
                    .map(status -> "(SELECT a.id, a.last_ends_at FROM activity a WHERE " + over("a", status, after)
                            + and + LATEST_FIRST + ")")
                    .collect(Collectors.joining(" UNION ALL "));
        }

        private String amongTheLatest(String and, @Nullable Cursor after) {
            return statusesBehind().stream()
                    .map(status -> "(SELECT a.id, a.last_ends_at FROM (SELECT t.id FROM activity t WHERE "
                            + over("t", status, after) + " ORDER BY t.last_ends_at DESC, t.id DESC LIMIT "
                            + LOOKED_THROUGH + ") w JOIN activity a ON a.id = w.id WHERE TRUE" + and + LATEST_FIRST
                            + ")")
                    .collect(Collectors.joining(" UNION ALL "));
        }

        private String byWords(String and, @Nullable Cursor after) {
            return "SELECT a.id, a.last_ends_at FROM activity a"
                    + " WHERE MATCH(a.search_tokens) AGAINST (:words IN BOOLEAN MODE)"
                    + statusesBehind().stream()
                            .map(status -> over("a", status, after))
                            .collect(Collectors.joining(") OR (", " AND ((", "))"))
                    + and;
        }

        /** What is closed or cancelled is over, whenever its time is. */
        private String over(String table, ActivityStatus status, @Nullable Cursor after) {
            boolean ended = status == ActivityStatus.CLOSED || status == ActivityStatus.CANCELLED;
            String over = "%1$s.status = '%2$s'".formatted(table, code(status))
                    + (ended ? "" : " AND %1$s.last_ends_at <= :asOf".formatted(table));
            return after == null
                    ? over
                    : over
                            + " AND %1$s.last_ends_at <= :end AND (%1$s.last_ends_at < :end OR %1$s.id < :last)"
                                    .formatted(table);
        }

        private Set<ActivityStatus> statusesBehind() {
            return query.mineOf() == null ? PUBLIC : EnumSet.allOf(ActivityStatus.class);
        }

        private Mono<List<Found>> found(String sql, Map<String, Object> bound, int limit) {
            return database.sql(sql)
                    .bindValues(bound)
                    .bind("limit", limit)
                    .map(readable -> read(readable, tree))
                    .all()
                    .collectList();
        }
    }

    private static Found read(Readable readable, Territory.Tree tree) {
        Row row = new Row(readable);
        UUID communityId = row.id("community_id");
        PlannedOccurrence next = new PlannedOccurrence(
                row.id("occurrence_id"),
                row.bigNumber("code_number"),
                row.instant("starts_at"),
                row.instant("ends_at"),
                row.instant("volunteer_starts_at"),
                row.instant("volunteer_ends_at"),
                row.flag("cancelled"),
                new PlannedOccurrence.Seats(row.number("p_capacity"), row.number("p_taken")),
                new PlannedOccurrence.Seats(row.number("v_capacity"), row.number("v_taken")));
        ActivityCard card = new ActivityCard(
                row.id("id"),
                row.text("title"),
                row.text("summary"),
                Programme.valueOf(row.text("programme").toUpperCase(Locale.ROOT)),
                row.textOrNull("brand"),
                ActivityStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.number("version"),
                row.flag("walk_in"),
                row.id("youth_home_id"),
                row.text("home_name"),
                row.text("address"),
                new GeoPoint(row.decimal("longitude"), row.decimal("latitude")),
                communityId,
                tree.place(communityId).map(Place::name).orElse(""),
                next,
                row.number("occurrences"),
                row.number("open_now") == 1,
                row.numberOrNull("metres"));
        return new Found(card, row.instant("last_ends_at"));
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
