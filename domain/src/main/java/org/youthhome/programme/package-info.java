/**
 * The plan's ten programmes, a fixed list with their named brands.
 */
@ApplicationModule(allowedDependencies = {"kernel", "identity"})
@NullMarked
@CheckReturnValue
package org.youthhome.programme;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
