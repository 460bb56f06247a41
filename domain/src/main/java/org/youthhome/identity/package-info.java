/**
 * People, their consent, tokens and roles. Answers who somebody is and what they may do at a place.
 */
@ApplicationModule(allowedDependencies = {"kernel", "audit", "territory"})
@NullMarked
@CheckReturnValue
package org.youthhome.identity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
