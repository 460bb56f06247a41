/**
 * Calendars to subscribe to: of a home, a community, a programme, one occurrence, and, by a private link, of a person. The
 * public ones say what everybody may read; a person's says when they are expected where, and nothing of anybody else.
 */
@ApplicationModule(
        allowedDependencies = {"kernel", "territory", "identity", "programme", "youthhome", "activity", "sharing"})
@NullMarked
@CheckReturnValue
package org.youthhome.calendar;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
