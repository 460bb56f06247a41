/** May use what is below, but takes what is not shown. */
@ApplicationModule(allowedDependencies = "below")
@NullMarked
@CheckReturnValue
package org.youthhome.house.bad.modules.above;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
