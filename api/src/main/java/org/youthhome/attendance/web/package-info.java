/** Live headcount and today at a glance over HTTP. */
@NullMarked
@CheckReturnValue
package org.youthhome.attendance.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
