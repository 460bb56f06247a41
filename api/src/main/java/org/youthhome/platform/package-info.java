/** What all features' HTTP stands on: pages, problem details, security, API documentation. No feature imports it. */
@NullMarked
@CheckReturnValue
package org.youthhome.platform;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
