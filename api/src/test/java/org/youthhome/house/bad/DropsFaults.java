package org.youthhome.house.bad;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Nobody hears when it goes wrong. */
public final class DropsFaults {

    void bare(Mono<Void> work) {
        work.subscribe();
    }

    void onlyValues(Flux<String> words) {
        words.subscribe(String::strip);
    }

    void byReference(List<Mono<Void>> works) {
        works.forEach(Mono::subscribe);
    }
}
