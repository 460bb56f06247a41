/** Links, codes and posters of activities over HTTP, and the pages that links lead to. */
@NullMarked
@CheckReturnValue
package org.youthhome.sharing.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
