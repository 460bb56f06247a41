package org.youthhome.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Requests as bytes, put together without detours: the generator shares the machine with what it measures. */
final class Requests {

    private static final byte[] HOST = ascii(" HTTP/1.1\r\nHost: localhost\r\n");
    private static final byte[] BEARER = ascii("Authorization: Bearer ");
    private static final byte[] LINE = ascii("\r\n");
    private static final byte[] JSON = ascii("Content-Type: application/json\r\nContent-Length: ");
    private static final byte[] BODY = ascii("\r\n\r\n");

    private Requests() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** @param method with the path, {@code POST /api/…} */
    static void write(ByteBuf out, byte[] method, byte @Nullable [] token, byte[] json) {
        out.writeBytes(method).writeBytes(HOST);
        if (token != null) {
            out.writeBytes(BEARER).writeBytes(token).writeBytes(LINE);
        }
        out.writeBytes(JSON)
                .writeBytes(ascii(Integer.toString(json.length)))
                .writeBytes(BODY)
                .writeBytes(json);
    }

    /** @param more further header lines, each with its line's end */
    static void get(ByteBuf out, String path, byte @Nullable [] token, String more) {
        out.writeBytes(ascii("GET " + path)).writeBytes(HOST);
        if (token != null) {
            out.writeBytes(BEARER).writeBytes(token).writeBytes(LINE);
        }
        out.writeBytes(ascii(more)).writeBytes(LINE);
    }

    /** GETs without end. */
    static Script gets(LongFunction<String> path, @Nullable LongFunction<byte[]> token) {
        return new Script() {
            private long sent;

            @Override
            public long next(ByteBuf request) {
                long which = sent++;
                get(request, path.apply(which), token == null ? null : token.apply(which), "");
                return which;
            }

            @Override
            public void answered(long which, int status, ByteBuf body) {}
        };
    }

    /** The list of activities from another second on each time, which finds the same but was never answered before. */
    static Script uncachedLists() {
        Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));
        return gets(which -> "/api/v1/activities?limit=20&from=" + from.minusSeconds(which), null);
    }

    /** Requests with a body, as many as said. */
    static Script bodies(
            long howMany, LongFunction<String> method, LongFunction<byte[]> token, LongFunction<String> json) {
        return new Script() {
            private long sent;

            @Override
            public long next(ByteBuf request) {
                if (sent == howMany) {
                    return END;
                }
                long which = sent++;
                write(
                        request,
                        ascii(method.apply(which)),
                        token.apply(which),
                        json.apply(which).getBytes(StandardCharsets.UTF_8));
                return which;
            }

            @Override
            public void answered(long which, int status, ByteBuf body) {}
        };
    }
}
