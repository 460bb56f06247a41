/**
 * The live headcount of an occurrence, a projection in Redis that can be rebuilt from MySQL at any time.
 */
@ApplicationModule(allowedDependencies = {"kernel", "territory", "identity", "programme", "activity"})
@NullMarked
@CheckReturnValue
package org.youthhome.attendance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
