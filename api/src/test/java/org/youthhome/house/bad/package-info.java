/** Examples of what the rules forbid, each with its reason in its name. */
@NullMarked
@CheckReturnValue
package org.youthhome.house.bad;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
