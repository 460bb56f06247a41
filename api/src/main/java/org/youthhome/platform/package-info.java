/**
 * What every request passes before and after a feature's controller: trace, limits, who it is, what they may, and how a no
 * is said. No feature imports it.
 */
@ApplicationModule(allowedDependencies = {"kernel", "identity"})
@NullMarked
@CheckReturnValue
package org.youthhome.platform;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
