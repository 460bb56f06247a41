package org.youthhome.kernel;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where a list goes on: the sort key of the last item that was seen, opaque to whoever holds it. It is no secret and
 * proves nothing; what it says is checked like any other input.
 */
public record Cursor(List<String> parts) {

    private static final String BETWEEN = "\u001f";
    private static final int LONGEST = 600;

    /** Within what a count of nanoseconds holds, through which the JDK counts microseconds. */
    private static final long LATEST = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"));

    public Cursor {
        parts = List.copyOf(parts);
    }

    /** A cursor of these values: texts, whole numbers, instants, ids. */
    public static Cursor of(Object... values) {
        return new Cursor(Arrays.stream(values).map(Cursor::say).toList());
    }

    /** What {@link #text()} gave, of exactly so many parts; otherwise refuses the field {@code after}. */
    public static Cursor parse(String text, int parts) {
        try {
            if (text.length() > LONGEST) {
                throw refusal();
            }
            String said = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            List<String> found = List.of(said.split(BETWEEN, -1));
            if (found.size() != parts) {
                throw refusal();
            }
            return new Cursor(found);
        } catch (IllegalArgumentException malformed) {
            throw refusal();
        }
    }

    public String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
    }

    public String part(int index) {
        return parts.get(index);
    }

    public long number(int index) {
        try {
            return Long.parseLong(parts.get(index));
        } catch (NumberFormatException malformed) {
            throw refusal();
        }
    }

    public Instant instant(int index) {
        long micros = number(index);
        if (micros < 0 || micros > LATEST) {
            throw refusal();
        }
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    public UUID id(int index) {
        try {
            return UUID.fromString(parts.get(index));
        } catch (IllegalArgumentException malformed) {
            throw refusal();
        }
    }

    private static String say(Object value) {
        return value instanceof Instant instant
                ? Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, instant))
                : String.valueOf(value);
    }

    private static Refusal refusal() {
        return Refusal.invalid("after", "bad_cursor");
    }
}
