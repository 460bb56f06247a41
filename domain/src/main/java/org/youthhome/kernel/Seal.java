package org.youthhome.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Keeps personal data sealed at rest (AES-256-GCM) and finds it again by a keyed hash (HMAC-SHA-256). Every purpose has
 * its own key, derived from the settings' keys, so that what was sealed or hashed for one purpose says nothing in another.
 */
@Component
public class Seal {

    private static final byte LAYOUT = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final KeyRing ring;
    private final Map<String, byte[]> sealing = new LinkedHashMap<>();
    private final byte[] lookup;

    public Seal(PrivacySettings settings) {
        this.ring = settings.ring();
        this.lookup = settings.lookupSecret();
        ring.all().forEach(key -> sealing.put(key.id(), hmac(key.secret(), "seal".getBytes(StandardCharsets.UTF_8))));
    }

    /** Seals a text: layout, key id, nonce and cipher text in one column. */
    public byte[] seal(String purpose, String text) {
        KeyRing.Key key = ring.active();
        byte[] id = key.id().getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] hidden = cipher(Cipher.ENCRYPT_MODE, key.id(), purpose, nonce, text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(2 + id.length + NONCE_BYTES + hidden.length)
                .put(LAYOUT)
                .put((byte) id.length)
                .put(id)
                .put(nonce)
                .put(hidden)
                .array();
    }

    /** Opens what {@link #seal} made for the same purpose, with whatever key of the ring it was sealed. */
    public String open(String purpose, byte[] sealed) {
        ByteBuffer in = ByteBuffer.wrap(sealed);
        if (in.get() != LAYOUT) {
            throw new IllegalStateException("Sealed in an unknown layout");
        }
        byte[] id = new byte[in.get()];
        in.get(id);
        byte[] nonce = new byte[NONCE_BYTES];
        in.get(nonce);
        byte[] hidden = new byte[in.remaining()];
        in.get(hidden);
        String keyId = new String(id, StandardCharsets.US_ASCII);
        return new String(cipher(Cipher.DECRYPT_MODE, keyId, purpose, nonce, hidden), StandardCharsets.UTF_8);
    }

    /** 32 bytes that are always the same for a text and purpose, and that nobody can compute without the key. */
    public byte[] fingerprint(String purpose, String text) {
        return hmac(hmac(lookup, purpose.getBytes(StandardCharsets.UTF_8)), text.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] cipher(int mode, String keyId, String purpose, byte[] nonce, byte[] in) {
        byte[] key = sealing.get(keyId);
        if (key == null) {
            throw new IllegalStateException("Sealed with a key that is not in youth-home.privacy.keys: " + keyId);
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(in);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot seal or open", e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
