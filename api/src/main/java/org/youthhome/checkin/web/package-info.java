/** Check-in, check-out, codes, tickets, roster and wall screens over HTTP. */
@NullMarked
@CheckReturnValue
package org.youthhome.checkin.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
