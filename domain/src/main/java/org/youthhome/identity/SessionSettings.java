package org.youthhome.identity;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long a login on a device lasts.
 *
 * @param refreshLifetime how long a refresh token is good; every exchange begins it anew; 1 hour to 365 days
 * @param repeatWindow how long a refresh token that was exchanged gets the same successor again, for a client that lost
 *     the answer; 0 to 5 minutes. After that its reuse means that somebody has a copy
 */
@Validated
@ConfigurationProperties("youth-home.sessions")
public record SessionSettings(
        @DefaultValue("60d") @NotNull @DurationMin(hours = 1) @DurationMax(days = 365)
        Duration refreshLifetime,

        @DefaultValue("30s") @NotNull @DurationMin(seconds = 0) @DurationMax(minutes = 5)
        Duration repeatWindow) {}
