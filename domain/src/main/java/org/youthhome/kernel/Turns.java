package org.youthhome.kernel;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.r2dbc.R2dbcLockProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Work that is due from time to time and that one of all processes does: whoever asks first when it is due. Turns are kept
 * in MySQL (table {@code turn}).
 *
 * <p>It saves work and proves nothing: processes whose clocks differ, or one that stands still for longer than
 * {@code longest}, may do the same at once. What is done by turns has to stay right when it is done twice.
 */
@Component
public class Turns {

    private final LockProvider turns;

    Turns(ConnectionFactory connections) {
        this.turns = new R2dbcLockProvider(connections, "turn");
    }

    /**
     * Does the work if it is due; otherwise completes empty.
     *
     * @param name of the work, up to 64 characters
     * @param every nobody begins again within this time after it was begun
     * @param longest after this time the work counts as abandoned, and another process may begin it; not before
     *     {@code every}
     */
    public <T> Mono<T> take(String name, Duration every, Duration longest, Mono<T> work) {
        Duration most = longest.compareTo(every) < 0 ? every : longest;
        return onThread(() -> turns.lock(new LockConfiguration(ClockProvider.now(), name, most, every)))
                .flatMap(turn -> Mono.usingWhen(Mono.just(turn), held -> work, this::end));
    }

    private Mono<Void> end(SimpleLock turn) {
        return onThread(() -> {
                    turn.unlock();
                    return Optional.empty();
                })
                .then()
                // It ends by itself after its longest time.
                .onErrorComplete();
    }

    /** The library waits for the database on the thread that calls it. */
    private static <T> Mono<T> onThread(Supplier<Optional<T>> what) {
        return Mono.fromSupplier(what).subscribeOn(Schedulers.boundedElastic()).flatMap(Mono::justOrEmpty);
    }
}
