package org.youthhome.notification;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Port: who is expected at an occurrence, and so has to be told of it. */
public interface Recipients {

    /** Somebody who is expected there. */
    record Recipient(UUID personId, UUID occurrenceId, boolean volunteer) {}

    /**
     * Those who hold a place in one of these, by person, and by occurrence within a person.
     *
     * @param enrolledBy who enrolled later has read of it already
     * @param after only people behind this one in the order of their ids
     * @param most so many rows
     */
    Mono<List<Recipient>> of(Collection<UUID> occurrenceIds, Instant enrolledBy, @Nullable UUID after, int most);
}
