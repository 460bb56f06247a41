/**
 * The communities over HTTP.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.territory.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
