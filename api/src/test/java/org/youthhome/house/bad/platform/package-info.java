/** Stands for the platform, which no feature may import. */
@NullMarked
@CheckReturnValue
package org.youthhome.house.bad.platform;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
