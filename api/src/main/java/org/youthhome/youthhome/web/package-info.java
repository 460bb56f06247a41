/**
 * Homes, and the import of places and homes, over HTTP.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.youthhome.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
