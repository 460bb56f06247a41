package org.youthhome.activity.search;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.activity.Audience;
import org.youthhome.activity.PartOfWeek;
import org.youthhome.activity.search.NextOccurrences.Window;
import org.youthhome.kernel.Ids;
import org.youthhome.programme.Programme;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;

/**
 * Counts what is found by each filter in one pass. An activity that fails none of the filters counts everywhere; one that
 * fails a single one counts for that one alone, since it would be shown if another value were chosen there.
 */
final class Counting extends SimpleCollector {

    private static final int MOST_HOMES = 100;

    private final ActivityQuery query;
    private final @Nullable Collection<UUID> within;
    private final Window window;
    private final int parts;
    private final long now;

    private final Map<UUID, Integer> communities = new HashMap<>();
    /** How many each home would show, were it chosen. */
    private final Map<UUID, Integer> homeChoices = new HashMap<>();
    /** How many each home shows. */
    private final Map<UUID, Integer> homeCounts = new HashMap<>();
    /** Something at each home, which knows its name. */
    private final Map<UUID, Findable> homes = new HashMap<>();

    private final Map<Programme, Integer> programmes = new EnumMap<>(Programme.class);
    private final int[] ofParts = new int[PartOfWeek.values().length];
    private final int[] ofAudiences = new int[Audience.values().length];
    private int total;
    private int open;

    private @Nullable Leaf leaf;

    Counting(ActivityQuery query, @Nullable Collection<UUID> within, Window window, Instant now) {
        this.query = query;
        this.within = within;
        this.window = window;
        this.parts = ActivityDocument.Times.bits(query.parts());
        this.now = ActivityDocument.micros(now);
    }

    /** A facet of one segment: its values by their numbers, and how many of each. */
    private static final class Facet {
        private final SortedDocValues values;
        private final int[] counts;

        Facet(LeafReader reader, String field) throws IOException {
            values = DocValues.getSorted(reader, field);
            counts = new int[Math.max(1, values.getValueCount())];
        }

        int of(int document) throws IOException {
            return values.advanceExact(document) ? values.ordValue() : -1;
        }

        BytesRef value(int ord) throws IOException {
            return values.lookupOrd(ord);
        }
    }

    private static final class Leaf {
        private final LeafReader reader;
        private final Facet community;
        private final Facet home;
        private final Facet programme;
        private final int[] shownAtHome;
        private final int[] documentOf;
        private final boolean[] inside;
        private final int wantedHome;
        private final int wantedProgramme;
        private final NumericDocValues audiences;
        private final NumericDocValues openUntil;
        private final BinaryDocValues times;

