package org.youthhome.activity.search;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityCard;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.search.NextOccurrences.Hit;
import org.youthhome.activity.search.NextOccurrences.Window;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.GeoPoint;
import reactor.core.publisher.Mono;

/**
 * Finds activities: those that run or come next first, by the time of that occurrence; then those that are over, the
 * latest first. Where words are asked for, within each of the two the best fitting come first.
 */
@Component
public class ActivitySearch {

    private static final String AHEAD = "ahead";
    private static final String BEHIND = "behind";
    private static final int CURSOR = 6;
    private static final int RELATED = 6;

    private static final Set<ActivityStatus> PUBLIC = EnumSet.of(ActivityStatus.PUBLISHED, ActivityStatus.CLOSED);

    private final ActivityIndex index;
    private final IndexFollower follower;
    private final Rights rights;
    private final Territory territory;
    private final Clock clock;

    ActivitySearch(ActivityIndex index, IndexFollower follower, Rights rights, Territory territory, Clock clock) {
        this.index = index;
        this.follower = follower;
        this.rights = rights;
        this.territory = territory;
        this.clock = clock;
    }

    /** A page of what was asked for. */
    public Mono<Page<ActivityCard>> page(ActivityQuery query) {
        if (query.nearestFirst() && query.near() == null) {
            return Mono.error(Refusal.invalid("near", "required"));
        }
        Cursor after = query.after() == null ? null : Cursor.parse(query.after(), CURSOR);
        if (after != null && !Set.of(AHEAD, BEHIND).contains(after.part(0))) {
            return Mono.error(Refusal.invalid("after", "bad_cursor"));
        }
        return asked(query, (places, tree) -> searcher -> new Asked(query, places, tree, now(), after).page(searcher));
    }

    /** How many there are for each value of each filter, were it chosen instead of what is. */
    public Mono<ActivityCounts> counts(ActivityQuery query) {
        return asked(query, (places, tree) -> searcher -> {
            Counting counting = counting(query, places, tree);
            collect(
                    searcher,
                    onNow(query, Conditions.fixed(query, places.mine(), statuses(query)))
                            .build(),
                    counting);
            return counting.counts(tree);
        });
    }

    /** The homes in a box of the map with how many activities each has, taken together where the map is small. */
    public Mono<List<MapPoint>> map(ActivityQuery query, double[] box, int zoom) {
        return asked(query, (places, tree) -> searcher -> {
            Counting counting = counting(query, places, tree);
            BooleanQuery.Builder all = onNow(query, Conditions.fixed(query, places.mine(), statuses(query)));
            all.add(Conditions.inside(new Conditions.Box(box[0], box[1], box[2], box[3])), Occur.FILTER);
            collect(searcher, all.build(), counting);
            return MapPoint.of(counting.homes(), zoom);
        });
    }

