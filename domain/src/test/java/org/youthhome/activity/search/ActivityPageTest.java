package org.youthhome.activity.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.youthhome.activity.ActivityCard;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Audience;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.PartOfWeek;
import org.youthhome.activity.PlannedOccurrence;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Page;
import org.youthhome.programme.Programme;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.GeoPoint;

/** Lists by time against a plain reference: however dense or sparse what is asked for lies in the index. */
class ActivityPageTest {

    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final UUID COMMUNITY = new UUID(1, 1);
    private static final Territory.Tree TREE = new Territory.Tree(List.of());

    private static final List<Findable> ALL = all(new Random(7));
    private static ByteBuffersDirectory directory;
    private static DirectoryReader reader;

    @BeforeAll
    static void index() throws IOException {
        directory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig().setMaxBufferedDocs(300))) {
            for (Findable one : ALL) {
                writer.addDocument(ActivityDocument.of(one));
            }
        }
        reader = DirectoryReader.open(directory);
    }

    @AfterAll
    static void close() throws IOException {
        reader.close();
        directory.close();
    }

    @RepeatedTest(200)
    void page_by_page_comes_what_is_next_and_then_what_is_over_as_if_all_were_looked_at(RepetitionInfo which)
            throws IOException {
        Random random = new Random(which.getCurrentRepetition());
        boolean window = random.nextInt(3) > 0;
        ActivityQuery first = new ActivityQuery(
                null,
                null,
                random.nextInt(3) == 0 ? oneOf(random, Programme.values()) : null,
                window ? NOW.plus(hours(random, -9_000, 9_000)) : null,
                window && random.nextBoolean() ? NOW.plus(hours(random, -1_000, 9_000)) : null,
                random.nextInt(4) == 0 ? EnumSet.of(oneOf(random, PartOfWeek.values())) : Set.of(),
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                null,
                1 + random.nextInt(random.nextBoolean() ? 5 : 100),
                null);

        List<UUID> listed = new ArrayList<>();
        ActivityQuery query = first;
        for (int pages = 0; pages < 60; pages++) {
            Page<ActivityCard> page = page(query);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(first.limit());
            page.items().forEach(card -> listed.add(card.id()));
            if (page.next() == null) {
                break;
            }
            query = further(first, page.next());
        }

        List<UUID> expected = reference(first);
        assertThat(listed).isEqualTo(expected.subList(0, Math.min(expected.size(), 60 * first.limit())));
    }

    private static Page<ActivityCard> page(ActivityQuery query) throws IOException {
        Cursor after = query.after() == null ? null : ActivityPage.cursor(query.after());
        return new ActivityPage(query, null, TREE, NOW, after).in(new IndexSearcher(reader));
    }

    private static List<UUID> reference(ActivityQuery query) {
        Comparator<UUID> byBytes = Comparator.comparing(UUID::toString);
        Stream<UUID> ahead = ALL.stream()
                .filter(one -> query.window() || one.status() == ActivityStatus.PUBLISHED)
                .filter(one -> fits(query, one) && next(query, one).isPresent())
                .sorted(Comparator.comparing(
                                (Findable one) -> next(query, one).orElseThrow().startsAt())
                        .thenComparing(Findable::id, byBytes))
                .map(Findable::id);
        Stream<UUID> over = query.window() || !query.parts().isEmpty()
                ? Stream.empty()
                : ALL.stream()
                        .filter(one -> fits(query, one))
                        .filter(one -> one.status() == ActivityStatus.CLOSED
                                || !one.lastEndsAt().isAfter(NOW))
                        .sorted(Comparator.comparing(Findable::lastEndsAt)
                                .thenComparing(Findable::id, byBytes)
                                .reversed())
                        .map(Findable::id);
        return Stream.concat(ahead, over).toList();
    }

    private static boolean fits(ActivityQuery query, Findable one) {
        return query.programme() == null || query.programme() == one.programme();
    }

    private static Optional<PlannedOccurrence> next(ActivityQuery query, Findable one) {
        Instant from = query.from() == null ? NOW : query.from();
        Instant to = query.to();
        return one.occurrences().stream()
                .filter(occurrence -> !occurrence.cancelled()
                        && occurrence.endsAt().isAfter(from)
                        && (to == null || occurrence.startsAt().isBefore(to))
                        && (query.parts().isEmpty()
                                || PartOfWeek.of(occurrence.startsAt()).stream().anyMatch(query.parts()::contains)))
                .findFirst();
    }

    private static ActivityQuery further(ActivityQuery first, @Nullable String after) {
        return new ActivityQuery(
                null,
                null,
                first.programme(),
                first.from(),
                first.to(),
                first.parts(),
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                null,
                first.limit(),
                after);
    }

    /** Crowded around now and ever sparser away from it; many at the same time, some for a whole day, some in series. */
    private static List<Findable> all(Random random) {
        return IntStream.range(0, 2_000)
                .mapToObj(i -> {
                    long spread = List.of(24L, 24L, 200L, 2_000L, 9_000L).get(random.nextInt(5));
                    Instant starts = NOW.plus(hours(random, -spread, spread));
                    int count = random.nextInt(4) == 0 ? 2 + random.nextInt(6) : 1;
                    long apart = 1 + random.nextInt(1_000);
                    List<PlannedOccurrence> occurrences = IntStream.range(0, count)
                            .mapToObj(n -> occurrence(random, starts.plus(Duration.ofHours(n * apart))))
                            .toList();
                    return activity(random, occurrences);
                })
                .toList();
    }

    private static PlannedOccurrence occurrence(Random random, Instant starts) {
        Duration lasts = random.nextInt(5) == 0 ? Occurrence.LONGEST : Duration.ofHours(1 + random.nextInt(5));
        PlannedOccurrence.Seats seats = new PlannedOccurrence.Seats(10, 0);
        Instant ends = starts.plus(lasts);
        return new PlannedOccurrence(id(random), 0, starts, ends, starts, ends, random.nextInt(8) == 0, seats, seats);
    }

    private static Findable activity(Random random, List<PlannedOccurrence> occurrences) {
        return new Findable(
                id(random),
                "演示",
                "演示",
                oneOf(random, Programme.values()),
                null,
                EnumSet.noneOf(Audience.class),
                random.nextInt(10) == 0 ? ActivityStatus.CLOSED : ActivityStatus.PUBLISHED,
                1,
                false,
                new UUID(2, 2),
                "演示之家",
                "演示路",
                new GeoPoint(120, 32),
                COMMUNITY,
                null,
                NOW,
                occurrences.stream()
                        .map(PlannedOccurrence::endsAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                null,
                occurrences);
    }

    private static UUID id(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static Duration hours(Random random, long from, long to) {
        return Duration.ofHours(random.nextLong(from, to + 1));
    }

    private static <T> T oneOf(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
