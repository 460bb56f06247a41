package org.youthhome.media;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How photos are taken in and where they are kept.
 *
 * @param folder where they lie, and where uploads lie while they arrive; with several processes one that all share
 * @param bucket where they lie instead, if it is given
 * @param pixels the most a JPEG or PNG may have; they are read at a fraction of it
 * @param webpPixels the most a WebP may have, and a JPEG of several scans (progressive), which are read whole
 * @param atOnce how many are decoded at once, together in a third of the heap; 0 for one for each GiB of it, 4 at most
 * @param waiting how many may wait for that; the next one is refused
 * @param perDay how many one person may upload within 24 hours
 * @param verdictWithin how long WeChat's verdict is waited for before a person is asked
 */
@Validated
@ConfigurationProperties("youth-home.media")
record MediaSettings(
        @NotNull @DefaultValue("media") Path folder,
        @Valid @Nullable Bucket bucket,
        @Min(1) @DefaultValue("50000000") int pixels,
        @Min(1) @DefaultValue("17000000") int webpPixels,
        @Min(0) @Max(16) @DefaultValue("0") int atOnce,
        @Min(1) @Max(1_000) @DefaultValue("50") int waiting,
        @Min(1) @DefaultValue("200") int perDay,

        @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 24) @DefaultValue("30m")
        Duration verdictWithin) {

    private static final long HEAP_FOR_ONE = 1L << 30;
    private static final int MOST_AT_ONCE = 4;

    /** Twelve to sixteen megapixels are a phone's photo at its full size. */
    private static final long DECODED = 17_000_000;

    /** What a pixel takes: as it was decoded, and as it is copied from there. */
    private static final int BYTES = 9;

    private static final int HEAP_SHARE = 3;

    /**
     * A bucket of a store that speaks S3.
     *
     * @param endpoint such as {@code https://s3.cn-north-1.amazonaws.com.cn} or {@code https://minio.example.org}
     * @param secretKey never logged, not in {@link #toString()}
     */
    record Bucket(
            @NotNull URI endpoint,
            @NotBlank @DefaultValue("us-east-1") String region,
            @NotBlank String name,
            @NotBlank String accessKey,
            @NotBlank String secretKey) {

        @Override
        public String toString() {
            return "Bucket[endpoint=" + endpoint + ", region=" + region + ", name=" + name + ", …]";
        }
    }

    /** How many pixels one may come to in memory; one that has more is read at a fraction. */
    int decodedPixels() {
        return (int) Math.min(DECODED, Runtime.getRuntime().maxMemory() / HEAP_SHARE / BYTES / decodedAtOnce());
    }

    /** What {@link #webpPixels} comes to in this process. */
    int decodedWebpPixels() {
        return Math.min(webpPixels, decodedPixels());
    }

    /** What {@link #atOnce} comes to in this process. */
    int decodedAtOnce() {
        return atOnce > 0
                ? atOnce
                : (int) Math.max(1, Math.min(MOST_AT_ONCE, Runtime.getRuntime().maxMemory() / HEAP_FOR_ONE));
    }
}
