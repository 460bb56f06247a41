/** May use nothing, and uses what stands above it. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
@CheckReturnValue
package org.youthhome.house.bad.modules.below;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
