package org.youthhome.wechat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How WeChat is reached.
 *
 * @param appId the mini-program's id, {@code wx…}
 * @param secret the mini-program's secret; never logged, not in {@link #toString()}
 * @param apiUrl where WeChat's server API answers; the secret travels there, so it is https unless it is this machine
 * @param timeLimit how long one of our calls may last, waiting and repeats included; 100 ms to 30 s
 * @param connectLimit how long the connection may take; 100 ms to 30 s
 * @param threads how many requests are under way at once; 1 to 512
 * @param waiting how many calls may wait for a thread; the next one is refused at once; 0 to 100,000
 * @param repeats how often a call that WeChat was too busy for (errcode −1) is repeated; 0 to 5
 * @param pause before the first repeat, doubled and jittered before the next; 10 ms to 5 s
 * @param contentScene the {@code scene} of the content check: 1 profile, 2 comment, 3 forum, 4 social log
 * @param push what the message push is set up with; without it no verdict on a photo can arrive, and a person looks at
 *     each
 */
@Validated
@ConfigurationProperties("wechat")
public record WeChatSettings(
        @NotBlank String appId,
        @NotBlank String secret,
        @DefaultValue("https://api.weixin.qq.com") @NotNull URI apiUrl,

        @DefaultValue("3s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 30)
        Duration timeLimit,

        @DefaultValue("2s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 30)
        Duration connectLimit,

        @DefaultValue("64") @Min(1) @Max(512) int threads,
        @DefaultValue("2000") @Min(0) @Max(100_000) int waiting,
        @DefaultValue("2") @Min(0) @Max(5) int repeats,

        @DefaultValue("100ms") @NotNull @DurationMin(millis = 10) @DurationMax(seconds = 5)
        Duration pause,

        @DefaultValue("3") @Min(1) @Max(4) int contentScene,
        @Valid @Nullable Push push) {

    /**
     * The message push, as it is set up on WeChat's page (开发设置 → 消息推送, 安全模式).
     *
     * @param token 3 to 32 letters and digits; never logged
     * @param encodingAesKey 43 letters and digits; never logged
     */
    public record Push(
            @NotBlank @Size(min = 3, max = 32) String token,

            @NotBlank @Pattern(regexp = "[A-Za-z0-9]{43}") String encodingAesKey) {

        /** 32 bytes. */
        byte[] key() {
            return Base64.getDecoder().decode(encodingAesKey + "=");
        }

        @Override
        public String toString() {
            return "Push[…]";
        }
    }

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** {@link #apiUrl()} without a trailing slash, since paths begin with one. */
    String apiRoot() {
        String url = apiUrl.toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @AssertTrue(message = "apiUrl must be https, or http to this machine")
    public boolean isApiUrlSafe() {
        return "https".equals(apiUrl.getScheme())
                || ("http".equals(apiUrl.getScheme())
                        && apiUrl.getHost() != null
                        && THIS_MACHINE.contains(apiUrl.getHost()));
    }

    @Override
    public String toString() {
        return "WeChatSettings[appId=" + appId + ", apiUrl=" + apiUrl + ", timeLimit=" + timeLimit + ", …]";
    }
}
