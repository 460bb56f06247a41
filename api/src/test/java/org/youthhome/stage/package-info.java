/** A stage for benchmarks and drills: real engines, the simulated WeChat, and the packaged program as its own process. */
@NullMarked
package org.youthhome.stage;

import org.jspecify.annotations.NullMarked;
