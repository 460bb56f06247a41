package org.youthhome.wechat;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What mini-program codes and URL links lead to.
 *
 * @param version of the mini-program: {@code release}, {@code trial} or {@code develop}
 * @param checkPage whether WeChat refuses pages that the version has not got (41030); off while the first one is reviewed
 * @param width of a code in pixels, 280 to 1,280
 */
@Validated
@ConfigurationProperties("wechat.codes")
record WeChatCodeSettings(
        @DefaultValue("release") @NotNull @Pattern(regexp = "release|trial|develop")
        String version,

        @DefaultValue("true") boolean checkPage,
        @DefaultValue("640") @Min(280) @Max(1_280) int width) {}
