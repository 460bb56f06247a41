package org.youthhome;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.youthhome.engines.EngineFailure;
import org.youthhome.engines.Engines;

/**
 * The whole product on one machine, for people who develop it or want to see it: {@code mvn spring-boot:test-run} from
 * the repository's root. Everything it adds to the product is on the test class path, so that no production jar holds
 * it.
 */
final class DevelopmentApplication {

    /** Setting for a folder of one's own, so that two can run beside each other. */
    static final String DATA = "development.data";

    private DevelopmentApplication() {}

    public static void main(String[] args) {
        List<String> arguments = new ArrayList<>();
        try {
            around(args).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        } catch (EngineFailure e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        arguments.addAll(List.of(args));
        SpringApplication.from(YouthHomeApplication::main)
                .with(ProductOnly.class, DevelopmentWelcome.class)
                .withAdditionalProfiles("demo")
                .run(arguments.toArray(String[]::new));
    }

    /** Starts what the product needs around it and is not given, and tells the settings that lead there. */
    private static Map<String, String> around(String... args) {
        StandardEnvironment given = new StandardEnvironment();
        given.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));

        String folder = given.getProperty(DATA);
        Engines engines = Engines.in(folder == null ? Engines.repository().resolve(".data") : Path.of(folder));
        Engines.whenSpringHasClosed(engines::close);
        Map<String, String> settings = new TreeMap<>(simulatedWeChat());
        if (!given.containsProperty("spring.r2dbc.url")) {
            settings.putAll(engines.startMariaDb().settings());
        }
        if (!given.containsProperty("spring.data.redis.url") && !given.containsProperty("spring.data.redis.host")) {
            settings.putAll(engines.startRedis(true).settings());
        }
        return settings;
    }

    /** The one place where the simulated WeChat is started and the product is pointed at it. */
    private static Map<String, String> simulatedWeChat() {
        return Map.of();
    }
}
