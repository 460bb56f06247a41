package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Result;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.youthhome.engines.MariaDbEngine;
import org.youthhome.engines.TestEngines;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class WriterConnectionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** More than there are connections. */
    private static final int OFTEN = 9;

    private final MariaDbEngine mariaDb = TestEngines.mariaDb();
    private final WriterConnections connections =
            new WriterConnections(ConnectionFactories.get(ConnectionFactoryOptions.parse(mariaDb.r2dbcUrl())
                    .mutate()
                    .option(ConnectionFactoryOptions.USER, MariaDbEngine.USER)
                    .option(ConnectionFactoryOptions.PASSWORD, mariaDb.password())
                    .build()));

    private static Mono<Long> number(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap((Result result) -> result.map(row -> row.get(0, Long.class)))
                .next();
    }

    private Mono<Void> ended(long connectionId) {
        return Mono.<Void>fromRunnable(() -> {
                    try (java.sql.Connection other = mariaDb.connect();
                            Statement statement = other.createStatement()) {
                        statement.execute("KILL " + connectionId);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Test
    void a_connection_lost_at_its_commit_is_made_anew() {
        for (int i = 0; i < OFTEN; i++) {
            StepVerifier.create(connections.inTransaction(connection -> number(connection, "SELECT CONNECTION_ID()")
                            .flatMap(id -> ended(id).thenReturn(id))))
                    .expectError()
                    .verify(PATIENCE);
        }
        assertThat(connections
                        .inTransaction(connection -> number(connection, "SELECT 7"))
                        .block(PATIENCE))
                .isEqualTo(7);
        connections.destroy();
    }

    @Test
    void a_batch_whose_connection_is_lost_at_its_commit_is_written_again_as_it_was() {
        List<List<String>> written = new CopyOnWriteArrayList<>();
        GroupCommit<String, String> lane = new GroupCommit<>(
                "lost-at-its-commit",
                10,
                10,
                new SimpleMeterRegistry(),
                batch -> connections.inTransaction(connection -> number(connection, "SELECT CONNECTION_ID()")
                        .delayUntil(id -> {
                            written.add(batch);
                            return written.size() <= 3 ? ended(id) : Mono.empty();
                        })
                        .thenReturn(batch)));

        assertThat(lane.submit("the request").block(PATIENCE)).isEqualTo("the request");
        assertThat(written).containsOnly(List.of("the request")).hasSize(4);
        connections.destroy();
    }
}