        Leaf(LeafReader reader, ActivityQuery query, @Nullable Collection<UUID> within) throws IOException {
            this.reader = reader;
            community = new Facet(reader, ActivityDocument.COMMUNITY);
            home = new Facet(reader, ActivityDocument.HOME);
            programme = new Facet(reader, ActivityDocument.PROGRAMME);
            shownAtHome = new int[home.counts.length];
            documentOf = new int[home.counts.length];
            inside = new boolean[community.counts.length];
            Set<UUID> asked = within == null ? Set.of() : new HashSet<>(within);
            for (int ord = 0; ord < community.values.getValueCount(); ord++) {
                inside[ord] = within == null || asked.contains(id(community.value(ord)));
            }
            UUID homeId = query.youthHomeId();
            wantedHome = homeId == null ? -1 : home.values.lookupTerm(new BytesRef(Ids.bytes(homeId)));
            Programme wanted = query.programme();
            wantedProgramme =
                    wanted == null ? -1 : programme.values.lookupTerm(new BytesRef(ActivityDocument.code(wanted)));
            audiences = DocValues.getNumeric(reader, ActivityDocument.AUDIENCES);
            openUntil = DocValues.getNumeric(reader, ActivityDocument.OPEN_UNTIL);
            times = DocValues.getBinary(reader, ActivityDocument.TIMES);
        }
    }

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
        leaf = new Leaf(context.reader(), query, within);
    }

    @Override
    public void collect(int document) throws IOException {
        Leaf at = Objects.requireNonNull(leaf);
        if (!at.times.advanceExact(document)) {
            return;
        }
        ActivityDocument.Times times = new ActivityDocument.Times(at.times.binaryValue());
        int inParts = 0;
        boolean inTime = false;
        for (int i = 0; i < times.count(); i++) {
            if (window.inTime(times, i)) {
                inTime = true;
                inParts |= times.parts(i);
            }
        }
        if (!inTime) {
            return;
        }
        int community = at.community.of(document);
        int home = at.home.of(document);
        int programme = at.programme.of(document);
        int audiences = at.audiences.advanceExact(document) ? (int) at.audiences.longValue() : 0;
        boolean isOpen = at.openUntil.advanceExact(document) && at.openUntil.longValue() > now;

        boolean placeFits = community >= 0 && at.inside[community];
        boolean homeFits = query.youthHomeId() == null || home == at.wantedHome;
        boolean programmeFits = query.programme() == null || programme == at.wantedProgramme;
        boolean partsFit = parts == 0 || (inParts & parts) != 0;
        Audience audience = query.audience();
        boolean audienceFits = audience == null || (audiences & 1 << audience.ordinal()) != 0;
        boolean openFits = !query.open() || isOpen;
        int misfits = no(placeFits) + no(homeFits) + no(programmeFits) + no(partsFit) + no(audienceFits) + no(openFits);
        if (misfits > 1) {
            return;
        }
        if (misfits == 0) {
            total++;
            at.shownAtHome[home]++;
        }
        if (misfits == 0 || !placeFits) {
            at.community.counts[community]++;
        }
        if (misfits == 0 || !homeFits) {
            at.home.counts[home]++;
        }
        if (misfits == 0 || !programmeFits) {
            at.programme.counts[programme]++;
        }
        if (misfits == 0 || !partsFit) {
            count(inParts, ofParts);
        }
        if (misfits == 0 || !audienceFits) {
            count(audiences, ofAudiences);
        }
        if (isOpen && (misfits == 0 || !openFits)) {
            open++;
        }
        at.documentOf[home] = document;
    }

    /** Adds what this segment had. */
    @Override
    public void finish() throws IOException {
        Leaf at = Objects.requireNonNull(leaf);
        for (int ord = 0; ord < at.community.values.getValueCount(); ord++) {
            add(communities, id(at.community.value(ord)), at.community.counts[ord]);
        }
        for (int ord = 0; ord < at.programme.values.getValueCount(); ord++) {
            if (at.programme.counts[ord] > 0) {
                String code = at.programme.value(ord).utf8ToString();
                add(programmes, Programme.ofCode(code).orElseThrow(), at.programme.counts[ord]);
            }
        }
        BinaryDocValues cards = DocValues.getBinary(at.reader, ActivityDocument.CARD);
        int[] inOrder = IntStream.range(0, at.home.values.getValueCount())
                .filter(ord -> at.home.counts[ord] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(ord -> at.documentOf[ord]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int ord : inOrder) {
            UUID id = id(at.home.value(ord));
            add(homeChoices, id, at.home.counts[ord]);
            add(homeCounts, id, at.shownAtHome[ord]);
            if (!homes.containsKey(id) && cards.advanceExact(at.documentOf[ord])) {
                homes.put(id, ActivityDocument.read(cards.binaryValue()));
            }
        }
    }

    /** The homes with what is shown of each. */
    List<MapPoint.Home> homes() {
        return homeCounts.entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> {
                    Findable one = Objects.requireNonNull(homes.get(count.getKey()));
                    return new MapPoint.Home(
                            count.getKey(),
                            one.youthHomeName(),
                            one.location().longitude(),
                            one.location().latitude(),
                            count.getValue());
                })
                .toList();
    }

    ActivityCounts counts(Territory.Tree tree) {
        Map<UUID, Integer> places = new HashMap<>();
        communities.forEach((community, count) -> {
            for (Place place : tree.path(community)) {
                if (place.kind() != Place.Kind.CITY) {
                    add(places, place.id(), count);
                }
            }
        });
        return new ActivityCounts(
                total,
                open,
                programmes,
                each(PartOfWeek.values(), ofParts),
                each(Audience.values(), ofAudiences),
                places.entrySet().stream()
                        .map(count -> {
                            Place place = tree.place(count.getKey()).orElseThrow();
                            return new ActivityCounts.OfPlace(
                                    place.id(), place.name(), ActivityDocument.code(place.kind()), count.getValue());
                        })
                        .sorted(Comparator.comparingInt(ActivityCounts.OfPlace::activities)
                                .reversed()
                                .thenComparing(ActivityCounts.OfPlace::name))
                        .toList(),
                homeChoices.entrySet().stream()
                        .map(count -> new ActivityCounts.OfHome(
                                count.getKey(),
                                Objects.requireNonNull(homes.get(count.getKey()))
                                        .youthHomeName(),
                                count.getValue()))
                        .sorted(Comparator.comparingInt(ActivityCounts.OfHome::activities)
                                .reversed()
                                .thenComparing(ActivityCounts.OfHome::name))
                        .limit(MOST_HOMES)
                        .toList());
    }

    private static <E> Map<E, Integer> each(E[] values, int[] counts) {
        Map<E, Integer> each = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            each.put(values[i], counts[i]);
        }
        return each;
    }

    private static <K> void add(Map<K, Integer> counts, K key, int more) {
        if (more > 0) {
            counts.merge(key, more, Integer::sum);
        }
    }

    private static UUID id(BytesRef value) {
        return Ids.of(BytesRef.deepCopyOf(value).bytes);
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }

    private static int no(boolean fits) {
        return fits ? 0 : 1;
    }

    private static void count(int bits, int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += bits >> i & 1;
        }
    }
}
