/** The program: it is started here, and every feature has a package below. */
@NullMarked
@CheckReturnValue
package org.youthhome;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
