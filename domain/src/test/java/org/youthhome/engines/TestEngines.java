package org.youthhome.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.support.TestPropertySourceUtils;
import org.springframework.util.FileSystemUtils;

/**
 * One MariaDB and one Redis for all tests of a JVM, empty at first and gone at its end. Tests ask for them with
 * {@link WithEngines}, or use {@link #mariaDb()} and {@link #redis()} without Spring.
 *
 * <p>With {@code YOUTHHOME_TEST_ENGINES=outside} in the environment, engines that it leads to by Spring Boot's own names
 * ({@code SPRING_R2DBC_URL}…, {@code SPRING_DATA_REDIS_CLUSTER_NODES}…) take their place: that is how the same tests run
 * against a Redis Cluster or a Galera cluster. Tests write into them and never clean up, so they must be there for nothing
 * else; a test that would hurt one is skipped.
 */
public final class TestEngines implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String DATABASE = "SPRING_R2DBC_";
    private static final String REDIS = "SPRING_DATA_REDIS_";

    private static final class Running {
        static final Path ALL = Path.of("target", "engines").toAbsolutePath();
        static final Engines ENGINES;

        static {
            clearLeftovers();
            ENGINES =
                    Engines.in(ALL.resolve(Long.toString(ProcessHandle.current().pid())));
            Engines.whenSpringHasClosed(() -> {
                ENGINES.discard();
                delete(ENGINES.folder());
            });
        }

        /** Folders of JVMs that were killed, with what still runs in them; those of living ones are left alone. */
        private static void clearLeftovers() {
            for (Path folder : folders()) {
                try {
                    Engines engines = Engines.in(folder);
                    engines.stopLeftovers();
                    engines.close();
                    delete(engines.folder());
                } catch (EngineFailure e) {
                    // In use.
                }
            }
        }

        private static List<Path> folders() {
            if (!Files.isDirectory(ALL)) {
                return List.of();
            }
            try (Stream<Path> folders = Files.list(ALL)) {
                return folders.filter(Files::isDirectory).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path folder) {
            try {
                FileSystemUtils.deleteRecursively(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class MariaDb {
        static final MariaDbEngine ENGINE = Running.ENGINES.startMariaDb();
    }

    private static final class Redis {
        static final RedisEngine ENGINE = Running.ENGINES.startRedis(false);
    }

    /** Started when it is first asked for, as is {@link #redis()}. Where it is outside, the test is skipped. */
    public static MariaDbEngine mariaDb() {
        if (isOutside(DATABASE)) {
            throw new TestAbortedException("The database is not ours to look into or to hurt");
        }
        return MariaDb.ENGINE;
    }

    public static RedisEngine redis() {
        if (isOutside(REDIS)) {
            throw new TestAbortedException("Redis is not ours to look into or to hurt");
        }
        return Redis.ENGINE;
    }

    /** Spring Boot's settings that lead to our engines; the environment's lead to those outside. */
    public static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!isOutside(DATABASE)) {
            settings.putAll(mariaDb().settings());
        }
        if (!isOutside(REDIS)) {
            settings.putAll(redis().settings());
        }
        return settings;
    }

    private static boolean isOutside(String settings) {
        return "outside".equals(System.getenv("YOUTHHOME_TEST_ENGINES"))
                && System.getenv().keySet().stream().anyMatch(name -> name.startsWith(settings));
    }

    /** A test's own {@code properties} win, so that it can point elsewhere. */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        MutablePropertySources sources = context.getEnvironment().getPropertySources();
        MapPropertySource engines = new MapPropertySource("engines", new LinkedHashMap<>(settings()));
        if (sources.contains(TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME, engines);
        } else {
            sources.addFirst(engines);
        }
    }
}
