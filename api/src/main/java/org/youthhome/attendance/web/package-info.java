/** Live headcount and today at a glance over HTTP. Check-ins and wall screens show a headcount in the same shape. */
@NamedInterface("web")
@NullMarked
@CheckReturnValue
package org.youthhome.attendance.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
