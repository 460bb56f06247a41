package org.youthhome.sharing;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How activities are passed on.
 *
 * @param page the mini-program's page of an activity; it is told {@code scene} (see {@link ActivityCode}) by a code and
 *     {@code id} by a link
 * @param urlLinkLife how long a URL link of WeChat is good; 2 to 30 days
 */
@Validated
@ConfigurationProperties("youth-home.sharing")
public record SharingSettings(
        @DefaultValue("pages/activity/activity") @NotNull @Pattern(regexp = "[a-z][A-Za-z0-9_/-]{0,127}")
        String page,

        @DefaultValue("30d") @NotNull @DurationMin(days = 2) @DurationMax(days = 30)
        Duration urlLinkLife) {}
