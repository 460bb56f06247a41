package org.youthhome.platform;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often one address may call what needs no login. Generous, since a whole venue stands behind one address: ten
 * thousand people at a gate log in and redeem a code within minutes.
 *
 * @param tokens {@code POST /tokens} and {@code POST /tokens/refresh}, each
 * @param checkInTickets {@code POST /check-in-tickets}
 * @param complaints {@code POST /complaints}
 * @param screens {@code POST /screens}
 * @param streams of events that are open at the same time, in one process
 */
@Validated
@ConfigurationProperties("youth-home.limits")
record LimitSettings(
        @DefaultValue @NotNull @Valid Tokens tokens,
        @DefaultValue @NotNull @Valid CheckInTickets checkInTickets,
        @DefaultValue @NotNull @Valid Complaints complaints,
        @DefaultValue @NotNull @Valid Screens screens,
        @DefaultValue @NotNull @Valid Streams streams) {

    /** How many within how long. */
    interface Limit {
        int requests();

        Duration per();
    }

    record Tokens(
            @DefaultValue("20000") @Min(1) @Max(10_000_000) int requests,

            @DefaultValue("1m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24)
            Duration per)
            implements Limit {}

    record CheckInTickets(
            @DefaultValue("20000") @Min(1) @Max(10_000_000) int requests,

            @DefaultValue("1m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24)
            Duration per)
            implements Limit {}

    record Complaints(
            @DefaultValue("100") @Min(1) @Max(10_000_000) int requests,

            @DefaultValue("10m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24)
            Duration per)
            implements Limit {}

    record Screens(
            @DefaultValue("300") @Min(1) @Max(10_000_000) int requests,

            @DefaultValue("10m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24)
            Duration per)
            implements Limit {}

    /**
     * Streams of events.
     *
     * @param perPerson or wall screen: each page that somebody has open holds one
     * @param perAddress everybody behind it together
     */
    record Streams(
            @DefaultValue("20") @Min(1) @Max(10_000_000) int perPerson,
            @DefaultValue("20000") @Min(1) @Max(10_000_000) int perAddress) {}
}
