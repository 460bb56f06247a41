package org.youthhome.attendance.web;

import java.time.Instant;
import org.youthhome.attendance.Headcount;

/**
 * The live numbers of an occurrence, in people.
 *
 * @param asOf when they were true
 */
public record HeadcountView(long enrolled, long checkedIn, long present, long checkedOut, Instant asOf) {

    public static HeadcountView of(Headcount headcount) {
        return new HeadcountView(
                headcount.enrolled(),
                headcount.checkedIn(),
                headcount.present(),
                headcount.checkedOut(),
                headcount.asOf());
    }
}
