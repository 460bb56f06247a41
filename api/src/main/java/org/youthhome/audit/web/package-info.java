/**
 * The audit log over HTTP.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.audit.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