    /** Others that are on, of the same brand, home or programme; those that share most first, then those that come next. */
    public Mono<List<ActivityCard>> related(UUID activityId) {
        return Mono.zip(follower.ready().then(follower.upToDate()).then(territory.tree()), Mono.just(activityId))
                .flatMap(both -> index.ask(searcher -> {
                    Findable activity = find(searcher, activityId);
                    if (activity == null || !PUBLIC.contains(activity.status())) {
                        return List.<ActivityCard>of();
                    }
                    Instant now = now();
                    BooleanQuery.Builder like = new BooleanQuery.Builder();
                    if (activity.brand() != null) {
                        like.add(
                                Conditions.worth(
                                        4,
                                        Conditions.term(
                                                ActivityDocument.BRAND, SearchText.normalise(activity.brand()))),
                                Occur.SHOULD);
                    }
                    like.add(
                            Conditions.worth(
                                    2,
                                    Conditions.term(
                                            ActivityDocument.PROGRAMME, ActivityDocument.code(activity.programme()))),
                            Occur.SHOULD);
                    like.add(
                            Conditions.worth(3, Conditions.id(ActivityDocument.HOME, activity.youthHomeId())),
                            Occur.SHOULD);
                    like.add(
                            Conditions.worth(1, Conditions.id(ActivityDocument.COMMUNITY, activity.communityId())),
                            Occur.SHOULD);
                    Query all = new BooleanQuery.Builder()
                            .add(like.build(), Occur.MUST)
                            .add(Conditions.statuses(EnumSet.of(ActivityStatus.PUBLISHED)), Occur.FILTER)
                            .add(Conditions.after(ActivityDocument.LAST, now), Occur.FILTER)
                            .add(Conditions.id(ActivityDocument.ID, activityId), Occur.MUST_NOT)
                            .build();
                    NextOccurrences next = new NextOccurrences(
                            new Window(ActivityDocument.micros(now), Long.MAX_VALUE, 0, false),
                            null,
                            true,
                            null,
                            RELATED);
                    collect(searcher, all, next);
                    return cards(searcher, next.hits(), both.getT1(), now, null);
                }));
    }

    private Counting counting(ActivityQuery query, Places places, Territory.Tree tree) {
        Instant now = now();
        return new Counting(
                query, places.asked() == null ? null : tree.within(places.asked()), window(query, now), now);
    }

    /** What is ahead, or in the time asked for. */
    private BooleanQuery.Builder onNow(ActivityQuery query, BooleanQuery.Builder fixed) {
        Instant from = query.from() == null ? now() : query.from();
        return fixed.add(Conditions.after(ActivityDocument.LAST, from), Occur.FILTER);
    }

    private interface Work<T> {
        ActivityIndex.Question<T> on(Places places, Territory.Tree tree);
    }

    /** Where to look: the place that was asked for, and of all places those where the caller publishes, if only these count. */
    private record Places(@Nullable UUID asked, @Nullable Collection<UUID> mine) {}

    private <T> Mono<T> asked(ActivityQuery query, Work<T> work) {
        return follower.ready().then(follower.upToDate()).then(territory.tree()).flatMap(tree -> mine(query, tree)
                .map(mine -> new Places(query.placeId(), mine))
                .defaultIfEmpty(new Places(query.placeId(), null))
                .flatMap(places -> index.ask(work.on(places, tree))));
    }

    private Mono<Collection<UUID>> mine(ActivityQuery query, Territory.Tree tree) {
        UUID person = query.mineOf();
        if (person == null) {
            return Mono.empty();
        }
        return rights.of(person).map(holdings -> holdings.stream()
                .filter(holding -> holding.role().grants(Right.PUBLISH_ACTIVITY))
                .flatMap(holding -> tree.within(holding.placeId()).stream())
                .filter(id -> tree.place(id)
                        .filter(place -> place.kind() == Place.Kind.COMMUNITY)
                        .isPresent())
                .collect(Collectors.toSet()));
    }

    /** Those that are ahead, or in the time asked for. */
    private static Set<ActivityStatus> statuses(ActivityQuery query) {
        if (query.mineOf() == null) {
            return query.window() ? PUBLIC : EnumSet.of(ActivityStatus.PUBLISHED);
        }
        return query.window()
                ? EnumSet.allOf(ActivityStatus.class)
                : EnumSet.of(ActivityStatus.DRAFT, ActivityStatus.IN_REVIEW, ActivityStatus.PUBLISHED);
    }

