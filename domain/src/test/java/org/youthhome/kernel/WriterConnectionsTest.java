package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.core.DatabaseClient;
import org.youthhome.engines.WithEngines;
import reactor.core.publisher.Mono;

@SpringBootTest(classes = WriterConnectionsTest.Stores.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@WithEngines
class WriterConnectionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @EnableAutoConfiguration
    @Import(StoreConnections.class)
    static class Stores {}

    @Autowired
    private ConnectionFactory connections;

    @Autowired
    private DatabaseClient database;

    private static Mono<Long> own(Connection connection) {
        return Mono.from(connection.createStatement("SELECT CONNECTION_ID()").execute())
                .flatMap(result -> Mono.from(result.map((row, about) -> row.get(0, Long.class))));
    }

    @Test
    void a_commit_that_fails_is_said_and_leaves_a_connection_for_the_next() {
        WriterConnections writers = new WriterConnections(connections);
        try {
            // More often than there are connections.
            for (int i = 0; i < 12; i++) {
                assertThatThrownBy(() -> writers.inTransaction(connection -> own(connection)
                                        .delayUntil(id -> database.sql("KILL CONNECTION " + id)
                                                .fetch()
                                                .rowsUpdated()))
                                .block(PATIENCE))
                        .isInstanceOf(RuntimeException.class);
            }
            assertThat(writers.inTransaction(WriterConnectionsTest::own).block(PATIENCE))
                    .isPositive();
        } finally {
            writers.destroy();
        }
    }
}
