/** A module that nobody agreed to. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
@CheckReturnValue
package org.youthhome.house.bad.modules.util;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
