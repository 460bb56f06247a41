/**
 * Activities over HTTP: found by everybody, written by those who publish at their community.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.activity.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
