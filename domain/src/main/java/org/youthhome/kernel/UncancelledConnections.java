package org.youthhome.kernel;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Lifecycle;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
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
 */
final class UncancelledConnections implements ConnectionFactory {

    private static final Logger LOG = LoggerFactory.getLogger(UncancelledConnections.class);

    private final ConnectionFactory driver;

    UncancelledConnections(ConnectionFactory driver) {
        this.driver = driver;
    }

    @Override
    public Publisher<? extends Connection> create() {
        return uncancelled(driver.create(), unwanted -> drain(unwanted.close())).map(Whole::new);
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
                source.subscribe(new Listening<>(listener, unwanted, () -> {}));
            }
        };
    }

    private static <T> Flux<T> uncancelled(Publisher<? extends T> source) {
        return uncancelled(source, unwanted -> {});
    }

    private static Flux<Result> results(Publisher<? extends Result> source) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Result> listener) {
                Queue<WholeResult> told = new ConcurrentLinkedQueue<>();
                Flux.from(source)
                        .map(WholeResult::new)
                        .doOnNext(told::add)
                        .subscribe(new Listening<>(
                                listener,
                                WholeResult::drainUnlessRead,
                                () -> told.forEach(WholeResult::drainUnlessRead)));
            }
        };
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
        private final AtomicBoolean gone = new AtomicBoolean();
        private volatile boolean telling;
        private volatile Subscription exchange = NONE;

        private static final Subscription NONE = new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };

        Listening(CoreSubscriber<? super T> listener, Consumer<? super T> unwanted, Runnable left) {
            this.listener = listener;
            this.unwanted = unwanted;
            this.left = left;
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
            if (gone.get()) {
                LOG.debug("What nobody waited for any more failed", fault);
            } else {
                listener.onError(fault);
            }
        }

        @Override
        public void onComplete() {
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

    private record Whole(Connection connection) implements Connection, Lifecycle {

        @Override
        public Publisher<Void> beginTransaction() {
            return uncancelled(connection.beginTransaction());
        }

        @Override
        public Publisher<Void> beginTransaction(TransactionDefinition definition) {
            return uncancelled(connection.beginTransaction(definition));
        }

        @Override
        public Publisher<Void> close() {
            return uncancelled(connection.close());
        }

        @Override
        public Publisher<Void> commitTransaction() {
            return uncancelled(connection.commitTransaction());
        }

        @Override
        public Batch createBatch() {
            return new WholeBatch(connection.createBatch());
        }

        @Override
        public Publisher<Void> createSavepoint(String name) {
            return uncancelled(connection.createSavepoint(name));
        }

        @Override
        public Statement createStatement(String sql) {
            return new WholeStatement(connection.createStatement(sql));
        }

        @Override
        public boolean isAutoCommit() {
            return connection.isAutoCommit();
        }

        @Override
        public ConnectionMetadata getMetadata() {
            return connection.getMetadata();
        }

        @Override
        public IsolationLevel getTransactionIsolationLevel() {
            return connection.getTransactionIsolationLevel();
        }

        @Override
        public Publisher<Void> releaseSavepoint(String name) {
            return uncancelled(connection.releaseSavepoint(name));
        }

        @Override
        public Publisher<Void> rollbackTransaction() {
            return uncancelled(connection.rollbackTransaction());
        }

        @Override
        public Publisher<Void> rollbackTransactionToSavepoint(String name) {
            return uncancelled(connection.rollbackTransactionToSavepoint(name));
        }

        @Override
        public Publisher<Void> setAutoCommit(boolean autoCommit) {
            return uncancelled(connection.setAutoCommit(autoCommit));
        }

        @Override
        public Publisher<Void> setLockWaitTimeout(Duration timeout) {
            return uncancelled(connection.setLockWaitTimeout(timeout));
        }

        @Override
        public Publisher<Void> setStatementTimeout(Duration timeout) {
            return uncancelled(connection.setStatementTimeout(timeout));
        }

        @Override
        public Publisher<Void> setTransactionIsolationLevel(IsolationLevel isolationLevel) {
            return uncancelled(connection.setTransactionIsolationLevel(isolationLevel));
        }

        @Override
        public Publisher<Boolean> validate(ValidationDepth depth) {
            return uncancelled(connection.validate(depth));
        }

        @Override
        public Publisher<Void> postAllocate() {
            return connection instanceof Lifecycle lifecycle ? uncancelled(lifecycle.postAllocate()) : Flux.empty();
        }

        @Override
        public Publisher<Void> preRelease() {
            return connection instanceof Lifecycle lifecycle ? uncancelled(lifecycle.preRelease()) : Flux.empty();
        }
    }

    private record WholeBatch(Batch batch) implements Batch {

        @Override
        public Batch add(String sql) {
            return new WholeBatch(batch.add(sql));
        }

        @Override
        public Publisher<? extends Result> execute() {
            return results(batch.execute());
        }
    }

    private record WholeStatement(Statement statement) implements Statement {

        @Override
        public Statement add() {
            return again(statement.add());
        }

        @Override
        public Statement bind(int index, Object value) {
            return again(statement.bind(index, value));
        }

        @Override
        public Statement bind(String name, Object value) {
            return again(statement.bind(name, value));
        }

        @Override
        public Statement bindNull(int index, Class<?> type) {
            return again(statement.bindNull(index, type));
        }

        @Override
        public Statement bindNull(String name, Class<?> type) {
            return again(statement.bindNull(name, type));
        }

        @Override
        public Statement returnGeneratedValues(String... columns) {
            return again(statement.returnGeneratedValues(columns));
        }

        @Override
        public Statement fetchSize(int rows) {
            return again(statement.fetchSize(rows));
        }

        @Override
        public Publisher<? extends Result> execute() {
            return results(statement.execute());
        }

        private Statement again(Statement changed) {
            return changed == statement ? this : new WholeStatement(changed);
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
                    ? uncancelled(rows)
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
