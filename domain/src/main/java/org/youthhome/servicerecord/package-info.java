/**
 * What a volunteer did, in minutes, scanned or entered by hand: two totals that never mix.
 */
@ApplicationModule(allowedDependencies = {"kernel", "identity", "checkin"})
@NullMarked
@CheckReturnValue
package org.youthhome.servicerecord;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
