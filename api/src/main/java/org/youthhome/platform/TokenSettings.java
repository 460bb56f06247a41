package org.youthhome.platform;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import org.youthhome.kernel.KeyRing;

/**
 * How access tokens are signed.
 *
 * @param keys base64 keys of 32 bytes or more, by id ({@code kid})
 * @param activeKey id of the key that signs what is new; may be left out where there is only one. An old key may go
 *     {@code lifetime} after another became active
 * @param lifetime how long an access token is good; 1 minute to 1 hour
 */
@Validated
@ConfigurationProperties("youth-home.tokens")
record TokenSettings(
        @DefaultValue Map<String, String> keys,
        @Nullable String activeKey,

        @DefaultValue("10m") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 1)
        Duration lifetime) {

    TokenSettings {
        keys = Map.copyOf(keys);
    }

    KeyRing ring() {
        return KeyRing.of("youth-home.tokens", keys, activeKey);
    }

    @Override
    public String toString() {
        return "TokenSettings" + keys.keySet();
    }
}
