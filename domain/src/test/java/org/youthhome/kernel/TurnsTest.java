package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.youthhome.engines.WithEngines;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@SpringBootTest(classes = TurnsTest.Stores.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@WithEngines
class TurnsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ZERO;

    @EnableAutoConfiguration
    @Import(StoreConnections.class)
    static class Stores {}

    @Autowired
    private ConnectionFactory connections;

    private final String work = UUID.randomUUID().toString();
    private final AtomicInteger done = new AtomicInteger();
    private Turns one;
    private Turns another;

    @BeforeEach
    void two_processes() {
        one = new Turns(connections);
        another = new Turns(connections);
    }

    private Mono<Integer> take(Turns process, Duration every) {
        return process.take(work, every, HOUR, Mono.fromSupplier(done::incrementAndGet));
    }

    @Test
    void what_was_done_is_not_due_again_until_its_time() {
        assertThat(take(one, HOUR).block(PATIENCE)).isEqualTo(1);
        assertThat(take(another, HOUR).block(PATIENCE)).isNull();
        assertThat(take(one, HOUR).block(PATIENCE)).isNull();
    }

    @Test
    void short_work_may_be_due_seldom() {
        assertThat(one.take(work, HOUR, PATIENCE, Mono.fromSupplier(done::incrementAndGet))
                        .block(PATIENCE))
                .isEqualTo(1);
        assertThat(take(another, HOUR).block(PATIENCE)).isNull();
    }

    @Test
    void when_it_is_due_anybody_may_do_it() {
        assertThat(take(one, AT_ONCE).block(PATIENCE)).isEqualTo(1);
        assertThat(take(another, AT_ONCE).block(PATIENCE)).isEqualTo(2);
    }

    @Test
    void of_many_who_ask_at_once_one_does_it() {
        Flux.range(0, 20)
                .flatMap(n -> take(n % 2 == 0 ? one : another, HOUR), 20)
                .blockLast(PATIENCE);
        assertThat(done).hasValue(1);
    }

    @Test
    void nobody_begins_while_it_is_being_done() {
        assertThat(one.take(work, AT_ONCE, HOUR, Mono.defer(() -> take(another, AT_ONCE)
                                .hasElement()))
                        .block(PATIENCE))
                .isFalse();
        assertThat(take(another, AT_ONCE).block(PATIENCE)).isEqualTo(1);
    }

    @Test
    void work_that_fails_says_so_and_gives_the_turn_back() {
        assertThatThrownBy(() -> Objects.requireNonNull(
                        one.take(work, AT_ONCE, HOUR, Mono.error(new IllegalStateException("broken")))
                                .block(PATIENCE)))
                .hasMessageContaining("broken");
        assertThat(take(another, AT_ONCE).block(PATIENCE)).isEqualTo(1);
    }

    @Test
    void a_process_that_died_gives_its_turn_back_after_the_longest_time() {
        Duration longest = Duration.ofMillis(300);
        assertThat(one.take(work, AT_ONCE, longest, Mono.never()).timeout(Duration.ofSeconds(5), Mono.empty()))
                .isNotNull();
        var dying = one.take(work, AT_ONCE, longest, Mono.never()).subscribe();
        try {
            org.awaitility.Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> take(another, AT_ONCE).block(PATIENCE) != null);
        } finally {
            dying.dispose();
        }
    }
}
