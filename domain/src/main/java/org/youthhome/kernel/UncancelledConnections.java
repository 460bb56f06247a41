package org.youthhome.kernel;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * Connections whose every exchange with the database runs to its end, whoever stops listening. What comes after a
 * cancellation is read and thrown away, so that the next exchange finds the connection in order.
 *
 * <p>The driver (r2dbc-mysql 1.4.3, its issue 347) loses a connection for good when a statement is cancelled in the
 * moment it starts: whoever gets that connection next waits until they are timed out, and a transaction that was open on
 * it keeps its locks. People cancel all the time: they close the page, and requests time out.
 *
 * <p>Nor does an exchange begin before the one before it has ended ({@link ExchangeQueue}): whoever gets a connection right
 * after somebody was given up would otherwise now and then share it with what is still being read.
 */
final class UncancelledConnections implements ConnectionFactory {

    private static final Logger LOG = LoggerFactory.getLogger(UncancelledConnections.class);

    private final ConnectionFactory driver;

    UncancelledConnections(ConnectionFactory driver) {
        this.driver = driver;
    }

    @Override
    public Publisher<? extends Connection> create() {
        return uncancelled(driver.create(), unwanted -> drain(unwanted.close()))
                .map(connection -> new UncancelledConnection(connection, new ExchangeQueue()));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return driver.getMetadata();
    }

    /** Says on what the source says, and never a cancellation back; what nobody listens to is {@code unwanted}. */
    private static <T> Flux<T> uncancelled(Publisher<? extends T> source, Consumer<? super T> unwanted) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> listener) {
                source.subscribe(new Listening<>(listener, unwanted, () -> {}, () -> {}));
            }
        };
    }

    static <T> Flux<T> uncancelled(ExchangeQueue queue, Publisher<? extends T> source) {
        return queue.inTurn(
                (listener, end) -> source.subscribe(new Listening<>(listener, unwanted -> {}, () -> {}, end)));
    }

    static Flux<Result> results(ExchangeQueue queue, Publisher<? extends Result> source) {
        return queue.inTurn((listener, end) -> {
            Queue<WholeResult> told = new ConcurrentLinkedQueue<>();
            Flux.from(source)
                    .map(WholeResult::new)
                    .doOnNext(told::add)
                    .subscribe(new Listening<>(
                            listener,
                            WholeResult::drainUnlessRead,
                            () -> told.forEach(WholeResult::drainUnlessRead),
                            end));
        });
    }

    private static void drain(Publisher<?> rest) {
        rest.subscribe(new BaseSubscriber<Object>() {
            @Override
            protected void hookOnError(Throwable fault) {
                LOG.debug("What nobody waited for failed", fault);
            }
        });
    }

    /** Stands between an exchange and who asked for it. */
    private static final class Listening<T> implements CoreSubscriber<T>, Subscription {

        private final CoreSubscriber<? super T> listener;
        private final Consumer<? super T> unwanted;
        private final Runnable left;
        private final Runnable end;
        private final AtomicBoolean gone = new AtomicBoolean();
        private volatile boolean telling;
        private volatile Subscription exchange = NONE;

        private static final Subscription NONE = new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };

        Listening(CoreSubscriber<? super T> listener, Consumer<? super T> unwanted, Runnable left, Runnable end) {
            this.listener = listener;
            this.unwanted = unwanted;
            this.left = left;
            this.end = end;
        }

        @Override
        public Context currentContext() {
            return listener.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            exchange = subscription;
            listener.onSubscribe(this);
        }

        @Override
        public void onNext(T item) {
            if (gone.get()) {
                unwanted.accept(item);
                return;
            }
            telling = true;
            listener.onNext(item);
            telling = false;
            if (gone.get()) {
                left.run();
            }
        }

        @Override
        public void onError(Throwable fault) {
            end.run();
            if (gone.get()) {
                LOG.debug("What nobody waited for any more failed", fault);
            } else {
                listener.onError(fault);
            }
        }

        @Override
        public void onComplete() {
            end.run();
            if (!gone.get()) {
                listener.onComplete();
            }
        }

        @Override
        public void request(long n) {
            exchange.request(n);
        }

        @Override
        public void cancel() {
            if (gone.compareAndSet(false, true)) {
                // Who wants one item cancels first and uses it then, in the same breath.
                if (!telling) {
                    left.run();
                }
                exchange.request(Long.MAX_VALUE);
            }
        }
    }

    /** A result is read once: by who asked for it, or to its end when they left without reading it. */
    private static final class WholeResult implements Result {

        private final Result result;
        private final AtomicBoolean read = new AtomicBoolean();

        WholeResult(Result result) {
            this.result = result;
        }

        void drainUnlessRead() {
            if (read.compareAndSet(false, true)) {
                drain(result.getRowsUpdated());
            }
        }

        private <T> Flux<T> once(Publisher<? extends T> rows) {
            return Flux.defer(() -> read.compareAndSet(false, true)
                    ? uncancelled(rows, unwanted -> {})
                    : Flux.error(new IllegalStateException("This result was read before, or given up")));
        }

        @Override
        public Publisher<Long> getRowsUpdated() {
            return once(result.getRowsUpdated());
        }

        @Override
        public <T> Publisher<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
            return once(result.map(mapping));
        }

        @Override
        public <T> Publisher<T> map(Function<? super Readable, ? extends T> mapping) {
            return once(result.map(mapping));
        }

        @Override
        public Result filter(Predicate<Segment> filter) {
            return new WholeResult(result.filter(filter));
        }

        @Override
        public <T> Publisher<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
            return once(result.flatMap(mapping));
        }
    }
}
