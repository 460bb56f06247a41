/** What a person was told, over HTTP. */
@NullMarked
@CheckReturnValue
package org.youthhome.notification.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
