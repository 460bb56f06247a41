package org.youthhome.enrolment;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Port: what keeps an enrolment from being given up. */
public interface EnrolmentHold {

    /** Whether the person has come; asked within the transaction that would cancel. */
    Mono<Boolean> isCheckedIn(UUID occurrenceId, UUID personId);
}
