/**
 * The ten programmes over HTTP.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.programme.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
