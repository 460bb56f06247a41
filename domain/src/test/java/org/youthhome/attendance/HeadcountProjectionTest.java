package org.youthhome.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.youthhome.engines.WithEngines;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@SpringBootTest(classes = HeadcountProjectionTest.OnlyRedis.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@WithEngines
class HeadcountProjectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Instant AT = Instant.parse("2026-11-22T06:30:10Z");

    /** As the product has it, so that the same holds on a Cluster. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class})
    static class OnlyRedis {}

    private final ReactiveStringRedisTemplate redis;
    private final HeadcountProjection projection;
    private final UUID occurrence = UUID.randomUUID();

    HeadcountProjectionTest(@Autowired ReactiveStringRedisTemplate redis) {
        this.redis = redis;
        this.projection = new HeadcountProjection(redis, Clock.systemUTC());
    }

    private Headcount begun() {
        return projection.rebuild(occurrence, Flux.empty()).block(PATIENCE);
    }

    private Headcount tell(AttendanceFact... facts) {
        return projection.tell(occurrence, List.of(facts)).block(PATIENCE);
    }

    private static void assertNumbers(
            Headcount headcount, long enrolled, long checkedIn, long present, long checkedOut) {
        assertThat(List.of(headcount.enrolled(), headcount.checkedIn(), headcount.present(), headcount.checkedOut()))
                .containsExactly(enrolled, checkedIn, present, checkedOut);
    }

    @Test
    void nothing_is_told_to_keys_that_are_gone() {
        assertThat(tell(AttendanceFact.checkedIn(UUID.randomUUID(), 1, AT))).isNull();
        assertThat(projection.read(occurrence).block(PATIENCE)).isNull();
    }

    @Test
    void a_fact_told_twice_counts_once() {
        begun();
        AttendanceFact in = AttendanceFact.checkedIn(UUID.randomUUID(), 3, AT);
        Headcount once = tell(in);
        Headcount twice = tell(in);
        assertNumbers(twice, 0, 3, 3, 0);
        assertThat(twice.version()).isEqualTo(once.version());
    }

    @Test
    void facts_of_one_record_may_come_in_any_order() {
        UUID checkIn = UUID.randomUUID();
        UUID enrolment = UUID.randomUUID();
        List<AttendanceFact> facts = new ArrayList<>(List.of(
                AttendanceFact.checkedIn(checkIn, 2, AT),
                AttendanceFact.checkedOut(checkIn, 2, AT),
                AttendanceFact.enrolled(enrolment, 1, 2, AT),
                AttendanceFact.enrolled(enrolment, 2, 0, AT),
                AttendanceFact.enrolled(enrolment, 3, 4, AT)));
        for (int seed = 0; seed < 30; seed++) {
            Collections.shuffle(facts, new Random(seed));
            projection.drop(occurrence).block(PATIENCE);
            begun();
            facts.forEach(this::tell);
            assertNumbers(projection.read(occurrence).block(PATIENCE), 4, 2, 0, 2);
            assertThat(projection.arrivals(occurrence).block(PATIENCE))
                    .containsOnly(Map.entry(Instant.parse("2026-11-22T06:30:00Z"), 2L));
        }
    }

    @Test
    void an_annulled_check_in_counts_no_longer_whatever_comes_late() {
        begun();
        UUID checkIn = UUID.randomUUID();
        tell(AttendanceFact.checkedIn(checkIn, 1, AT));
        tell(AttendanceFact.annulled(checkIn, AT));
        assertNumbers(tell(AttendanceFact.checkedOut(checkIn, 1, AT)), 0, 0, 0, 0);
        assertThat(projection.arrivals(occurrence).block(PATIENCE)).isEmpty();
    }

    @Test
    void a_rebuild_is_a_union_with_what_was_told_meanwhile() {
        begun();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        tell(AttendanceFact.checkedIn(first, 1, AT), AttendanceFact.checkedIn(second, 1, AT));
        Headcount rebuilt = projection
                .rebuild(
                        occurrence,
                        Flux.just(
                                AttendanceFact.checkedIn(first, 1, AT),
                                AttendanceFact.checkedIn(UUID.randomUUID(), 1, AT)))
                .block(PATIENCE);
        assertNumbers(rebuilt, 0, 3, 3, 0);
    }

    @Test
    void a_rebuild_of_thousands_goes_in_parts() {
        Headcount rebuilt = projection
                .rebuild(
                        occurrence,
                        Flux.range(0, 3_210)
                                .map(i -> AttendanceFact.checkedIn(UUID.randomUUID(), 1, AT.plusSeconds(i))))
                .block(PATIENCE);
        assertNumbers(rebuilt, 0, 3_210, 3_210, 0);
    }

    @Test
    void a_flush_in_the_middle_of_a_rebuild_is_noticed() {
        Flux<AttendanceFact> facts = Flux.range(0, 1_200)
                .concatMap(i -> i == 700
                        ? projection
                                .drop(occurrence)
                                .then(Mono.just(AttendanceFact.checkedIn(UUID.randomUUID(), 1, AT)))
                        : Mono.just(AttendanceFact.checkedIn(UUID.randomUUID(), 1, AT)));
        assertThat(projection.rebuild(occurrence, facts).block(PATIENCE)).isNull();
        assertThat(projection.read(occurrence).block(PATIENCE)).isNull();
    }

    @Test
    void the_version_changes_with_every_number_and_with_the_epoch() {
        String begun = begun().version();
        String told = tell(AttendanceFact.checkedIn(UUID.randomUUID(), 1, AT)).version();
        assertThat(told).isNotEqualTo(begun);
        projection.drop(occurrence).block(PATIENCE);
        assertThat(begun().version()).isNotEqualTo(begun).isNotEqualTo(told);
    }

    @Test
    void every_change_is_published_with_its_numbers() {
        List<Headcount> heard = Collections.synchronizedList(new ArrayList<>());
        Disposable listening = projection
                .published()
                .filter(headcount -> headcount.occurrenceId().equals(occurrence))
                .subscribe(heard::add);
        begun();
        Flux.interval(Duration.ZERO, Duration.ofMillis(50))
                .onBackpressureDrop()
                .concatMap(
                        i -> projection.tell(occurrence, List.of(AttendanceFact.enrolled(UUID.randomUUID(), 1, 1, AT))))
                .takeUntil(told -> !heard.isEmpty())
                .blockLast(PATIENCE);
        Headcount last = tell(AttendanceFact.enrolled(UUID.randomUUID(), 1, 1, AT));
        Flux.interval(Duration.ofMillis(20))
                .onBackpressureDrop()
                .takeUntil(i -> heard.contains(last))
                .blockLast(PATIENCE);
        assertThat(heard).contains(last);
        listening.dispose();
    }

    @Test
    void what_happens_at_many_occurrences_is_told_and_published_together() {
        Map<UUID, List<AttendanceFact>> facts = new HashMap<>();
        for (int i = 0; i < 70; i++) {
            UUID id = UUID.randomUUID();
            projection.rebuild(id, Flux.empty()).block(PATIENCE);
            facts.put(id, List.of(AttendanceFact.checkedIn(UUID.randomUUID(), 1 + i, AT)));
        }
        UUID gone = UUID.randomUUID();
        facts.put(gone, List.of(AttendanceFact.checkedIn(UUID.randomUUID(), 1, AT)));
        Set<Headcount> heard = ConcurrentHashMap.newKeySet();
        Disposable listening = projection.published().subscribe(heard::add);
        UUID probe = UUID.randomUUID();
        Flux.interval(Duration.ZERO, Duration.ofMillis(50))
                .onBackpressureDrop()
                .concatMap(i -> projection.rebuild(probe, Flux.empty()))
                .takeUntil(built ->
                        heard.stream().anyMatch(one -> one.occurrenceId().equals(probe)))
                .blockLast(PATIENCE);

        Map<UUID, Headcount> told = new HashMap<>();
        projection.tell(facts).forEach((id, numbers) -> {
            Headcount headcount = numbers.block(PATIENCE);
            if (headcount != null) {
                told.put(id, headcount);
            }
        });

        assertThat(told).hasSize(70).doesNotContainKey(gone);
        told.forEach((id, headcount) ->
                assertThat(headcount.checkedIn()).isEqualTo(facts.get(id).get(0).people()));
        Flux.interval(Duration.ofMillis(20))
                .onBackpressureDrop()
                .takeUntil(i -> heard.containsAll(told.values()))
                .blockLast(PATIENCE);
        listening.dispose();
    }

    @Test
    void every_key_has_an_end_and_shares_one_slot() {
        begun();
        tell(AttendanceFact.checkedIn(UUID.randomUUID(), 1, AT));
        List<String> keys =
                redis.keys("yh:hc:{" + occurrence + "}:*").collectList().block(PATIENCE);
        assertThat(keys).hasSize(3);
        assertThat(keys).allSatisfy(key -> assertThat(redis.getExpire(key).block(PATIENCE))
                .isBetween(Duration.ofDays(6), Duration.ofDays(8)));
    }
}
