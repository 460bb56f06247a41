package org.youthhome.load;

import io.netty.buffer.ByteBuf;

/** What a {@link Generator} says, and who hears the answers. Both are called by one thread. */
interface Script {

    /** Nothing more is to be asked. */
    long END = -1;

    /**
     * Writes the next request, head and body.
     *
     * @return what the answer is handed over with, or {@link #END} with nothing written
     */
    long next(ByteBuf request);

    /**
     * @param status of HTTP, 0 when the connection broke before the answer
     * @param body to be read within the call
     */
    void answered(long which, int status, ByteBuf body);
}
