/**
 * Who did what, where and when: one row for every write by staff and every look at a person's details. Rows are only ever added.
 */
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
@CheckReturnValue
package org.youthhome.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
