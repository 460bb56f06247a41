package org.youthhome.activity.search;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityCard;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.search.NextOccurrences.Hit;
import org.youthhome.activity.search.NextOccurrences.Window;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.GeoPoint;

/**
 * A page of a list, on its way: what is ahead first, and behind it what is over. Where what is ahead does not fill it, what is
 * over begins on the same page.
 */
final class ActivityPage {

    private static final String AHEAD = "ahead";
    private static final String BEHIND = "behind";
    private static final int PARTS = 6;

    /** Microseconds: three hours, a day, eight of them, 64. */
    private static final long[] SLICES =
            LongStream.of(3, 24, 8 * 24, 64 * 24).map(TimeUnit.HOURS::toMicros).toArray();

    private static final SortField LAST_FIRST = new SortField(ActivityDocument.LAST, SortField.Type.LONG, true);
    private static final SortField ID_LAST_FIRST = new SortField(ActivityDocument.ID, SortField.Type.STRING, true);

    private final ActivityQuery query;
    private final @Nullable Collection<UUID> communities;
    private final Territory.Tree tree;
    private final Instant now;
    private final @Nullable Cursor after;
    /** A list that somebody leafs through stays as it was at its first page. */
    private final Instant asOf;

    private final boolean ranked;
    private final @Nullable GeoPoint from;

    /**
     * @param communities where to look; null for everywhere
     * @param after see {@link #cursor(String)}
     */
    ActivityPage(
            ActivityQuery query,
            @Nullable Collection<UUID> communities,
            Territory.Tree tree,
            Instant now,
            @Nullable Cursor after) {
        this.query = query;
        this.communities = communities;
        this.tree = tree;
        this.now = now;
        this.after = after;
        this.asOf = after == null ? now : after.instant(1);
        this.ranked = query.q() != null;
        this.from = query.nearestFirst() ? query.near() : null;
    }

    /** Where a list goes on; refuses what no page gave. */
    static Cursor cursor(String after) {
        Cursor cursor = Cursor.parse(after, PARTS);
        if (!Set.of(AHEAD, BEHIND).contains(cursor.part(0))) {
            throw Refusal.invalid("after", "bad_cursor");
        }
        return cursor;
    }

    Page<ActivityCard> in(IndexSearcher searcher) throws IOException {
        int wanted = query.limit() + 1;
        if (after != null && after.part(0).equals(BEHIND)) {
            return behind(searcher, List.of(), wanted, after, null);
        }
        List<Hit> ahead = ahead(searcher, wanted);
        List<ActivityCard> cards = new Cards(searcher, tree, now, query.near()).of(ahead);
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
        Window window = Window.of(query, asOf);
        Hit last = hit(after);
        if (!ranked && from == null) {
            // By time alone, what comes first lies near: where a slice of time has enough, nothing behind it comes
            // before.
            long begins = last == null ? window.from() : Math.max(window.from(), last.start());
            for (long slice : SLICES) {
                long ends = begins + slice;
                if (ends >= window.to()) {
                    break;
                }
                List<Hit> found = find(
                        searcher,
                        Conditions.overlapping(begins, ends),
                        new NextOccurrences(window.before(ends), null, false, last, wanted));
                if (found.size() == wanted) {
                    return found;
                }
            }
        }
        Instant from = query.from() == null ? asOf : query.from();
        return find(
                searcher,
                Conditions.after(ActivityDocument.LAST, from),
                new NextOccurrences(window, this.from, ranked, last, wanted));
    }

    private List<Hit> find(IndexSearcher searcher, Query inTime, NextOccurrences next) throws IOException {
        ActivityIndex.collect(
                searcher,
                Conditions.all(query, communities, Conditions.statuses(query), now)
                        .add(inTime, Occur.FILTER)
                        .build(),
                next);
        return next.hits();
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
        Set<ActivityStatus> seen = Conditions.PUBLIC;
        if (query.mineOf() != null) {
            ended.add(ActivityStatus.CANCELLED);
            seen = EnumSet.allOf(ActivityStatus.class);
        }
        Query over = new BooleanQuery.Builder()
                .add(Conditions.statuses(ended), Occur.SHOULD)
                .add(Conditions.until(ActivityDocument.LAST, asOf), Occur.SHOULD)
                .build();
        Query all = Conditions.all(query, communities, seen, now)
                .add(over, Occur.FILTER)
                .build();
        Sort latestFirst = ranked
                ? new Sort(SortField.FIELD_SCORE, LAST_FIRST, ID_LAST_FIRST)
                : new Sort(LAST_FIRST, ID_LAST_FIRST);
        ScoreDoc[] found = searcher.search(
                        all, new TopFieldCollectorManager(latestFirst, wanted, fieldDoc(searcher, after), 1))
                .scoreDocs;
        Cards reading = new Cards(searcher, tree, now, query.near());
        List<ActivityCard> cards = new ArrayList<>(before);
        Cursor next = found.length > 0 ? full : null;
        for (int i = 0; i < found.length && cards.size() < query.limit(); i++) {
            Findable activity = Cards.read(searcher, found[i].doc);
            cards.add(reading.of(activity, activity.occurrences().size() - 1));
            if (cards.size() == query.limit() && i + 1 < found.length) {
                next = cursor(activity, ((FieldDoc) found[i]));
            }
        }
        return new Page<>(cards, next == null ? null : next.text());
    }

    private Cursor cursor(Hit last) {
        return Cursor.of(AHEAD, asOf, last.rank(), last.metres(), ActivityDocument.instant(last.start()), last.id());
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
