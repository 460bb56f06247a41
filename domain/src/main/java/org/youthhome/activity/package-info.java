/**
 * Activities and their occurrences: drafted, checked, published, found, cancelled, closed.
 */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "audit",
            "territory",
            "identity",
            "media",
            "programme",
            "youthhome",
            "notification"
        })
@NullMarked
@CheckReturnValue
package org.youthhome.activity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
