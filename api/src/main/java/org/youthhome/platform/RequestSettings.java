package org.youthhome.platform;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much and how long one request may be.
 *
 * @param body the largest JSON body
 * @param upload the largest body of any other kind, such as an imported table
 * @param time how long it may take until an answer begins; streams of events are exempt; 100 ms to 5 minutes
 * @param uploadTime the same for uploads, and how long any answer may take to its end
 * @param underWay how many requests may be under way in one process at once, streams of events and health aside; 0 for as
 *     many as the heap has room for, one for every 64 KiB
 */
@Validated
@ConfigurationProperties("youth-home.requests")
record RequestSettings(
        @DefaultValue("64KB") @NotNull DataSize body,
        @DefaultValue("10MB") @NotNull DataSize upload,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 5)
        Duration time,

        @DefaultValue("60s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 5)
        Duration uploadTime,

        @DefaultValue("0") @Min(0) int underWay) {

    private static final long ROOM = 64 * 1024;

    /** What {@link #underWay} comes to in this process. */
    int mostUnderWay() {
        return underWay > 0 ? underWay : (int) (Runtime.getRuntime().maxMemory() / ROOM);
    }
}
