/** Calendars as iCalendar (RFC 5545, RFC 7986) over HTTP, and the private link to one's own. */
@NullMarked
@CheckReturnValue
package org.youthhome.calendar.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
