/** Benchmarks: every goal of the product beside its baseline in the same run, and the report about them. */
@NullMarked
package org.youthhome.load;

import org.jspecify.annotations.NullMarked;
