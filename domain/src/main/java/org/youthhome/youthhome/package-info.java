/**
 * Youth Homes: the venue of a community, where it is and when it is open.
 */
@ApplicationModule(allowedDependencies = {"kernel", "audit", "territory", "identity"})
@NullMarked
@CheckReturnValue
package org.youthhome.youthhome;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