    private static Window window(ActivityQuery query, Instant asOf) {
        Instant from = query.from() == null ? asOf : query.from();
        return new Window(
                ActivityDocument.micros(from),
                query.to() == null ? Long.MAX_VALUE : ActivityDocument.micros(query.to()),
                ActivityDocument.Times.bits(query.parts()),
                query.mineOf() != null && query.window());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** A page, on its way. */
    private static final class Asked {

        private final ActivityQuery query;
        private final Places places;
        private final Territory.Tree tree;
        private final Instant now;
        private final @Nullable Cursor after;
        /** A list that somebody leafs through stays as it was at its first page. */
        private final Instant asOf;

        private final boolean ranked;
        private final @Nullable GeoPoint from;

        Asked(ActivityQuery query, Places places, Territory.Tree tree, Instant now, @Nullable Cursor after) {
            this.query = query;
            this.places = places;
            this.tree = tree;
            this.now = now;
            this.after = after;
            this.asOf = after == null ? now : after.instant(1);
            this.ranked = query.q() != null;
            this.from = query.nearestFirst() ? query.near() : null;
        }

        Page<ActivityCard> page(IndexSearcher searcher) throws IOException {
            int wanted = query.limit() + 1;
            if (after != null && after.part(0).equals(BEHIND)) {
                return behind(searcher, List.of(), wanted, after, null);
            }
            List<Hit> ahead = ahead(searcher, wanted);
            List<ActivityCard> cards = cards(searcher, ahead, tree, now, query.near());
            if (ahead.size() == wanted) {
                return new Page<>(
                        cards.subList(0, query.limit()),
                        cursor(ahead.get(query.limit() - 1)).text());
            }
            if (query.window() || query.open() || !query.parts().isEmpty()) {
                return new Page<>(cards, null);
            }
            // Where what is ahead fills the page, the next one begins behind its last.
            Cursor full = ahead.size() == query.limit() ? cursor(ahead.get(query.limit() - 1)) : null;
            return behind(searcher, cards, wanted - ahead.size(), null, full);
        }

        private List<Hit> ahead(IndexSearcher searcher, int wanted) throws IOException {
            Instant from = query.from() == null ? asOf : query.from();
            BooleanQuery.Builder all =
                    conditions(statuses(query)).add(Conditions.after(ActivityDocument.LAST, from), Occur.FILTER);
            NextOccurrences next = new NextOccurrences(window(query, asOf), this.from, ranked, hit(after), wanted);
            collect(searcher, all.build(), next);
            return next.hits();
        }

        private BooleanQuery.Builder conditions(Set<ActivityStatus> statuses) {
            Collection<UUID> mine = places.mine();
            UUID asked = places.asked();
            Collection<UUID> communities = mine;
            if (asked != null) {
                Set<UUID> within = tree.within(asked);
                communities = mine == null
                        ? within
                        : mine.stream().filter(within::contains).toList();
            }
            return Conditions.all(query, communities, statuses, now);
        }

        /** Those that are over, behind those {@code before} on the same page. What is closed or cancelled is over. */
        private Page<ActivityCard> behind(
                IndexSearcher searcher,
                List<ActivityCard> before,
                int wanted,
                @Nullable Cursor after,
                @Nullable Cursor full)
                throws IOException {
            Set<ActivityStatus> ended = EnumSet.of(ActivityStatus.CLOSED);
            Set<ActivityStatus> seen = EnumSet.copyOf(PUBLIC);
            if (query.mineOf() != null) {
                ended.add(ActivityStatus.CANCELLED);
                seen = EnumSet.allOf(ActivityStatus.class);
            }
            Query over = new BooleanQuery.Builder()
                    .add(Conditions.statuses(ended), Occur.SHOULD)
                    .add(Conditions.until(ActivityDocument.LAST, asOf), Occur.SHOULD)
                    .build();
            Query all = conditions(seen).add(over, Occur.FILTER).build();
            Sort latestFirst = ranked
                    ? new Sort(SortField.FIELD_SCORE, LAST_FIRST, ID_LAST_FIRST)
                    : new Sort(LAST_FIRST, ID_LAST_FIRST);
            ScoreDoc[] found = searcher.search(
                            all, new TopFieldCollectorManager(latestFirst, wanted, fieldDoc(searcher, after), 1))
                    .scoreDocs;
            List<ActivityCard> cards = new ArrayList<>(before);
            Cursor next = found.length > 0 ? full : null;
            for (int i = 0; i < found.length && cards.size() < query.limit(); i++) {
                Findable activity = read(searcher, found[i].doc);
                cards.add(card(activity, activity.occurrences().size() - 1, tree, now, query.near()));
                if (cards.size() == query.limit() && i + 1 < found.length) {
                    next = cursor(activity, ((FieldDoc) found[i]));
                }
            }
            return new Page<>(cards, next == null ? null : next.text());
        }

        private Cursor cursor(Hit last) {
            return Cursor.of(
                    AHEAD, asOf, last.rank(), last.metres(), ActivityDocument.instant(last.start()), last.id());
        }

        private Cursor cursor(Findable activity, FieldDoc last) {
            int rank = ranked ? ((Float) Objects.requireNonNull(last.fields)[0]).intValue() : 0;
            return Cursor.of(BEHIND, asOf, rank, 0, activity.lastEndsAt(), activity.id());
        }

        private static @Nullable Hit hit(@Nullable Cursor after) {
            return after == null
                    ? null
                    : new Hit(
                            0,
                            0,
                            (int) after.number(2),
                            (int) after.number(3),
                            ActivityDocument.micros(after.instant(4)),
                            after.id(5));
        }

        private @Nullable FieldDoc fieldDoc(IndexSearcher searcher, @Nullable Cursor after) {
            if (after == null) {
                return null;
            }
            Object end = ActivityDocument.micros(after.instant(4));
            Object id = new BytesRef(Ids.bytes(after.id(5)));
            Object[] fields = ranked ? new Object[] {(float) after.number(2), end, id} : new Object[] {end, id};
            // The last document there is: of two that are the same to the sort, none comes behind it.
            return new FieldDoc(Math.max(0, searcher.getIndexReader().maxDoc() - 1), 0, fields);
        }
    }

    private static final SortField LAST_FIRST = new SortField(ActivityDocument.LAST, SortField.Type.LONG, true);
    private static final SortField ID_LAST_FIRST = new SortField(ActivityDocument.ID, SortField.Type.STRING, true);

    /** Each question is answered by one thread: there are as many questions as threads. */
    private static <C extends Collector> void collect(IndexSearcher searcher, Query query, C into) throws IOException {
        C filled = searcher.search(query, new CollectorManager<C, C>() {
            @Override
            public C newCollector() {
                return into;
            }

            @Override
            public C reduce(Collection<C> collectors) {
                return into;
            }
        });
        assert filled == into;
    }

    private static List<ActivityCard> cards(
            IndexSearcher searcher, List<Hit> hits, Territory.Tree tree, Instant now, @Nullable GeoPoint near)
            throws IOException {
        List<ActivityCard> cards = new ArrayList<>();
        for (Hit hit : hits) {
            cards.add(card(read(searcher, hit.document()), hit.occurrence(), tree, now, near));
        }
        return cards;
    }

    private static ActivityCard card(
            Findable activity, int occurrence, Territory.Tree tree, Instant now, @Nullable GeoPoint near) {
        String community = tree.place(activity.communityId()).map(Place::name).orElse("");
        return activity.card(occurrence, community, now, near);
    }

    private static @Nullable Findable find(IndexSearcher searcher, UUID id) throws IOException {
        ScoreDoc[] found = searcher.search(Conditions.id(ActivityDocument.ID, id), 1).scoreDocs;
        return found.length == 0 ? null : read(searcher, found[0].doc);
    }

    private static Findable read(IndexSearcher searcher, int document) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
        BinaryDocValues cards = leaf.reader().getBinaryDocValues(ActivityDocument.CARD);
        if (!cards.advanceExact(document - leaf.docBase)) {
            throw new IllegalStateException("a document without its card");
        }
        return ActivityDocument.read(cards.binaryValue());
    }
}
