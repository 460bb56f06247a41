package org.youthhome.kernel;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Writes many small requests as few transactions: whatever arrives while the previous commit is under way forms the next
 * batch, and every request is answered after the commit that holds it. There is no timer, so a lone request waits for
 * nobody, and under load the batches grow by themselves.
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li>One batch at a time, at most {@code largest} requests in it, in the order of arrival.
 *   <li>A request that was taken in is written even when its caller goes away.
 *   <li>The queue is bounded: a request beyond it is refused with {@code too_busy} and was not taken in.
 *   <li>A deadlock, a lock time-out or a lost connection: the same batch is written again, so the write has to be
 *       repeatable (it is given the same requests, with the same ids).
 *   <li>Any other fault: the batch is halved until the request that cannot be written is alone; only that one fails.
 * </ul>
 *
 * @param <Q> a request
 * @param <A> its answer
 */
public final class GroupCommit<Q, A> {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final Duration DRAIN_PAUSE = Duration.ofMillis(10);

    /**
     * Errors of MySQL and MariaDB that pass: disk or table full (1021, 1026, 1114), too many connections (1040), not ready
     * or shutting down (1047, 1053), the network (1158 to 1161), lock time-out and deadlock (1205, 1213), read-only during
     * a failover (1290, 1792, 1836), interrupted or killed (1317, 1927).
     */
    private static final Set<Integer> PASSING = Set.of(
            1021, 1026, 1040, 1047, 1053, 1114, 1158, 1159, 1160, 1161, 1205, 1213, 1290, 1317, 1792, 1836, 1927);

    private final String name;
    private final int largest;
    private final int most;
    /** Without a lock: those who submit are event loops. It is bounded by {@link #unanswered}. */
    private final Queue<Waiting<Q, A>> queue = new ConcurrentLinkedQueue<>();

    private final Function<List<Q>, Mono<List<A>>> write;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final DistributionSummary batchSizes;

    private record Waiting<Q, A>(Q request, Sinks.One<A> answer) {}

    /**
     * @param name of the lane, for metrics and logs
     * @param largest most requests in one batch
     * @param capacity most requests that wait while a batch of {@code largest} is written
     * @param write writes a batch in one transaction and answers each request, in the same order
     */
    public GroupCommit(
            String name, int largest, int capacity, MeterRegistry meters, Function<List<Q>, Mono<List<A>>> write) {
        this.name = name;
        this.largest = largest;
        this.most = capacity + largest;
        this.write = write;
        this.batchSizes = DistributionSummary.builder("youthhome.commit.batch")
                .description("requests in one commit")
                .tag("lane", name)
                .register(meters);
        Gauge.builder("youthhome.commit.waiting", unanswered, AtomicInteger::get)
                .description("requests taken in and not yet answered")
                .tag("lane", name)
                .register(meters);
    }

    /** Takes the request in when subscribed, and answers after the commit. */
    public Mono<A> submit(Q request) {
        return Mono.defer(() -> {
            if (unanswered.incrementAndGet() > most) {
                unanswered.decrementAndGet();
                return Mono.error(Refusal.of(Refusal.Kind.UNAVAILABLE, "too_busy"));
            }
            Sinks.One<A> answer = Sinks.one();
            queue.add(new Waiting<>(request, answer));
            if (queued.getAndIncrement() == 0) {
                writeNext();
            }
            return answer.asMono();
        });
    }

    /** Completes when everything that was taken in has been answered. */
    public Mono<Void> drained() {
        return Mono.defer(() -> unanswered.get() == 0 ? Mono.just(true) : Mono.<Boolean>empty())
                .repeatWhenEmpty(tries -> tries.delayElements(DRAIN_PAUSE))
                .then();
    }

    private void writeNext() {
        List<Waiting<Q, A>> batch = new ArrayList<>();
        while (batch.size() < largest) {
            Waiting<Q, A> next = queue.poll();
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        batchSizes.record(batch.size());
        // The lane's own subscription: no caller's cancellation reaches a batch that others are in.
        Disposable lane = answer(batch)
                .subscribe(done -> {}, fault -> finished(batch.size(), fault), () -> finished(batch.size(), null));
        LOG.trace("Lane {} writes {} requests: {}", name, batch.size(), lane);
    }

    private void finished(int size, @Nullable Throwable fault) {
        if (fault != null) {
            LOG.error("Lane {} lost its way and goes on with the next batch", name, fault);
        }
        if (queued.addAndGet(-size) > 0) {
            writeNext();
        }
    }

    private Mono<Void> answer(List<Waiting<Q, A>> batch) {
        List<Q> requests = batch.stream().map(Waiting::request).toList();
        return Mono.defer(() -> write.apply(requests))
                .retryWhen(Retry.backoff(8, Duration.ofMillis(5))
                        .maxBackoff(Duration.ofMillis(500))
                        .filter(GroupCommit::passes)
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
                .doOnNext(answers -> {
                    for (int i = 0; i < batch.size(); i++) {
                        settle(batch.get(i).answer(), answers.get(i));
                    }
                })
                .then()
                .onErrorResume(fault -> {
                    if (batch.size() > 1 && !passes(fault)) {
                        int half = batch.size() / 2;
                        return answer(batch.subList(0, half)).then(answer(batch.subList(half, batch.size())));
                    }
                    LOG.warn("Lane {} could not write {} request(s)", name, batch.size(), fault);
                    batch.forEach(waiting -> fail(waiting.answer(), fault));
                    return Mono.empty();
                });
    }

    private void settle(Sinks.One<A> sink, A answer) {
        unanswered.decrementAndGet();
        sink.emitValue(Objects.requireNonNull(answer), Sinks.EmitFailureHandler.FAIL_FAST);
    }

    private void fail(Sinks.One<A> sink, Throwable fault) {
        unanswered.decrementAndGet();
        sink.emitError(
                passes(fault) ? Refusal.of(Refusal.Kind.UNAVAILABLE, "database_unavailable") : fault,
                Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /** Whether the same batch may well succeed a moment later. */
    private static boolean passes(Throwable fault) {
        if (fault instanceof R2dbcException said && said.getErrorCode() != 0) {
            // The driver's classes go by SQL state, which puts a value that is too long with a lost connection.
            return PASSING.contains(said.getErrorCode());
        }
        return fault instanceof R2dbcTransientException
                || fault instanceof R2dbcRollbackException
                || fault instanceof R2dbcNonTransientResourceException
                || fault instanceof java.util.concurrent.TimeoutException
                || fault instanceof java.io.IOException
                || fault instanceof RetrySame;
    }

    /** Signals that the batch is to be written again as it is, e.g. because another process was there first. */
    public static final class RetrySame extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public RetrySame(Throwable cause) {
            super("written by another process in between", cause, false, false);
        }
    }
}
