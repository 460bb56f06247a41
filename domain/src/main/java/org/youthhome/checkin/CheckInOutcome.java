package org.youthhome.checkin;

import java.util.Map;
import org.youthhome.attendance.Headcount;
import reactor.core.publisher.Mono;

/** What became of a scan, after the commit. */
sealed interface CheckInOutcome {

    /**
     * There is a row.
     *
     * @param first whether this request is the one whose row was inserted
     * @param replay whether the row carries this request's own nonce
     * @param headcount the numbers with this row in them; may be late or fail when Redis is away
     */
    record Recorded(CheckIn checkIn, boolean first, boolean replay, Mono<Headcount> headcount)
            implements CheckInOutcome {}

    /** There is none, for this reason. */
    record TurnedAway(Reason reason, Map<String, Object> arguments) implements CheckInOutcome {}
}
