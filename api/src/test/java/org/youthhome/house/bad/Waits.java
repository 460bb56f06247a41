package org.youthhome.house.bad;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Holds a thread until somebody else is done. */
public final class Waits {

    @Nullable
    Object forOne(Mono<Object> one) {
        return one.block();
    }

    List<Object> forAll(Flux<Object> all) {
        return all.toStream().toList();
    }

    Function<Mono<Object>, @Nullable Object> byReference() {
        return Mono::block;
    }

    void asleep() throws InterruptedException {
        Thread.sleep(1);
    }

    Object inTheFuture(CompletableFuture<Object> later) {
        return later.join();
    }
}
