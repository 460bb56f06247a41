package org.youthhome.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may read the metrics.
 *
 * @param token what a scraper sends as {@code Authorization: Bearer …}; without one in the settings nobody reads them
 */
@ConfigurationProperties("youth-home.metrics")
record MetricsSettings(@Nullable String token) {

    boolean admits(@Nullable String authorization) {
        return token != null
                && !token.isBlank()
                && authorization != null
                && MessageDigest.isEqual(
                        ("Bearer " + token).getBytes(StandardCharsets.UTF_8),
                        authorization.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "MetricsSettings[…]";
    }
}
