package org.youthhome;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.youthhome.demo.Demonstration;
import org.youthhome.demo.DemonstrationAccountsController;
import org.youthhome.engines.EngineFailure;
import org.youthhome.engines.Engines;
import org.youthhome.wechat.SimulatedPush;
import org.youthhome.wechat.SimulatedWeChat;

/**
 * The whole product on one machine, for people who develop it or want to see it: {@code mvn spring-boot:test-run} from
 * the repository's root. Everything it adds to the product is on the test class path, so that no production jar holds
 * it.
 */
final class DevelopmentApplication {

    /** Setting for a folder of one's own, so that two can run beside each other. */
    static final String DATA = "development.data";

    private static final String STRUCTURED_LOG = "logging.structured.format.console";

    private DevelopmentApplication() {}

    public static void main(String[] args) {
        List<String> arguments = new ArrayList<>();
        try {
            around(args).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        } catch (EngineFailure | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        arguments.addAll(List.of(args));
        try {
            SpringApplication.from(YouthHomeApplication::main)
                    .with(
                            ProductOnly.class,
                            DevelopmentWelcome.class,
                            Demonstration.class,
                            DemonstrationAccountsController.class)
                    .withAdditionalProfiles("demo")
                    .run(arguments.toArray(String[]::new));
        } catch (RuntimeException e) {
            // Spring Boot has said why; what was started around it must not keep the JVM alive.
            System.exit(1);
        }
    }

    /** Starts what the product needs around it and is not given, and tells the settings that lead there. */
    private static Map<String, String> around(String... args) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
        ConfigurationPropertySources.attach(environment);
        Binder given = Binder.get(environment);

        Path folder = given.bind(DATA, String.class).map(Path::of).orElseGet(() -> Engines.repository()
                .resolve(".data"));
        Engines engines = Engines.in(folder);
        Engines.whenSpringHasClosed(engines::close);
        Map<String, String> settings = new TreeMap<>();
        if (!isGiven(given, STRUCTURED_LOG)) {
            // Machines read the log in production, people read it here.
            settings.put(STRUCTURED_LOG, "");
        }
        if (!isGiven(given, "youth-home.public-url")) {
            String port = given.bind("server.port", String.class).orElse("8080");
            settings.put("youth-home.public-url", "http://localhost:" + port);
        }
        DevelopmentSecrets.in(engines.folder()).forEach((name, value) -> {
            if (!isGiven(given, name)) {
                settings.put(name, value);
            }
        });
        if (!isGiven(given, "spring.r2dbc.url")) {
            settings.putAll(engines.startMariaDb().settings());
        }
        if (!isGiven(given, "spring.data.redis.url") && !isGiven(given, "spring.data.redis.host")) {
            settings.putAll(engines.startRedis(true).settings());
        }
        if (!isGiven(given, "wechat.app-id")) {
            settings.putAll(simulatedWeChat());
        }
        if (!isGiven(given, "youth-home.media.folder")) {
            settings.put(
                    "youth-home.media.folder", engines.folder().resolve("media").toString());
        }
        return settings;
    }

    /** The one place where the simulated WeChat is started and the product is pointed at it. */
    private static Map<String, String> simulatedWeChat() {
        SimulatedWeChat weChat = new SimulatedWeChat().start();
        weChat.pushVerdicts();
        Engines.whenSpringHasClosed(weChat::stop);
        return Map.of(
                "wechat.app-id", SimulatedWeChat.APP_ID,
                "wechat.secret", SimulatedWeChat.SECRET,
                "wechat.api-url", weChat.baseUrl(),
                "wechat.push.token", SimulatedPush.TOKEN,
                "wechat.push.encoding-aes-key", SimulatedPush.AES_KEY);
    }

    private static boolean isGiven(Binder given, String setting) {
        return given.bind(setting, String.class).isBound();
    }
}
