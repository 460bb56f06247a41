package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.youthhome.testing.Surroundings;

class RequiredSettingsTest {

    private static final Map<String, Object> ALL = Map.of(
            "SPRING_R2DBC_URL", "r2dbc:mysql://db/youth_home",
            "SPRING_FLYWAY_URL", "jdbc:mariadb://db/youth_home",
            "SPRING_DATA_REDIS_URL", "redis://redis",
            "WECHAT_APPID", "wx0",
            "WECHAT_SECRET", "secret",
            "YOUTHHOME_TOKENS_KEYS_K1", Surroundings.key(1),
            "YOUTHHOME_PRIVACY_KEYS_K1", Surroundings.key(2),
            "YOUTHHOME_PRIVACY_LOOKUPKEY", Surroundings.key(3),
            "YOUTHHOME_CHECKIN_KEYS_0", Surroundings.key(4));

    @Test
    void the_variables_that_are_asked_for_are_enough() {
        assertThat(starting(ALL)).isNull();
    }

    @Test
    void with_nothing_given_the_list_names_every_variable() {
        assertThat(list(Map.of())).contains(ALL.keySet());
    }

    @Test
    void the_list_names_what_is_missing_and_nothing_else() {
        Map<String, Object> given = new HashMap<>(ALL);
        given.remove("WECHAT_SECRET");
        given.put("YOUTHHOME_TOKENS_KEYS_K1", " ");

        assertThat(list(given))
                .contains("WECHAT_SECRET", "YOUTHHOME_TOKENS_KEYS_K1")
                .doesNotContain("WECHAT_APPID", "SPRING_R2DBC_URL", "YOUTHHOME_PRIVACY_KEYS_K1");
    }

    @Test
    void redis_may_be_a_cluster() {
        Map<String, Object> given = new HashMap<>(ALL);
        given.remove("SPRING_DATA_REDIS_URL");
        given.put("SPRING_DATA_REDIS_CLUSTER_NODES", "a:6379,b:6379");

        assertThat(starting(given)).isNull();
    }

    @Test
    void a_process_that_does_not_migrate_needs_no_address_for_it() {
        Map<String, Object> given = new HashMap<>(ALL);
        given.remove("SPRING_FLYWAY_URL");
        assertThat(list(given)).contains("SPRING_FLYWAY_URL");

        given.put("SPRING_FLYWAY_ENABLED", "false");
        assertThat(starting(given)).isNull();
    }

    private static String list(Map<String, Object> variables) {
        FailureAnalysis analysis = new MissingSettings.Analyzer().analyze(Objects.requireNonNull(starting(variables)));
        return Objects.requireNonNull(analysis).getDescription() + analysis.getAction();
    }

    private static @Nullable MissingSettings starting(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove("systemProperties");
        environment
                .getPropertySources()
                .replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables));
        RequiredSettings settings = new RequiredSettings();
        settings.setEnvironment(environment);
        return catchThrowableOfType(
                MissingSettings.class, () -> settings.postProcessBeanFactory(new DefaultListableBeanFactory()));
    }
}
