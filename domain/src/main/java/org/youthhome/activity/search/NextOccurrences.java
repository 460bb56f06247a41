package org.youthhome.activity.search;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.UUID;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.kernel.Ids;
import org.youthhome.youthhome.GeoPoint;

/**
 * Of each activity that is found, the first occurrence in the time asked for; and of these the first so many. Which is an
 * activity's next occurrence depends on the moment, so no index can be sorted by it.
 */
final class NextOccurrences extends SimpleCollector {

    private final Window window;
    private final @Nullable GeoPoint near;
    private final int most;
    private final boolean ranked;
    private final @Nullable Hit after;
    private final PriorityQueue<Hit> first = new PriorityQueue<>(Hit.IN_ORDER.reversed());

    private @Nullable Hit bound;
    private int boundBehind;
    private int base;
    private @Nullable Scorable scorer;
    private @Nullable BinaryDocValues times;
    private @Nullable SortedDocValues ids;
    private @Nullable NumericDocValues longitudes;
    private @Nullable NumericDocValues latitudes;

    /**
     * Which occurrences count; times in microseconds.
     *
     * @param from only those that end later
     * @param to only those that start earlier
     * @param parts bits of the parts of the week, one of which it has to be in; 0 where it does not matter
     * @param cancelledToo whether cancelled ones count
     */
    record Window(long from, long to, int parts, boolean cancelledToo) {

        /** What is asked for; without a time, what is not over by then. Organisers see what they called off, too. */
        static Window of(ActivityQuery query, Instant asOf) {
            Instant from = query.from() == null ? asOf : query.from();
            return new Window(
                    ActivityDocument.micros(from),
                    query.to() == null ? Long.MAX_VALUE : ActivityDocument.micros(query.to()),
                    ActivityDocument.Times.bits(query.parts()),
                    query.mineOf() != null && query.window());
        }

        static Window from(Instant now) {
            return new Window(ActivityDocument.micros(now), Long.MAX_VALUE, 0, false);
        }

        /** The same, where it is before then. */
        Window before(long then) {
            return new Window(from, Math.min(to, then), parts, cancelledToo);
        }

        boolean holds(ActivityDocument.Times times, int occurrence) {
            return inTime(times, occurrence) && (parts == 0 || (times.parts(occurrence) & parts) != 0);
        }

        boolean inTime(ActivityDocument.Times times, int occurrence) {
            return times.end(occurrence) > from
                    && times.start(occurrence) < to
                    && (cancelledToo || !times.cancelled(occurrence));
        }
    }

    /**
     * A document with one of its occurrences.
     *
     * @param rank how well the words fit, 0 where none were asked for
     * @param metres from where somebody is, 0 where that does not matter
     */
    record Hit(int document, int occurrence, int rank, int metres, long start, UUID id) {

        static final Comparator<Hit> IN_ORDER = Comparator.comparingInt(Hit::rank)
                .reversed()
                .thenComparingInt(Hit::metres)
                .thenComparingLong(Hit::start)
                // As the index has them, and MySQL: by their bytes.
                .thenComparing(Hit::id, NextOccurrences::byBytes);
    }

    /**
     * @param near the nearest come first, where given
     * @param ranked whether the best fitting come first
     * @param after only what comes behind this
     */
    NextOccurrences(Window window, @Nullable GeoPoint near, boolean ranked, @Nullable Hit after, int most) {
        this.window = window;
        this.near = near;
        this.ranked = ranked;
        this.after = after;
        this.most = most;
    }

    List<Hit> hits() {
        List<Hit> hits = new ArrayList<>(first);
        hits.sort(Hit.IN_ORDER);
        return hits;
    }

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
        base = context.docBase;
        bound = null;
        times = DocValues.getBinary(context.reader(), ActivityDocument.TIMES);
        ids = DocValues.getSorted(context.reader(), ActivityDocument.ID);
        if (near != null) {
            longitudes = DocValues.getNumeric(context.reader(), ActivityDocument.LONGITUDE);
            latitudes = DocValues.getNumeric(context.reader(), ActivityDocument.LATITUDE);
        }
    }

    @Override
    public void setScorer(Scorable scorable) {
        scorer = scorable;
    }

    @Override
    public void collect(int document) throws IOException {
        BinaryDocValues values = Objects.requireNonNull(times);
        if (!values.advanceExact(document)) {
            return;
        }
        ActivityDocument.Times found = new ActivityDocument.Times(values.binaryValue());
        for (int i = 0; i < found.count(); i++) {
            if (window.holds(found, i)) {
                offer(document, i, found.start(i));
                return;
            }
        }
    }

    private void offer(int document, int occurrence, long start) throws IOException {
        int rank = ranked ? (int) Objects.requireNonNull(scorer).score() : 0;
        int metres = near == null ? 0 : metres(document, near);
        SortedDocValues keys = Objects.requireNonNull(ids);
        if (!keys.advanceExact(document)) {
            return;
        }
        Hit last = first.peek();
        if (first.size() == most && last != null) {
            // Without its id, as far as that is enough: most of what is found is no candidate.
            int worse = Integer.compare(last.rank(), rank);
            worse = worse != 0 ? worse : Integer.compare(metres, last.metres());
            worse = worse != 0 ? worse : Long.compare(start, last.start());
            if (worse > 0) {
                return;
            }
            if (worse == 0 && keys.ordValue() >= behind(last, keys)) {
                return;
            }
        }
        UUID id = Ids.of(BytesRef.deepCopyOf(keys.lookupOrd(keys.ordValue())).bytes);
        Hit hit = new Hit(base + document, occurrence, rank, metres, start, id);
        if (after != null && Hit.IN_ORDER.compare(hit, after) <= 0) {
            return;
        }
        first.add(hit);
        if (first.size() > most) {
            Hit dropped = first.poll();
            assert dropped != null;
        }
    }

    /** From which number on this segment's ids come behind the hit's: of many at the same time, most need no more than that. */
    private int behind(Hit last, SortedDocValues keys) throws IOException {
        if (!last.equals(bound)) {
            int ord = keys.lookupTerm(new BytesRef(Ids.bytes(last.id())));
            boundBehind = ord >= 0 ? ord + 1 : -ord - 1;
            bound = last;
        }
        return boundBehind;
    }

    private static int byBytes(UUID one, UUID other) {
        int most = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return most != 0 ? most : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    private int metres(int document, GeoPoint from) throws IOException {
        NumericDocValues east = Objects.requireNonNull(longitudes);
        NumericDocValues north = Objects.requireNonNull(latitudes);
        if (!east.advanceExact(document) || !north.advanceExact(document)) {
            return Integer.MAX_VALUE;
        }
        return (int) Math.round(from.metresTo(
                new GeoPoint(Double.longBitsToDouble(east.longValue()), Double.longBitsToDouble(north.longValue()))));
    }

    @Override
    public ScoreMode scoreMode() {
        return ranked ? ScoreMode.COMPLETE : ScoreMode.COMPLETE_NO_SCORES;
    }
}
