package org.youthhome.kernel;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Keys that protect personal data at rest.
 *
 * @param keys base64 keys of 32 bytes or more, by id: they seal openids and contacts
 * @param activeKey id of the key that seals what is new; may be left out where there is only one
 * @param lookupKey base64 key of 32 bytes or more by which a person is found again without the openid in clear. It never
 *     changes: with another one everybody would be a stranger
 */
@ConfigurationProperties("youth-home.privacy")
public record PrivacySettings(
        @DefaultValue Map<String, String> keys, @Nullable String activeKey, String lookupKey) {

    private static final String NAME = "youth-home.privacy";

    public PrivacySettings {
        keys = Map.copyOf(keys);
        // Wrong keys are told at the start and not at the first login.
        var checked = KeyRing.of(NAME, keys, activeKey);
        var checkedToo = KeyRing.secret(NAME + ".lookup-key", lookupKey);
    }

    KeyRing ring() {
        return KeyRing.of(NAME, keys, activeKey);
    }

    byte[] lookupSecret() {
        return KeyRing.secret(NAME + ".lookup-key", lookupKey);
    }

    @Override
    public String toString() {
        return "PrivacySettings" + keys.keySet();
    }
}
