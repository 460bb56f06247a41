/**
 * Arrival and departure proven by a code. At most one check-in per occurrence and person; acknowledged means committed; MySQL is the truth.
 */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "audit",
            "territory",
            "identity",
            "activity",
            "enrolment",
            "attendance",
            "attendance :: web"
        })
@NullMarked
@CheckReturnValue
package org.youthhome.checkin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
