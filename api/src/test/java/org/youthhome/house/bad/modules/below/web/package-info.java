/** Not shown to other modules. */
@NullMarked
@CheckReturnValue
package org.youthhome.house.bad.modules.below.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
