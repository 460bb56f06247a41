package org.youthhome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class ExchangeQueueTest {

    private final ExchangeQueue queue = new ExchangeQueue();

    private <T> Flux<T> inTurn(Flux<T> exchange) {
        return queue.inTurn((listener, end) -> exchange.doOnTerminate(end).subscribe(listener));
    }

    @Test
    void an_exchange_begins_when_the_one_before_has_ended() {
        Sinks.Many<String> first = Sinks.many().unicast().onBackpressureBuffer();
        Sinks.Many<String> second = Sinks.many().unicast().onBackpressureBuffer();
        List<String> heard = new CopyOnWriteArrayList<>();

        inTurn(first.asFlux()).subscribe(heard::add);
        inTurn(second.asFlux()).onErrorComplete().subscribe(heard::add);
        inTurn(Flux.just("third")).subscribe(heard::add);

        first.tryEmitNext("first");
        assertThat(second.currentSubscriberCount()).isZero();
        first.tryEmitComplete();
        assertThat(second.currentSubscriberCount()).isOne();
        assertThat(heard).containsExactly("first");
        second.tryEmitError(new IllegalStateException("a failure is an end, too"));
        assertThat(heard).containsExactly("first", "third");
    }

    @Test
    void asked_from_many_threads_there_is_never_more_than_one() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Flux<Integer> exchange = Flux.defer(() -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    return Mono.just(1).publishOn(Schedulers.parallel());
                })
                .doOnTerminate(underWay::decrementAndGet);

        Integer ended = Flux.range(0, 20_000)
                .flatMap(i -> inTurn(exchange).subscribeOn(Schedulers.boundedElastic()), 16)
                .reduce(0, Integer::sum)
                .block(Duration.ofSeconds(60));

        assertThat(ended).isEqualTo(20_000);
        assertThat(most).hasValue(1);
    }
}
