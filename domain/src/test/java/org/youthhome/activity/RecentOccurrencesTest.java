package org.youthhome.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class RecentOccurrencesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Rows rows = new Rows();
    private final RecentOccurrences recent = new RecentOccurrences(rows, nanos::get);

    /** Occurrences with the numbers 1 to 9, and a list of the questions that were asked about them. */
    private static final class Rows implements RecentOccurrences.Source {
        private final Map<Long, Occurrence> there = new HashMap<>();
        private final List<String> questions = new ArrayList<>();
        private boolean failing;

        Rows() {
            for (long number = 1; number < 10; number++) {
                there.put(number, occurrence(number, "before"));
            }
        }

        @Override
        public Mono<Map<UUID, Occurrence>> byIds(Collection<UUID> ids) {
            return Mono.defer(() -> {
                questions.add(
                        "ids " + new TreeSet<>(ids.stream().map(Rows::number).toList()));
                return failing
                        ? Mono.error(new IllegalStateException("away"))
                        : Flux.fromIterable(ids)
                                .mapNotNull(id -> there.get(number(id)))
                                .collectMap(Occurrence::id);
            });
        }

        @Override
        public Mono<Occurrence> byId(UUID id) {
            return one("id", number(id));
        }

        @Override
        public Mono<Occurrence> byCodeNumber(long number) {
            return one("number", number);
        }

        private Mono<Occurrence> one(String by, long number) {
            return Mono.defer(() -> {
                questions.add(by + " " + number);
                return Mono.justOrEmpty(there.get(number));
            });
        }

        private static long number(UUID id) {
            return id.getLeastSignificantBits();
        }
    }

    private static Occurrence occurrence(long number, String title) {
        Instant start = Instant.parse("2026-11-22T06:00:00Z");
        return new Occurrence(
                id(number),
                new UUID(1, 1),
                number,
                1,
                title,
                Programme.values()[0],
                new UUID(2, 2),
                "Home",
                new UUID(3, 3),
                120,
                30,
                ActivityStatus.PUBLISHED,
                false,
                true,
                true,
                true,
                Duration.ofMinutes(30),
                null,
                start,
                start.plusSeconds(7200),
                start,
                start.plusSeconds(7200),
                null);
    }

    private static UUID id(long number) {
        return new UUID(0, number);
    }

    private @Nullable String titleOf(long number) {
        return recent.byCodeNumber(number).map(Occurrence::activityTitle).block();
    }

    private void aSecondPasses() {
        nanos.addAndGet(1_000_000_000);
    }

    @Test
    void who_asks_within_a_second_is_told_what_the_first_was_told() {
        titleOf(1);
        rows.there.put(1L, occurrence(1, "after"));
        nanos.addAndGet(999_999_999);
        assertThat(titleOf(1)).isEqualTo("before");
        assertThat(rows.questions).containsExactly("number 1");
        nanos.addAndGet(1);
        assertThat(titleOf(1)).isEqualTo("after");
    }

    @Test
    void what_was_asked_for_is_read_anew_with_one_question() {
        titleOf(1);
        titleOf(2);
        recent.byId(id(3)).block();
        rows.questions.clear();
        for (int second = 0; second < 3; second++) {
            aSecondPasses();
            titleOf(2);
            recent.byId(id(1)).block();
            titleOf(3);
        }
        assertThat(rows.questions).containsExactly("ids [1, 2, 3]", "ids [1, 2, 3]", "ids [1, 2, 3]");
    }

    @Test
    void what_nobody_asks_for_any_more_is_not_read_any_more() {
        titleOf(1);
        titleOf(2);
        aSecondPasses();
        titleOf(1);
        rows.questions.clear();
        aSecondPasses();
        titleOf(1);
        assertThat(rows.questions).containsExactly("ids [1]");
    }

    @Test
    void what_there_is_not_is_looked_for_once_a_second_and_never_read_anew() {
        assertThat(titleOf(77)).isNull();
        assertThat(titleOf(77)).isNull();
        aSecondPasses();
        assertThat(titleOf(77)).isNull();
        assertThat(rows.questions).containsExactly("number 77", "number 77");
    }

    @Test
    void what_is_gone_since_is_not_answered() {
        titleOf(1);
        titleOf(2);
        rows.there.remove(1L);
        aSecondPasses();
        assertThat(titleOf(1)).isNull();
        assertThat(titleOf(2)).isEqualTo("before");
    }

    @Test
    void a_change_is_seen_at_once() {
        titleOf(1);
        rows.there.put(1L, occurrence(1, "after"));
        recent.forget();
        assertThat(titleOf(1)).isEqualTo("after");
    }

    @Test
    void where_all_cannot_be_read_together_each_is_read_by_itself() {
        titleOf(1);
        aSecondPasses();
        rows.failing = true;
        assertThat(titleOf(1)).isEqualTo("before");
        assertThat(rows.questions).containsExactly("number 1", "ids [1]", "number 1");
    }
}
