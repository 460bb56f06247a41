package org.youthhome.activity.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.LongRange;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.youthhome.activity.Audience;
import org.youthhome.activity.PartOfWeek;
import org.youthhome.activity.PlannedOccurrence;
import org.youthhome.kernel.Ids;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;
import tools.jackson.databind.json.JsonMapper;

/** How an activity becomes a document of the index, and how its fields are read again. Times are microseconds since 1970. */
final class ActivityDocument {

    static final String ID = "id";
    static final String STATUS = "status";
    static final String COMMUNITY = "community";
    static final String HOME = "home";
    static final String PROGRAMME = "programme";
    static final String AUDIENCE = "audience";
    /** The same in bits; Lucene wants a field in the same form in every document. */
    static final String AUDIENCES = "audiences";

    static final String BRAND = "brand";
    /** From when to when each occurrence is, both included. */
    static final String WHEN = "when";
    /** When the last occurrence ends. */
    static final String LAST = "last";
    /** See {@link Findable#openUntil()}. */
    static final String OPEN_UNTIL = "openUntil";

    static final String PUBLISHED = "published";
    static final String LOCATION = "location";
    static final String LONGITUDE = "longitude";
    static final String LATITUDE = "latitude";
    /** The occurrences' times, see {@link Times}. */
    static final String TIMES = "times";

    static final String TITLE = "title";
    /** Brand and home. */
    static final String NAMES = "names";
    /** Everything else that is written. */
    static final String TEXT = "text";

    static final String INITIALS = "initials";
    static final String SYLLABLES = "syllables";

    /** All of it, to be shown; see {@link #read}. */
    static final String CARD = "card";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What was read lately, by the very bytes it was read from: most lists show the same few, and JSON takes its time. */
    private static final Cache<BytesRef, Findable> READ =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private static final FieldType PHRASES = new FieldType();

    static {
        PHRASES.setTokenized(true);
        PHRASES.setOmitNorms(true);
        PHRASES.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        PHRASES.freeze();
    }

    private ActivityDocument() {}

