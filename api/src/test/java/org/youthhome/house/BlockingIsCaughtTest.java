package org.youthhome.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

class BlockingIsCaughtTest {

    private static final Callable<String> WAITS = () -> {
        TimeUnit.MILLISECONDS.sleep(1);
        return "waited";
    };

    @Test
    void a_blocking_call_on_a_parallel_thread_is_caught() {
        assertThatThrownBy(() -> Mono.fromCallable(WAITS)
                        .subscribeOn(Schedulers.parallel())
                        .block())
                .hasRootCauseInstanceOf(BlockingOperationError.class);
    }

    @Test
    void a_blocking_call_on_an_event_loop_is_caught() {
        LoopResources loops = LoopResources.create("house-test", 1, true);
        Scheduler loop = Schedulers.fromExecutor(loops.onServer(false));
        try {
            assertThatThrownBy(() -> Mono.fromCallable(WAITS).subscribeOn(loop).block())
                    .hasRootCauseInstanceOf(BlockingOperationError.class);
        } finally {
            loop.dispose();
            loops.dispose();
        }
    }

    @Test
    void work_that_may_wait_has_threads_for_it() {
        assertThat(Mono.fromCallable(WAITS)
                        .subscribeOn(Schedulers.boundedElastic())
                        .block())
                .isEqualTo("waited");
    }

    @Test
    void random_numbers_do_not_count_as_waiting() {
        byte[] drawn = Mono.fromCallable(() -> {
                    byte[] bytes = new byte[32];
                    new SecureRandom().nextBytes(bytes);
                    return bytes;
                })
                .subscribeOn(Schedulers.parallel())
                .block();

        assertThat(drawn).hasSize(32);
    }
}
