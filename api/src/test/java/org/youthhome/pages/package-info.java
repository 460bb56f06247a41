/** The pages as people see them: the whole product, looked at through a real browser. */
@NullMarked
@CheckReturnValue
package org.youthhome.pages;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
