/**
 * How an activity is passed on: a short code, links, a mini-program code and posters. What is shared of an activity is what
 * its reader may see of it, and nothing else.
 */
@ApplicationModule(allowedDependencies = {"kernel", "identity", "media", "programme", "youthhome", "activity"})
@NullMarked
@CheckReturnValue
package org.youthhome.sharing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
