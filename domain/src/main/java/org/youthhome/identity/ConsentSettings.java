package org.youthhome.identity;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The texts that people agree to.
 *
 * @param privacyVersion version of the privacy text that clients show before login, 1 to 20 of {@code A-Za-z0-9.-}
 */
@Validated
@ConfigurationProperties("youth-home.consent")
public record ConsentSettings(
        @DefaultValue("2026-11") @Pattern(regexp = "[A-Za-z0-9.-]{1,20}")
        String privacyVersion) {}
