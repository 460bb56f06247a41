package org.youthhome.kernel;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secret keys by their id. The active one makes what is new, the others still read what is out, so that a key is changed
 * in three steps without a gap: add the new one everywhere, make it active, and drop the old one when nothing that it made
 * is in use any more.
 */
public final class KeyRing {

    private static final int LEAST_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[a-z0-9]{1,16}");

    private final Map<String, Key> keys;
    private final Key active;

    private KeyRing(Map<String, Key> keys, Key active) {
        this.keys = keys;
        this.active = active;
    }

    /**
     * A ring of base64 keys of at least 32 bytes.
     *
     * @param setting name of the setting, for the words of what is wrong with it
     * @param base64 keys by id, an id being 1 to 16 of {@code a-z0-9} (an environment variable's end, in lower case)
     * @param active id of the key that makes what is new; may be left out where there is only one
     */
    public static KeyRing of(String setting, Map<String, String> base64, @Nullable String active) {
        if (base64.isEmpty()) {
            throw new IllegalArgumentException(setting + ".keys holds no key");
        }
        Map<String, Key> keys = new LinkedHashMap<>();
        base64.forEach(
                (id, secret) -> keys.put(id, new Key(checkedId(setting, id), secret(setting + ".keys." + id, secret))));
        String chosen = active == null || active.isBlank() ? null : active;
        if (chosen == null && keys.size() > 1) {
            throw new IllegalArgumentException(setting + ".active-key has to say which of the keys is the active one");
        }
        Key found = chosen == null ? keys.values().iterator().next() : keys.get(chosen);
        if (found == null) {
            throw new IllegalArgumentException(setting + ".active-key names no key of " + setting + ".keys");
        }
        return new KeyRing(keys, found);
    }

    /** The bytes of one base64 secret of at least 32 bytes. */
    public static byte[] secret(String setting, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // Without the cause, which would quote the secret.
            throw new IllegalArgumentException(setting + " is not base64");
        }
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException(setting + " has to be 32 bytes or more, in base64");
        }
        return bytes;
    }

    public Key active() {
        return active;
    }

    public Optional<Key> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    public List<Key> all() {
        return List.copyOf(keys.values());
    }

    @Override
    public String toString() {
        return "KeyRing" + keys.keySet();
    }

    private static String checkedId(String setting, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(setting + ".keys has an id that is not 1 to 16 of a-z0-9: " + id);
        }
        return id;
    }

    /** One key. */
    public static final class Key {

        private final String id;
        private final byte[] secret;

        Key(String id, byte[] secret) {
            this.id = id;
            this.secret = secret;
        }

        public String id() {
            return id;
        }

        public byte[] secret() {
            return secret.clone();
        }

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }
}
