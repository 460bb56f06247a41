package org.youthhome.checkin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The keys that codes and tickets are signed with: one for each use, activity and revision, derived from a master key by
 * HKDF with SHA-256 (RFC 5869). Raising an activity's revision revokes all its codes.
 */
@Component
class CodeKeys {

    private static final String HMAC = "HmacSHA256";

    private final Map<Integer, SecretKeySpec> extracted = new HashMap<>();
    private final int active;
    private final Cache<Derived, SecretKeySpec> derived =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private record Derived(int key, String use, UUID activityId, int revision) {}

    CodeKeys(CheckInSettings settings) {
        settings.keys().forEach((number, base64) -> {
            byte[] master = Base64.getDecoder().decode(base64);
            if (master.length < 32) {
                throw new IllegalArgumentException("youth-home.check-in.keys." + number + " has fewer than 32 bytes");
            }
            byte[] salt = "youth-home check-in".getBytes(StandardCharsets.UTF_8);
            extracted.put(number, key(mac(key(salt), master)));
        });
        this.active = settings.activeKey();
        if (!extracted.containsKey(active)) {
            throw new IllegalArgumentException("youth-home.check-in.active-key names no key: " + active);
        }
    }

    int active() {
        return active;
    }

    boolean knows(int number) {
        return extracted.containsKey(number);
    }

    /** Authenticates the message under the key of this use, activity and revision. */
    byte[] sign(int number, String use, UUID activityId, int revision, ByteBuffer message) {
        SecretKeySpec key = derived.get(new Derived(number, use, activityId, revision), this::derive);
        return mac(key, message.array(), message.arrayOffset(), message.limit());
    }

    /** A keyed hash, 32 bytes, of what is to be recognised without being kept. */
    byte[] hash(String text) {
        return sign(active, "hash", new UUID(0, 0), 0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private SecretKeySpec derive(Derived wanted) {
        @Nullable SecretKeySpec pseudorandom = extracted.get(wanted.key());
        byte[] use = wanted.use().getBytes(StandardCharsets.US_ASCII);
        // One block of HKDF-Expand is all that a 32-byte key takes.
        byte[] info = ByteBuffer.allocate(use.length + 16 + 4 + 1)
                .put(use)
                .putLong(wanted.activityId().getMostSignificantBits())
                .putLong(wanted.activityId().getLeastSignificantBits())
                .putInt(wanted.revision())
                .put((byte) 1)
                .array();
        return key(mac(Objects.requireNonNull(pseudorandom, "no such key"), info));
    }

    private static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, HMAC);
    }

    private static byte[] mac(SecretKeySpec key, byte[] message) {
        return mac(key, message, 0, message.length);
    }

    private static byte[] mac(SecretKeySpec key, byte[] message, int from, int length) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(message, from, length);
            return mac.doFinal();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
