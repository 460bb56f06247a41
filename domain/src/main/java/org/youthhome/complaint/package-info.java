/**
 * The way in for complaints: about anything, by anybody, also without a login (RULES.md 1).
 */
@ApplicationModule(allowedDependencies = {"kernel", "identity"})
@NullMarked
@CheckReturnValue
package org.youthhome.complaint;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
