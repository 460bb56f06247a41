package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.youthhome.engines.MariaDbEngine;
import org.youthhome.engines.TestEngines;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class UncancelledConnectionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 4;

    private final ConnectionPool pool =
            new ConnectionPool(ConnectionPoolConfiguration.builder(new UncancelledConnections(driver()))
                    .initialSize(CONNECTIONS)
                    .maxSize(CONNECTIONS)
                    .maxAcquireTime(PATIENCE)
                    .build());

    @AfterEach
    void close() {
        pool.dispose();
    }

    private static ConnectionFactory driver() {
        MariaDbEngine engine = TestEngines.mariaDb();
        return ConnectionFactories.get(ConnectionFactoryOptions.parse(engine.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, MariaDbEngine.USER)
                .option(ConnectionFactoryOptions.PASSWORD, engine.password())
                .build());
    }

    private static Flux<Long> ask(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.map(row -> row.get(0, Long.class)));
    }

    private Flux<Long> ask(String sql) {
        return Flux.usingWhen(pool.create(), connection -> ask(connection, sql), Connection::close);
    }

    private Mono<Long> inTransaction(String sql) {
        return Mono.usingWhen(
                pool.create(),
                connection -> Mono.from(connection.beginTransaction())
                        .thenMany(ask(connection, sql))
                        .next(),
                connection -> Mono.from(connection.commitTransaction()).then(Mono.from(connection.close())),
                (connection, fault) ->
                        Mono.from(connection.rollbackTransaction()).then(Mono.from(connection.close())),
                connection -> Mono.from(connection.rollbackTransaction()).then(Mono.from(connection.close())));
    }

    /** Each connection of the pool answers, with what it is asked. */
    private void assertAllInOrder() {
        List<Long> answers = Flux.range(0, CONNECTIONS)
                .flatMap(i -> Mono.usingWhen(
                        pool.create(),
                        connection ->
                                ask(connection, "SELECT " + i + " + SLEEP(0.2)").next(),
                        Connection::close))
                .collectSortedList()
                .block(PATIENCE);
        assertThat(answers).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void cancelled_at_any_moment_a_statement_leaves_its_connection_in_order() {
        for (int round = 0; round < 20; round++) {
            Flux.range(0, 300)
                    .flatMap(
                            i -> (i % 2 == 0
                                            ? ask("SELECT seq FROM seq_1_to_50").then()
                                            : inTransaction("SELECT 7").then())
                                    .takeUntilOther(Mono.delay(
                                            Duration.ofNanos(
                                                    ThreadLocalRandom.current().nextInt(1_000_000)),
                                            Schedulers.parallel())),
                            CONNECTIONS)
                    .blockLast(PATIENCE);
            assertAllInOrder();
        }
    }

    @Test
    void whoever_takes_the_first_row_only_leaves_the_connection_in_order() {
        for (int i = 0; i < 20; i++) {
            assertThat(ask("SELECT seq FROM seq_1_to_20000").next().block(PATIENCE))
                    .isEqualTo(1);
            assertThat(ask("SELECT seq FROM seq_1_to_20000").take(300).count().block(PATIENCE))
                    .isEqualTo(300);
        }
        assertAllInOrder();
    }

    @Test
    void whoever_wants_one_result_only_can_read_it() {
        Long rows = Mono.usingWhen(
                        pool.create(),
                        connection -> Mono.from(connection
                                        .createStatement("CREATE TEMPORARY TABLE made AS SELECT seq FROM seq_1_to_7")
                                        .execute())
                                .flatMap(result -> Mono.from(result.getRowsUpdated())),
                        Connection::close)
                .block(PATIENCE);
        assertThat(rows).isEqualTo(7);
        assertAllInOrder();
    }

    @Test
    void a_row_that_cannot_be_read_leaves_the_connection_in_order() {
        for (int i = 0; i < 20; i++) {
            Flux<Object> failing = Flux.usingWhen(
                    pool.create(),
                    connection -> Flux.from(connection
                                    .createStatement("SELECT seq FROM seq_1_to_2000")
                                    .execute())
                            .concatMap(result -> result.map(row -> {
                                throw new IllegalArgumentException("unreadable");
                            })),
                    Connection::close);
            assertThatThrownBy(() -> failing.blockLast(PATIENCE)).hasMessageContaining("unreadable");
        }
        assertAllInOrder();
    }

    @Test
    void a_result_that_nobody_reads_is_read_to_its_end() {
        for (int i = 0; i < 20; i++) {
            Result unread = Mono.usingWhen(
                            pool.create(),
                            connection -> Mono.from(connection
                                    .createStatement("SELECT seq FROM seq_1_to_2000")
                                    .execute()),
                            Connection::close)
                    .block(PATIENCE);
            assertThat(unread).isNotNull();
        }
        assertAllInOrder();
    }
}
