package org.youthhome.youthhome;

import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.youthhome.identity.PlaceOf;
import org.youthhome.kernel.Ids;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/** A place lies in itself. Here and not in territory, since identity, whose port this is, stands above territory. */
@Configuration(proxyBeanMethods = false)
class PlacesAreTheirOwn {

    @Bean
    PlaceOf placeOfPlace(Territory territory) {
        return new Itself("place", territory);
    }

    @Bean
    PlaceOf placeOfCommunity(Territory territory) {
        return new Itself("community", territory);
    }

    private record Itself(String thing, Territory territory) implements PlaceOf {

        @Override
        public Mono<UUID> placeOf(String variable) {
            return Ids.parse(variable)
                    .flatMap(id -> territory.tree().flatMap(tree -> Mono.justOrEmpty(tree.place(id))))
                    .map(Place::id);
        }
    }
}
