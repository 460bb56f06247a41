package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.youthhome.activity.ContentCheck;
import org.youthhome.identity.WeChatLogin;
import org.youthhome.sharing.MiniProgramCodes;
import org.youthhome.sharing.MiniProgramLinks;

class WiringTest {

    /** Not a @Configuration, which the api would find when it scans with this test-jar on its class path. */
    @ComponentScan(
            basePackageClasses = WxCalls.class,
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Test.*"))
    static class TheModule {}

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ValidationAutoConfiguration.class, DataRedisAutoConfiguration.class))
            .withUserConfiguration(TheModule.class)
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues("wechat.app-id=wx0", "wechat.secret=s3cret");

    @Test
    void the_ports_have_their_adapters_by_component_scan_alone() {
        context.run(running -> assertThat(running)
                .hasNotFailed()
                .hasSingleBean(WeChatLogin.class)
                .hasSingleBean(ContentCheck.class)
                .hasSingleBean(MiniProgramCodes.class)
                .hasSingleBean(MiniProgramLinks.class));
    }

    @Test
    void the_defaults_are_wechats_own_address_and_three_seconds() {
        context.run(running -> {
            WeChatSettings settings = running.getBean(WeChatSettings.class);
            assertThat(settings.apiRoot()).isEqualTo("https://api.weixin.qq.com");
            assertThat(settings.timeLimit()).isEqualTo(Duration.ofSeconds(3));
            assertThat(settings.toString()).doesNotContain("s3cret");
        });
    }

    /** A city that changes one of them must not go on showing last week's codes. */
    @Test
    void codes_and_links_of_another_app_version_or_width_are_told_apart() {
        Map<String, String> links = new LinkedHashMap<>();
        Map<String, String> codes = new LinkedHashMap<>();
        for (String other : List.of(
                "wechat.time-limit=3s", "wechat.app-id=wx1", "wechat.codes.version=trial", "wechat.codes.width=430")) {
            context.withPropertyValues(other).run(running -> {
                codes.put(other, running.getBean(MiniProgramCodes.class).version());
                links.put(other, running.getBean(MiniProgramLinks.class).version());
            });
        }
        assertThat(codes.values()).hasSize(4).doesNotHaveDuplicates();
        links.remove("wechat.codes.width=430");
        assertThat(links.values()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void without_a_secret_nothing_starts() {
        context.withPropertyValues("wechat.secret=")
                .run(failed -> assertThat(failed).getFailure().rootCause().hasMessageContaining("secret"));
    }

    @Test
    void the_secret_does_not_travel_in_the_clear() {
        context.withPropertyValues("wechat.api-url=http://wechat.example")
                .run(failed -> assertThat(failed).getFailure().rootCause().hasMessageContaining("https"));
    }

    @Test
    void a_trailing_slash_does_no_harm() {
        context.withPropertyValues("wechat.api-url=http://localhost:1/")
                .run(running -> assertThat(running.getBean(WeChatSettings.class).apiRoot())
                        .isEqualTo("http://localhost:1"));
    }
}
