package org.youthhome.kernel;

import org.slf4j.MDC;
import reactor.util.context.ContextView;

/**
 * The trace id of a request, carried in Reactor's context. Context is not copied to threads for every operator, which would
 * cost every request; whoever logs inside a request says so, and only then is it put beside the log line.
 */
public final class Trace {

    /** Key of the trace id, 32 hex digits as in W3C Trace Context, in Reactor's context and in the log's MDC. */
    public static final String KEY = "traceId";

    private Trace() {}

    /** Runs something that logs, with the trace id of the request beside its lines. */
    public static void log(ContextView context, Runnable lines) {
        String id = context.getOrDefault(KEY, "");
        try (MDC.MDCCloseable closed = MDC.putCloseable(KEY, id)) {
            lines.run();
        }
    }
}
