/**
 * Communities, their homes, and the import of both, over HTTP. Communities are here and not in the territory's own web
 * package, since an operation names who may call it, and identity stands on the territory.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.youthhome.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
