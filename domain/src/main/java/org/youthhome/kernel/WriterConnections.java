package org.youthhome.kernel;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections of the writer lanes ({@link GroupCommit}), apart from everybody else's pool, so that slow reads never keep
 * a check-in from its commit. Sessions are READ COMMITTED: no gap locks, and a batch that is written again sees what
 * others committed in between.
 */
@Component
public class WriterConnections implements DisposableBean {

    /** Check-in, check-out, enrolment, refusals. */
    private static final int LANES = 4;
    /** A lane goes on with a new one while its last is still busy rolling back. */
    private static final int CONNECTIONS = 2 * LANES;

    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(10);
    /** What the driver says, as an {@link IllegalStateException}, on a connection that was just lost. */
    private static final String LOST = "Request queue was disposed";

    private final ConnectionPool pool;

    WriterConnections(ConnectionFactory everybodys) {
        ConnectionFactory plain = everybodys;
        while (plain instanceof Wrapped<?> wrapped && wrapped.unwrap() instanceof ConnectionFactory inner) {
            plain = inner;
        }
        this.pool = new ConnectionPool(ConnectionPoolConfiguration.builder(new ReadCommitted(plain))
                .name("writer-lanes")
                .initialSize(0)
                .minIdle(0)
                .maxSize(CONNECTIONS)
                .maxAcquireTime(Duration.ofSeconds(5))
                .maxCreateConnectionTime(Duration.ofSeconds(5))
                .maxIdleTime(Duration.ofMinutes(5))
                .build());
    }

    /** Runs the work in one transaction: committed when it completes, rolled back when it fails or takes too long. */
    public <T> Mono<T> inTransaction(Function<Connection, Mono<T>> work) {
        return Mono.usingWhen(
                        pool.create(),
                        // The commit is part of the work: what goes wrong in a cleanup is told as a fault of another
                        // kind, which nobody takes for a lost connection.
                        connection -> Mono.from(connection.beginTransaction())
                                .then(work.apply(connection).singleOptional())
                                .delayUntil(done -> connection.commitTransaction())
                                .flatMap(Mono::justOrEmpty),
                        WriterConnections::giveBack,
                        (connection, fault) -> rollBack(connection),
                        WriterConnections::rollBack)
                .timeout(LONGEST_TRANSACTION)
                .onErrorMap(WriterConnections::isLost, R2dbcNonTransientResourceException::new);
    }

    /** Whether this says that the connection to the database had been lost before it could be asked. */
    public static boolean isLost(Throwable fault) {
        return fault instanceof IllegalStateException && LOST.equals(fault.getMessage());
    }

    /** The commit stands, whatever becomes of its connection; a lost one is made anew. */
    private static Mono<Void> giveBack(Connection connection) {
        return Mono.from(connection.close()).onErrorComplete();
    }

    private static Mono<Void> rollBack(Connection connection) {
        return Mono.from(connection.rollbackTransaction()).onErrorComplete().then(giveBack(connection));
    }

    @Override
    public void destroy() {
        pool.dispose();
    }

    private record ReadCommitted(ConnectionFactory plain) implements ConnectionFactory {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.from(plain.create()).delayUntil(connection -> Flux.from(connection
                            .createStatement("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
                            .execute())
                    .flatMap(Result::getRowsUpdated)
                    .then());
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return plain.getMetadata();
        }
    }
}
