package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class GroupCommitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

    private GroupCommit<Integer, String> lane(
            int largest, int capacity, Function<List<Integer>, Mono<List<String>>> write) {
        return new GroupCommit<>("test", largest, capacity, new SimpleMeterRegistry(), write);
    }

    private Mono<List<String>> answered(List<Integer> batch) {
        batches.add(List.copyOf(batch));
        return Mono.just(batch.stream().map(String::valueOf).toList());
    }

    @Test
    void what_arrives_during_a_commit_forms_the_next_batch() {
        Sinks.Empty<Void> firstCommit = Sinks.empty();
        GroupCommit<Integer, String> lane = lane(
                256, 1_000, batch -> batch.contains(0) ? firstCommit.asMono().then(answered(batch)) : answered(batch));
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        Disposable all = Flux.range(0, 100).flatMap(lane::submit, 100).subscribe(answers::add);
        assertThat(answers).isEmpty();
        firstCommit.tryEmitEmpty();
        assertThat(answers).hasSize(100);
        assertThat(batches).hasSize(2);
        assertThat(batches.get(1)).hasSize(99).startsWith(1, 2, 3);
        all.dispose();
    }

    @Test
    void every_one_of_many_at_once_gets_its_own_answer_and_is_written_once() {
        GroupCommit<Integer, String> lane =
                lane(64, 100_000, batch -> answered(batch).delayElement(Duration.ofMillis(1)));
        List<String> answers = Flux.range(0, 20_000)
                .flatMap(i -> lane.submit(i).map(answer -> i + "=" + answer).subscribeOn(Schedulers.parallel()), 2_000)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).hasSize(20_000).allMatch(answer -> answer.split("=")[0].equals(answer.split("=")[1]));
        assertThat(batches.stream().flatMap(List::stream)).hasSize(20_000).doesNotHaveDuplicates();
        assertThat(batches).allMatch(batch -> batch.size() <= 64);
    }

    @Test
    void a_full_queue_refuses_and_takes_nothing_in() {
        Sinks.Empty<Void> commit = Sinks.empty();
        GroupCommit<Integer, String> lane = lane(1, 2, batch -> commit.asMono().then(answered(batch)));
        List<Disposable> waiting =
                IntStream.range(0, 3).mapToObj(i -> lane.submit(i).subscribe()).toList();
        StepVerifier.create(lane.submit(3))
                .expectErrorMatches(no -> no instanceof Refusal refusal
                        && refusal.code().equals("too_busy")
                        && refusal.kind() == Refusal.Kind.UNAVAILABLE)
                .verify(PATIENCE);
        commit.tryEmitEmpty();
        lane.drained().block(PATIENCE);
        assertThat(batches.stream().flatMap(List::stream)).containsExactly(0, 1, 2);
        waiting.forEach(Disposable::dispose);
    }

    @Test
    void a_caller_who_goes_away_does_not_take_the_batch_along() {
        Sinks.Empty<Void> commit = Sinks.empty();
        GroupCommit<Integer, String> lane =
                lane(256, 100, batch -> commit.asMono().then(answered(batch)));
        Disposable leaves = lane.submit(1).subscribe();
        Mono<String> stays = lane.submit(2).cache();
        Disposable listening = stays.subscribe();
        leaves.dispose();
        commit.tryEmitEmpty();
        assertThat(stays.block(PATIENCE)).isEqualTo("2");
        assertThat(batches).containsExactly(List.of(1), List.of(2));
        listening.dispose();
    }

    @Test
    void a_deadlock_is_written_again_with_the_same_requests() {
        AtomicInteger tries = new AtomicInteger();
        GroupCommit<Integer, String> lane = lane(
                256,
                100,
                batch -> tries.incrementAndGet() < 3
                        ? Mono.error(new R2dbcRollbackException("deadlock", "40001", 1213))
                        : answered(batch));
        assertThat(lane.submit(7).block(PATIENCE)).isEqualTo("7");
        assertThat(tries).hasValue(3);
    }

    @Test
    void a_database_that_stays_away_is_said_to_be_unavailable_and_the_next_request_tries_anew() {
        AtomicInteger tries = new AtomicInteger();
        GroupCommit<Integer, String> lane = lane(
                256,
                100,
                batch -> tries.incrementAndGet() < 10
                        ? Mono.error(new R2dbcRollbackException("deadlock", "40001", 1213))
                        : answered(batch));
        StepVerifier.create(lane.submit(7))
                .expectErrorSatisfies(no -> assertThat(((Refusal) no).code()).isEqualTo("database_unavailable"))
                .verify(PATIENCE);
        assertThat(tries).hasValue(9);
        assertThat(lane.submit(8).block(PATIENCE)).isEqualTo("8");
    }

    @Test
    void one_bad_row_fails_alone() {
        Sinks.Empty<Void> first = Sinks.empty();
        GroupCommit<Integer, String> lane = lane(256, 100, batch -> {
            if (batch.contains(0)) {
                return first.asMono().then(answered(batch));
            }
            return batch.contains(13)
                    ? Mono.error(new R2dbcNonTransientResourceException("too long", "22001", 1406))
                    : answered(batch);
        });
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        Disposable all = Flux.range(0, 50)
                .flatMap(i -> lane.submit(i).onErrorReturn("bad " + i), 50)
                .subscribe(answers::add);
        first.tryEmitEmpty();
        lane.drained().block(PATIENCE);
        assertThat(answers)
                .hasSize(50)
                .contains("bad 13")
                .filteredOn(answer -> answer.startsWith("bad"))
                .hasSize(1);
        all.dispose();
    }

    @Test
    void a_lane_whose_write_throws_goes_on_with_the_next_batch() {
        GroupCommit<Integer, String> lane = lane(256, 100, batch -> {
            if (batch.contains(1)) {
                throw new IllegalStateException("a fault of ours");
            }
            return answered(batch);
        });
        StepVerifier.create(lane.submit(1))
                .expectError(IllegalStateException.class)
                .verify(PATIENCE);
        assertThat(lane.submit(2).block(PATIENCE)).isEqualTo("2");
    }
}
