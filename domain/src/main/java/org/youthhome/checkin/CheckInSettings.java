package org.youthhome.checkin;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How check-in codes are made.
 *
 * @param keys master keys by number (0 to 15), each base64 of at least 32 random bytes; older ones stay until no code of
 *     theirs can be about
 * @param activeKey number of the key that new codes are made with
 * @param period how long one code is shown; it stays good for one more period
 * @param skew how far the clocks of two servers may be apart
 * @param ticketLife how long a scanned code is kept good through login and consent
 * @param triesPerMinute refused scans of one person within a minute before further ones are turned away unread
 * @param unknownPerMinute codes nobody made that one address may send within a minute before it has to wait for each no
 * @param unknownHold how long it then waits at least; at most twice as long, by chance
 */
@Validated
@ConfigurationProperties("youth-home.check-in")
public record CheckInSettings(
        @NotEmpty Map<@Min(0) @Max(15) Integer, String> keys,
        @Min(0) @Max(15) int activeKey,
        @NotNull @DefaultValue("15s") Duration period,
        @NotNull @DefaultValue("5s") Duration skew,
        @NotNull @DefaultValue("5m") Duration ticketLife,
        @Min(1) @DefaultValue("30") int triesPerMinute,
        @Min(1) @DefaultValue("60") int unknownPerMinute,

        @NotNull @DurationMin @DurationMax(seconds = 5) @DefaultValue("2s")
        Duration unknownHold) {

    @Override
    public String toString() {
        return "CheckInSettings[keys=%s, activeKey=%d, period=%s]".formatted(keys.keySet(), activeKey, period);
    }
}
