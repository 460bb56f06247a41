/**
 * The territory tree: the city, its local units, their communities. Every right is scoped to a place in it.
 */
@ApplicationModule(allowedDependencies = {"kernel", "audit"})
@NullMarked
@CheckReturnValue
package org.youthhome.territory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
