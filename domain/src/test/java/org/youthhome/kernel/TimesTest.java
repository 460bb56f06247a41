package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.core.DatabaseClient;
import org.youthhome.engines.TestEngines;
import org.youthhome.engines.WithEngines;
import reactor.core.publisher.Mono;

/** The engine's own zone is +08:00, as on the machines it stands in for. */
@SpringBootTest(classes = TimesTest.Stores.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@WithEngines
class TimesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant INSTANT = Instant.parse("2026-11-22T06:30:00.123456Z");

    @EnableAutoConfiguration
    @Import(StoreConnections.class)
    static class Stores {}

    @Autowired
    private DatabaseClient database;

    private final TimeZone zone = TimeZone.getDefault();

    @BeforeEach
    void table() {
        run("CREATE TABLE IF NOT EXISTS times_test (at DATETIME(6) NOT NULL)");
        run("DELETE FROM times_test");
    }

    @AfterEach
    void tidy() {
        TimeZone.setDefault(zone);
        run("DROP TABLE times_test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Shanghai", "America/New_York"})
    void an_instant_is_stored_in_utc_and_read_back_whatever_the_zone_of_the_machine(String machine)
            throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(machine));
        database.sql("INSERT INTO times_test (at) VALUES (:at)")
                .bind("at", Times.column(INSTANT))
                .fetch()
                .rowsUpdated()
                .block(PATIENCE);
        assertThat(column()).isEqualTo("2026-11-22 06:30:00.123456");
        assertThat(database.sql("SELECT at FROM times_test WHERE at = :at")
                        .bind("at", Times.column(INSTANT))
                        .map(row -> new Row(row).instant("at"))
                        .one()
                        .block(PATIENCE))
                .isEqualTo(INSTANT);
    }

    @Test
    void the_databases_own_now_is_in_utc_though_its_machine_is_not() {
        assertThat(database.sql("SELECT NOW(6) AS now")
                        .map(row -> new Row(row).instant("now"))
                        .one()
                        .block(PATIENCE))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    void a_time_finer_than_the_column_is_cut_and_not_rounded() {
        assertThat(Times.of(Times.column(Instant.parse("2026-11-22T06:30:00.999999999Z"))))
                .isEqualTo(Instant.parse("2026-11-22T06:30:00.999999Z"));
    }

    @Test
    void a_missing_time_is_null() {
        assertThat(database.sql("SELECT CAST(NULL AS DATETIME(6)) AS at")
                        .flatMap(result -> result.map(
                                (row, metadata) -> java.util.Optional.ofNullable(new Row(row).instantOrNull("at"))))
                        .next()
                        .block(PATIENCE))
                .isEmpty();
    }

    /** Past the driver and its settings. */
    private static String column() throws SQLException {
        try (Connection connection = TestEngines.mariaDb().connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT CAST(at AS CHAR) FROM times_test")) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private void run(String sql) {
        Mono<Long> done = database.sql(sql).fetch().rowsUpdated();
        done.block(PATIENCE);
    }
}
