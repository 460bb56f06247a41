/**
 * The way in for complaints over HTTP.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.complaint.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
