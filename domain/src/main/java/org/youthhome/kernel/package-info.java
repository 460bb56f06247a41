/**
 * What every feature stands on: the one way to say no ({@link org.youthhome.kernel.Refusal}), ids, the clock, and the group commit. Depends on no feature.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
@CheckReturnValue
package org.youthhome.kernel;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
