package org.youthhome.load;

import java.io.IOException;

/** A part of the benchmarks. */
interface Part {

    void measure(Ground ground, Findings findings) throws IOException;
}
