package org.youthhome.kernel;

import static org.youthhome.kernel.UncancelledConnections.results;
import static org.youthhome.kernel.UncancelledConnections.uncancelled;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Lifecycle;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** A driver's connection, each of whose exchanges is an uncancelled one of {@link UncancelledConnections}. */
record UncancelledConnection(Connection connection, ExchangeQueue queue) implements Connection, Lifecycle {

    @Override
    public Publisher<Void> beginTransaction() {
        return uncancelled(queue, connection.beginTransaction());
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return uncancelled(queue, connection.beginTransaction(definition));
    }

    @Override
    public Publisher<Void> close() {
        return uncancelled(queue, connection.close());
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return uncancelled(queue, connection.commitTransaction());
    }

    @Override
    public Batch createBatch() {
        return new UncancelledBatch(connection.createBatch(), queue);
    }

    @Override
    public Publisher<Void> createSavepoint(String name) {
        return uncancelled(queue, connection.createSavepoint(name));
    }

    @Override
    public Statement createStatement(String sql) {
        return new UncancelledStatement(connection.createStatement(sql), queue);
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
        return uncancelled(queue, connection.releaseSavepoint(name));
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return uncancelled(queue, connection.rollbackTransaction());
    }

    @Override
    public Publisher<Void> rollbackTransactionToSavepoint(String name) {
        return uncancelled(queue, connection.rollbackTransactionToSavepoint(name));
    }

    @Override
    public Publisher<Void> setAutoCommit(boolean autoCommit) {
        return uncancelled(queue, connection.setAutoCommit(autoCommit));
    }

    @Override
    public Publisher<Void> setLockWaitTimeout(Duration timeout) {
        return uncancelled(queue, connection.setLockWaitTimeout(timeout));
    }

    @Override
    public Publisher<Void> setStatementTimeout(Duration timeout) {
        return uncancelled(queue, connection.setStatementTimeout(timeout));
    }

    @Override
    public Publisher<Void> setTransactionIsolationLevel(IsolationLevel isolationLevel) {
        return uncancelled(queue, connection.setTransactionIsolationLevel(isolationLevel));
    }

    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return uncancelled(queue, connection.validate(depth));
    }

    @Override
    public Publisher<Void> postAllocate() {
        return uncancelled(queue, connection instanceof Lifecycle lifecycle ? lifecycle.postAllocate() : Mono.empty());
    }

    @Override
    public Publisher<Void> preRelease() {
        return uncancelled(queue, connection instanceof Lifecycle lifecycle ? lifecycle.preRelease() : Mono.empty());
    }

    private record UncancelledBatch(Batch batch, ExchangeQueue queue) implements Batch {

        @Override
        public Batch add(String sql) {
            return new UncancelledBatch(batch.add(sql), queue);
        }

        @Override
        public Publisher<? extends Result> execute() {
            return results(queue, batch.execute());
        }
    }

    private record UncancelledStatement(Statement statement, ExchangeQueue queue) implements Statement {

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
            return results(queue, statement.execute());
        }

        private Statement again(Statement changed) {
            return changed == statement ? this : new UncancelledStatement(changed, queue);
        }
    }
}
