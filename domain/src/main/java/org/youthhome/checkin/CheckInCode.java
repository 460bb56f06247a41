package org.youthhome.checkin;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.youthhome.activity.Occurrence;

/**
 * The rotating check-in code (签到码): 24 bytes, 32 characters of base64url, which fit WeChat's {@code scene}.
 *
 * <pre>
 * kind and key number  1   high four bits 1 (rotating), low four bits the master key
 * code number          7   of the occurrence
 * time step            4   periods since 1970
 * HMAC-SHA-256        12   of the twelve bytes above, cut
 * </pre>
 *
 * It holds no personal data, and nobody without the key can make one.
 *
 * @param text the 32 characters
 * @param keyNumber number of the master key
 * @param codeNumber of the occurrence
 * @param step periods since 1970
 */
record CheckInCode(String text, int keyNumber, long codeNumber, long step) {

    static final int CHARACTERS = 32;

    private static final int ROTATING = 1;
    private static final int SIGNED = 12;
    private static final int BYTES = 24;
    private static final String USE = "code";

    /** The code of an occurrence for one step. */
    static CheckInCode of(Occurrence occurrence, long step, CodeKeys keys) {
        int key = keys.active();
        ByteBuffer code = ByteBuffer.allocate(BYTES);
        code.put((byte) (ROTATING << 4 | key));
        for (int shift = 48; shift >= 0; shift -= 8) {
            code.put((byte) (occurrence.codeNumber() >>> shift));
        }
        code.putInt((int) step);
        code.put(signature(occurrence, key, code.array(), keys));
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(code.array());
        return new CheckInCode(text, key, occurrence.codeNumber(), step);
    }

    /**
     * Reads a code, bare or as the link that a QR holds. Empty when it cannot be one of ours; whether it is genuine only
     * {@link #isGenuine} says.
     */
    static Optional<CheckInCode> read(String scanned) {
        String text = scanned.strip();
        int path = text.lastIndexOf("/c/");
        if (path >= 0) {
            text = text.substring(path + 3);
            int end = 0;
            while (end < text.length() && "?#/".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            text = text.substring(0, end);
        }
        if (text.length() != CHARACTERS) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        // Encoded again it must be the same text: no two texts for one code.
        if (bytes.length != BYTES
                || bytes[0] >>> 4 != ROTATING
                || !Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(text)) {
            return Optional.empty();
        }
        ByteBuffer code = ByteBuffer.wrap(bytes);
        int key = code.get() & 0x0f;
        long number = 0;
        for (int i = 0; i < 7; i++) {
            number = number << 8 | (code.get() & 0xff);
        }
        return Optional.of(new CheckInCode(text, key, number, Integer.toUnsignedLong(code.getInt())));
    }

    /** Whether we made it for this occurrence, in its activity's current revision; compared in constant time. */
    boolean isGenuine(Occurrence occurrence, CodeKeys keys) {
        if (occurrence.codeNumber() != codeNumber || !keys.knows(keyNumber)) {
            return false;
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        return MessageDigest.isEqual(
                Arrays.copyOfRange(bytes, SIGNED, BYTES), signature(occurrence, keyNumber, bytes, keys));
    }

    /** When it is first shown. */
    Instant validFrom(Duration period) {
        return Instant.ofEpochMilli(step * period.toMillis());
    }

    /** When the next one takes its place. */
    Instant nextAt(Duration period) {
        return Instant.ofEpochMilli((step + 1) * period.toMillis());
    }

    /** When it stops being good: the current and the previous code are. */
    Instant validUntil(Duration period) {
        return Instant.ofEpochMilli((step + 2) * period.toMillis());
    }

    static long step(Instant at, Duration period) {
        return at.toEpochMilli() / period.toMillis();
    }

    private static byte[] signature(Occurrence occurrence, int key, byte[] code, CodeKeys keys) {
        byte[] full = keys.sign(
                key,
                USE,
                occurrence.activityId(),
                occurrence.codeRevision(),
                ByteBuffer.wrap(Arrays.copyOf(code, SIGNED)));
        return Arrays.copyOf(full, BYTES - SIGNED);
    }
}