    static Term key(UUID id) {
        return new Term(ID, new BytesRef(Ids.bytes(id)));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static Document of(Findable activity) {
        Document document = new Document();
        BytesRef id = new BytesRef(Ids.bytes(activity.id()));
        document.add(new StringField(ID, id, Field.Store.NO));
        document.add(new SortedDocValuesField(ID, id));
        document.add(new StringField(STATUS, code(activity.status()), Field.Store.NO));
        facet(document, COMMUNITY, new BytesRef(Ids.bytes(activity.communityId())));
        facet(document, HOME, new BytesRef(Ids.bytes(activity.youthHomeId())));
        facet(document, PROGRAMME, new BytesRef(code(activity.programme())));
        String brand = activity.brand() == null ? "" : activity.brand();
        if (!brand.isEmpty()) {
            document.add(new StringField(BRAND, SearchText.normalise(brand), Field.Store.NO));
        }
        int audiences = 0;
        for (Audience audience : activity.audiences()) {
            document.add(new StringField(AUDIENCE, code(audience), Field.Store.NO));
            audiences |= 1 << audience.ordinal();
        }
        document.add(new NumericDocValuesField(AUDIENCES, audiences));
        for (PlannedOccurrence occurrence : activity.occurrences()) {
            document.add(new LongRange(
                    WHEN, new long[] {micros(occurrence.startsAt())}, new long[] {micros(occurrence.endsAt()) - 1}));
        }
        time(document, LAST, activity.lastEndsAt());
        time(document, OPEN_UNTIL, activity.openUntil());
        Instant published = activity.publishedAt();
        if (published != null) {
            time(document, PUBLISHED, published);
        }
        GeoPoint location = activity.location();
        document.add(new LatLonPoint(LOCATION, location.latitude(), location.longitude()));
        document.add(new NumericDocValuesField(LONGITUDE, Double.doubleToRawLongBits(location.longitude())));
        document.add(new NumericDocValuesField(LATITUDE, Double.doubleToRawLongBits(location.latitude())));
        document.add(new BinaryDocValuesField(TIMES, Times.of(activity.occurrences())));
        document.add(new BinaryDocValuesField(CARD, new BytesRef(JSON.writeValueAsBytes(activity))));

        Programme programme = activity.programme();
        document.add(phrases(TITLE, List.of(activity.title())));
        document.add(phrases(NAMES, List.of(brand, activity.youthHomeName())));
        document.add(phrases(
                TEXT,
                List.of(activity.summary(), programme.chineseName(), programme.englishName(), activity.address())));
        for (String text : List.of(activity.title(), brand, activity.youthHomeName(), programme.chineseName())) {
            Pinyin.initials(text).forEach(run -> document.add(new StringField(INITIALS, run, Field.Store.NO)));
            Pinyin.syllables(text).forEach(run -> document.add(new StringField(SYLLABLES, run, Field.Store.NO)));
        }
        return document;
    }

    private static void facet(Document document, String field, BytesRef value) {
        document.add(new StringField(field, value, Field.Store.NO));
        document.add(new SortedDocValuesField(field, value));
    }

    private static void time(Document document, String field, Instant time) {
        document.add(new LongPoint(field, micros(time)));
        document.add(new NumericDocValuesField(field, micros(time)));
    }

    private static Field phrases(String field, Collection<String> texts) {
        return new Field(field, new Terms(texts), PHRASES);
    }

    /** The terms of some texts, so far apart that no phrase reaches from one into the next. */
    private static final class Terms extends TokenStream {

        private static final int APART = 100;

        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
        private final List<SearchText.Term> terms = new ArrayList<>();
        private int next;
        private int position;

        Terms(Collection<String> texts) {
            int from = 1;
            for (String text : texts) {
                List<SearchText.Term> found = SearchText.terms(text);
                for (SearchText.Term one : found) {
                    terms.add(new SearchText.Term(one.text(), from + one.position()));
                }
                if (!found.isEmpty()) {
                    from = terms.get(terms.size() - 1).position() + APART;
                }
            }
        }

        @Override
        public boolean incrementToken() {
            if (next == terms.size()) {
                return false;
            }
            clearAttributes();
            SearchText.Term now = terms.get(next++);
            term.append(now.text());
            increment.setPositionIncrement(now.position() - position);
            position = now.position();
            return true;
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            next = 0;
            position = 0;
        }
    }

    /**
     * The occurrences' times in a row, 17 bytes each: start, end, and in the last byte whether it is cancelled and in which
     * parts of the week it is.
     */
    static final class Times {

        private static final int SIZE = 17;
        private static final int CANCELLED = 0x80;

        private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

        private final BytesRef value;

        Times(BytesRef value) {
            this.value = value;
        }

        static BytesRef of(List<PlannedOccurrence> occurrences) {
            ByteBuffer bytes = ByteBuffer.allocate(SIZE * occurrences.size());
            for (PlannedOccurrence occurrence : occurrences) {
                int flags = occurrence.cancelled() ? CANCELLED : 0;
                for (PartOfWeek part : PartOfWeek.of(occurrence.startsAt())) {
                    flags |= bit(part);
                }
                bytes.putLong(micros(occurrence.startsAt()))
                        .putLong(micros(occurrence.endsAt()))
                        .put((byte) flags);
            }
            return new BytesRef(bytes.array());
        }

        static int bits(Set<PartOfWeek> parts) {
            return parts.stream().mapToInt(Times::bit).sum();
        }

        static int bit(PartOfWeek part) {
            return 1 << part.ordinal();
        }

        int count() {
            return value.length / SIZE;
        }

        long start(int occurrence) {
            return (long) LONG.get(value.bytes, value.offset + occurrence * SIZE);
        }

        long end(int occurrence) {
            return (long) LONG.get(value.bytes, value.offset + occurrence * SIZE + 8);
        }

        boolean cancelled(int occurrence) {
            return (flags(occurrence) & CANCELLED) != 0;
        }

        int parts(int occurrence) {
            return flags(occurrence) & ~CANCELLED;
        }

        private int flags(int occurrence) {
            return value.bytes[value.offset + occurrence * SIZE + 16];
        }
    }

    static Findable read(BytesRef card) {
        Findable known = READ.getIfPresent(card);
        if (known != null) {
            return known;
        }
        Findable read = JSON.readValue(card.bytes, card.offset, card.length, Findable.class);
        READ.put(BytesRef.deepCopyOf(card), read);
        return read;
    }
}
