package org.youthhome.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Says all that is missing at once, before anything is built of it, rather than failing at one setting after the other.
 */
@Component
class RequiredSettings implements BeanFactoryPostProcessor, EnvironmentAware, PriorityOrdered {

    /** On the class path of the run command only: no production jar holds it. */
    private static final String DEMO_SETTINGS = "application-demo.yaml";

    private static final Bindable<Map<String, String>> TEXTS = Bindable.mapOf(String.class, String.class);

    private static final List<Setting> NEEDED = List.of(
            new Setting(
                    "spring.r2dbc.url",
                    "SPRING_R2DBC_URL",
                    "数据库 the database: r2dbc:mysql://HOST:3306/DATABASE (and SPRING_R2DBC_USERNAME, SPRING_R2DBC_PASSWORD)"),
            new Setting("wechat.app-id", "WECHAT_APPID", "小程序的 AppID the mini-program's id"),
            new Setting("wechat.secret", "WECHAT_SECRET", "小程序的 AppSecret the mini-program's secret"),
            new Setting(
                    "youth-home.privacy.lookup-key",
                    "YOUTHHOME_PRIVACY_LOOKUPKEY",
                    "查找用户的密钥，永不更换 finds people again; it never changes (openssl rand -base64 32)"));

    private static final List<Setting> NEEDED_KEYS = List.of(
            new Setting(
                    "youth-home.tokens.keys",
                    "YOUTHHOME_TOKENS_KEYS_K1",
                    "登录令牌的签名密钥 signs access tokens (openssl rand -base64 32)"),
            new Setting(
                    "youth-home.privacy.keys",
                    "YOUTHHOME_PRIVACY_KEYS_K1",
                    "加密个人信息的密钥 encrypts personal data (openssl rand -base64 32)"),
            new Setting(
                    "youth-home.check-in.keys",
                    "YOUTHHOME_CHECKIN_KEYS_0",
                    "签到码的主密钥 the master key of check-in codes (openssl rand -base64 32)"));

    /** Unless migrations are a step of their own. */
    private static final Setting MIGRATIONS = new Setting(
            "spring.flyway.url",
            "SPRING_FLYWAY_URL",
            "同一数据库，用于升级表结构 the same database, for migrations: jdbc:mariadb://HOST:3306/DATABASE");

    private static final Setting REDIS =
            new Setting("spring.data.redis.url", "SPRING_DATA_REDIS_URL", "Redis: redis://HOST:6379");

    /** Any of these leads to Redis. */
    private static final List<String> REDIS_BY = List.of(
            "spring.data.redis.url",
            "spring.data.redis.host",
            "spring.data.redis.cluster.nodes",
            "spring.data.redis.sentinel.nodes");

    private ConfigurableEnvironment environment = new org.springframework.core.env.StandardEnvironment();

    /** A setting with the environment variable that gives it and a word on what it is. */
    record Setting(String name, String variable, String meaning) {}

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = (ConfigurableEnvironment) environment;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        boolean demoIsHere = new ClassPathResource(DEMO_SETTINGS).exists();
        if (environment.acceptsProfiles(Profiles.of("demo")) && !demoIsHere) {
            throw new MissingSettings(
                    "正式程序没有演示数据和模拟微信，不能用 demo 配置启动；请用 mvn spring-boot:test-run。"
                            + " The production jar holds no demonstration: start that with mvn spring-boot:test-run.",
                    List.of());
        }
        Binder given = new Binder(ConfigurationPropertySources.get(environment));
        List<Setting> missing = new ArrayList<>();
        NEEDED.stream().filter(setting -> blank(given, setting.name())).forEach(missing::add);
        if (given.bind("spring.flyway.enabled", Boolean.class).orElse(true) && blank(given, MIGRATIONS.name())) {
            missing.add(MIGRATIONS);
        }
        if (REDIS_BY.stream().allMatch(name -> blank(given, name))) {
            missing.add(REDIS);
        }
        NEEDED_KEYS.stream()
                .filter(setting -> given.bind(setting.name(), TEXTS).orElse(Map.of()).values().stream()
                        .allMatch(String::isBlank))
                .forEach(missing::add);
        if (!missing.isEmpty()) {
            throw new MissingSettings(
                    "缺少必需的设置，程序没有启动。 Required settings are missing, so the program did not start.", missing);
        }
    }

    private static boolean blank(Binder given, String name) {
        return given.bind(name, String.class).orElse("").isBlank();
    }
}
