/**
 * A person's place in an occurrence: never above capacity, idempotent, with a clear reason when refused.
 */
@ApplicationModule(
        allowedDependencies = {"kernel", "audit", "territory", "identity", "notification", "activity", "attendance"})
@NullMarked
@CheckReturnValue
package org.youthhome.enrolment;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
