/** Service records over HTTP. */
@NullMarked
@CheckReturnValue
package org.youthhome.servicerecord.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
