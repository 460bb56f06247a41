/** Enrolment over HTTP. */
@NullMarked
@CheckReturnValue
package org.youthhome.enrolment.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
