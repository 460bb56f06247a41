package org.youthhome.checkin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.Occurrence;
import org.youthhome.kernel.Ids;

/**
 * A scanned code kept good through a cold start, login and consent. It is stateless and signed; its single use is a row
 * that is written in the check-in's own transaction, so it works with Redis away.
 *
 * <p>Where the scanner sends a {@code challenge} (S256 of a random verifier, as in PKCE, RFC 7636), only who knows the
 * verifier can use the ticket.
 *
 * @param id of the ticket, for its single use
 * @param scannedAt when the code was good
 * @param challenge 32 bytes, or null
 */
record CheckInTicket(
        String text, UUID id, int keyNumber, long codeNumber, Instant scannedAt, byte @Nullable [] challenge) {

    private static final int HEAD = 1 + 16 + 8 + 8 + 1;
    private static final int CHALLENGE = 32;
    private static final int SIGNATURE = 16;
    private static final String USE = "ticket";

    static CheckInTicket of(
            Occurrence occurrence, UUID id, Instant scannedAt, byte @Nullable [] challenge, CodeKeys keys) {
        int key = keys.active();
        ByteBuffer ticket = ByteBuffer.allocate(HEAD + (challenge == null ? 0 : CHALLENGE) + SIGNATURE)
                .put((byte) key)
                .put(Ids.bytes(id))
                .putLong(occurrence.codeNumber())
                .putLong(scannedAt.toEpochMilli())
                .put((byte) (challenge == null ? 0 : 1));
        if (challenge != null) {
            ticket.put(challenge);
        }
        int signed = ticket.position();
        ticket.put(signature(occurrence, key, Arrays.copyOf(ticket.array(), signed), keys));
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(ticket.array());
        return new CheckInTicket(text, id, key, occurrence.codeNumber(), scannedAt, challenge);
    }

    static Optional<CheckInTicket> read(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.strip());
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length != HEAD + SIGNATURE && bytes.length != HEAD + CHALLENGE + SIGNATURE) {
            return Optional.empty();
        }
        ByteBuffer ticket = ByteBuffer.wrap(bytes);
        int key = ticket.get();
        byte[] id = new byte[16];
        ticket.get(id);
        long number = ticket.getLong();
        Instant scannedAt = Instant.ofEpochMilli(ticket.getLong());
        byte @Nullable [] challenge = null;
        if (ticket.get() == 1 && bytes.length == HEAD + CHALLENGE + SIGNATURE) {
            challenge = new byte[CHALLENGE];
            ticket.get(challenge);
        }
        return Optional.of(new CheckInTicket(text.strip(), Ids.of(id), key, number, scannedAt, challenge));
    }

    boolean isGenuine(Occurrence occurrence, CodeKeys keys) {
        if (occurrence.codeNumber() != codeNumber || !keys.knows(keyNumber)) {
            return false;
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        int signed = bytes.length - SIGNATURE;
        return MessageDigest.isEqual(
                Arrays.copyOfRange(bytes, signed, bytes.length),
                signature(occurrence, keyNumber, Arrays.copyOf(bytes, signed), keys));
    }

    Instant validUntil(Duration life) {
        return scannedAt.plus(life);
    }

    /** Whether this is the verifier whose S256 the scanner sent; true where it sent none. */
    boolean isVerifiedBy(@Nullable String verifier) {
        if (challenge == null) {
            return true;
        }
        if (verifier == null) {
            return false;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return MessageDigest.isEqual(challenge, hash);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static byte[] signature(Occurrence occurrence, int key, byte[] signed, CodeKeys keys) {
        byte[] full = keys.sign(key, USE, occurrence.activityId(), occurrence.codeRevision(), ByteBuffer.wrap(signed));
        return Arrays.copyOf(full, SIGNATURE);
    }
}
