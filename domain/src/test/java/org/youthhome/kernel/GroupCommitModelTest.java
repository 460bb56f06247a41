package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Random askers who come at once, partly go away, and partly ask for what cannot be written; a store that is slow, has
 * deadlocks, and loses its connection before or after a commit. {@code -Dmodel.seed} and {@code -Dmodel.runs} as in the
 * model check.
 */
class GroupCommitModelTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RUNS = Integer.getInteger("model.runs", 20);
    private static final long SEED = Long.getLong("model.seed", new Random().nextInt(1_000_000));
    private static final int ASKERS = 4;
    private static final int MOST_IN_A_ROW = 6;

    /** The {@code number}th request of an asker. */
    private record Request(int asker, int number, boolean bad) {}

    private static final class Run {
        private final long seed;
        private final int largest;
        private final GroupCommit<Request, Request> lane;
        private final Random faults;
        /** In the order of their commits. */
        private final Set<Request> written = Collections.synchronizedSet(new LinkedHashSet<>());

        private int inARow;
        private final AtomicInteger atOnce = new AtomicInteger();
        private final Set<String> broken = new ConcurrentSkipListSet<>();
        private final Map<Request, String> ends = new ConcurrentHashMap<>();

        Run(long seed) {
            this.seed = seed;
            Random random = new Random(seed);
            this.largest = 1 + random.nextInt(20);
            this.faults = new Random(random.nextLong());
            this.lane = new GroupCommit<>(
                    "model", largest, 1 + random.nextInt(400), new SimpleMeterRegistry(), this::write);
        }

        private Mono<List<Request>> write(List<Request> batch) {
            if (atOnce.incrementAndGet() > 1) {
                broken.add("two batches at a time");
            }
            if (batch.isEmpty() || batch.size() > largest) {
                broken.add("a batch of " + batch.size());
            }
            // Not so often in a row that the lane gives up, which other tests are about.
            int dice = inARow < MOST_IN_A_ROW ? faults.nextInt(100) : 99;
            inARow = dice < 25 ? inARow + 1 : 0;
            Mono<List<Request>> commit = Mono.fromSupplier(() -> {
                if (batch.stream().anyMatch(Request::bad)) {
                    throw new IllegalArgumentException("1406");
                }
                written.addAll(batch);
                return batch;
            });
            if (dice < 10) {
                commit = Mono.error(new R2dbcRollbackException("deadlock", "40001", 1213));
            } else if (dice < 20) {
                commit = commit.then(Mono.error(new R2dbcNonTransientResourceException("lost after the commit")));
            } else if (dice < 25) {
                commit = Mono.error(new GroupCommit.RetrySame(new IllegalStateException("somebody was faster")));
            }
            Mono<List<Request>> now = commit;
            return (dice % 2 == 0 ? Mono.delay(Duration.ofNanos(dice * 10_000L)).then(Mono.defer(() -> now)) : now)
                    .doOnTerminate(atOnce::decrementAndGet);
        }

        private void ask(int asker) {
            Random random = new Random(seed * ASKERS + asker);
            for (int i = 0; i < 150; i++) {
                Request request = new Request(asker, i, random.nextInt(25) == 0);
                ends.put(request, "asked");
                Disposable asking = lane.submit(request)
                        .subscribe(
                                answer -> ends.put(
                                        request, answer.equals(request) ? "written" : "got the answer of " + answer),
                                fault -> ends.put(
                                        request,
                                        fault instanceof Refusal refusal
                                                ? refusal.code()
                                                : fault instanceof IllegalArgumentException
                                                        ? "bad"
                                                        : "FAULT " + fault));
                if (random.nextInt(5) == 0) {
                    // A refusal has come by now, if one comes at all; everything else is taken in.
                    asking.dispose();
                }
                if (random.nextInt(10) == 0) {
                    Thread.onSpinWait();
                }
            }
        }

        void check() {
            Flux.range(0, ASKERS)
                    .flatMap(
                            asker -> Mono.fromRunnable(() -> ask(asker)).subscribeOn(Schedulers.boundedElastic()),
                            ASKERS)
                    .then(lane.drained())
                    .block(PATIENCE);
            assertThat(broken).as("seed %d", seed).isEmpty();
            Map<Boolean, List<Request>> good =
                    ends.keySet().stream().collect(Collectors.partitioningBy(request -> !request.bad()));
            // "asked" is left where the asker went away before the answer.
            assertThat(good.get(true))
                    .as("seed %d: what the good ones were told", seed)
                    .allSatisfy(request -> assertThat(ends.get(request)).isIn("written", "asked", "too_busy"));
            assertThat(good.get(false))
                    .as("seed %d: what the bad ones were told", seed)
                    .allSatisfy(request -> assertThat(ends.get(request)).isIn("bad", "asked", "too_busy"));
            assertThat(written)
                    .as("seed %d: nothing that was taken in is lost, nothing else is written", seed)
                    .containsExactlyInAnyOrderElementsOf(good.get(true).stream()
                            .filter(request -> !"too_busy".equals(ends.get(request)))
                            .toList());
            for (int asker = 0; asker < ASKERS; asker++) {
                int whose = asker;
                List<Integer> order = new ArrayList<>(written)
                        .stream()
                                .filter(request -> request.asker() == whose)
                                .map(Request::number)
                                .toList();
                assertThat(order)
                        .as("seed %d: the order of asker %d", seed, asker)
                        .containsExactlyElementsOf(new TreeSet<>(order));
            }
        }
    }

    @Test
    void whatever_goes_wrong_nothing_is_lost_doubled_or_mixed_up() {
        IntStream.range(0, RUNS).forEach(run -> new Run(SEED + run).check());
    }
}
