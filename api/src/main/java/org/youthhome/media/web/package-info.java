/**
 * Photos over HTTP, and the way on which WeChat says what it thinks of them.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.media.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
