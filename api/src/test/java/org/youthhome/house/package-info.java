/** What holds the house up: its modules and rules, each rule shown to bite on a bad example in {@code bad}. */
@NullMarked
@CheckReturnValue
package org.youthhome.house;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
