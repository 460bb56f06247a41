package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import reactor.pool.PoolShutdownException;

class LostDatabaseTest {

    @Test
    void a_rollback_that_fails_on_a_lost_connection_does_not_hide_why() {
        IllegalStateException rollback = new IllegalStateException("Request queue was disposed");
        rollback.addSuppressed(new DataAccessResourceFailureException("connection reset"));
        assertThat(ProblemReader.read(rollback).status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    }

    @Test
    void a_connection_lost_before_it_is_asked_is_a_lost_database() {
        assertThat(ProblemReader.read(new IllegalStateException("Request queue was disposed"))
                        .status())
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    }

    @Test
    void a_connection_lost_before_it_is_given_back_is_a_lost_database() {
        RuntimeException cleanup = new RuntimeException(
                "Async resource cleanup failed after onComplete",
                new R2dbcNonTransientResourceException("connection reset"));
        assertThat(ProblemReader.read(cleanup).status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    }

    @Test
    void whoever_comes_while_the_program_ends_is_told_to_try_again() {
        assertThat(ProblemReader.read(new PoolShutdownException()).status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    }

    @Test
    void a_value_that_is_too_long_is_not_taken_for_a_lost_database() {
        assertThat(ProblemReader.read(new R2dbcNonTransientResourceException("Data too long", "22001", 1406))
                        .status())
                .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    }

    @Test
    void a_fault_of_ours_is_not_taken_for_a_lost_database() {
        assertThat(ProblemReader.read(new IllegalStateException("ours")).status())
                .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    }
}
