/**
 * Photos: taken in, made harmless, checked, kept and shown. Nobody but those who publish or review at its community sees
 * one before it has passed the content check (RULES.md 5).
 */
@ApplicationModule(allowedDependencies = {"kernel", "audit", "territory", "identity"})
@NullMarked
@CheckReturnValue
package org.youthhome.media;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
