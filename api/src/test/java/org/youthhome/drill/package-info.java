/** Faults on purpose, under load: what was acknowledged is held against the rows, and the rows against the counters. */
@NullMarked
package org.youthhome.drill;

import org.jspecify.annotations.NullMarked;
