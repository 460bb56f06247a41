package org.youthhome.attendance;

import java.util.Collection;
import java.util.UUID;
import reactor.core.publisher.Flux;

/** Port: a feature whose rows in MySQL the headcount is made from. */
public interface AttendanceSource {

    /** Everything the rows of this occurrence say, committed at the time of the call. */
    Flux<AttendanceFact> facts(UUID occurrenceId);

    /** The sums of these occurrences, without the facts one by one; an occurrence without rows may be left out. */
    Flux<Sum> sums(Collection<UUID> occurrenceIds);

    /** What a source's rows add to an occurrence's numbers, in people. */
    record Sum(UUID occurrenceId, long enrolled, long checkedIn, long checkedOut) {}
}
