package org.youthhome.identity;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Port: in which place a thing lies, so that authorisation by place can be decided from a path alone. */
public interface PlaceOf {

    /** The noun that {@link Access#at()} uses, e.g. {@code activity}. */
    String thing();

    /** The place of the thing with this path variable; empty when there is no such thing. */
    Mono<UUID> placeOf(String variable);
}
