package org.youthhome.enrolment;

import io.r2dbc.spi.Connection;
import java.util.Collection;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Port: what keeps an enrolment from being changed or given up. */
public interface EnrolmentHold {

    /** Those of them who have come; asked within the transaction that has locked their enrolments. */
    Mono<Set<PersonAt>> here(Connection connection, Collection<PersonAt> some);
}
