/** What a feature's web package must not do. */
@NullMarked
@CheckReturnValue
package org.youthhome.house.bad.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
