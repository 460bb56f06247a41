package org.youthhome.activity.search;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the index is and how closely it follows.
 *
 * @param folder this process's own; kept over a restart, which then reads only what was changed meanwhile. Without it the
 *     index lies in the folder for temporary files and is made anew at each start
 * @param follow how often it is looked for what other processes changed, 100 ms to 2 s
 */
@Validated
@ConfigurationProperties("youth-home.search")
public record SearchSettings(
        @Nullable Path folder,

        @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 2) @DefaultValue("1s")
        Duration follow) {}
