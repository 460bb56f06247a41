package org.youthhome.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.support.TestPropertySourceUtils;
import org.springframework.util.FileSystemUtils;

/**
 * One MariaDB and one Redis for all tests of a JVM, empty at first and gone at its end. Tests ask for them with
 * {@link WithEngines}, or use {@link #mariaDb()} and {@link #redis()} without Spring.
 */
public final class TestEngines implements ApplicationContextInitializer<ConfigurableApplicationContext> {

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

    /** Started when it is first asked for, as is {@link #redis()}. */
    public static MariaDbEngine mariaDb() {
        return MariaDb.ENGINE;
    }

    public static RedisEngine redis() {
        return Redis.ENGINE;
    }

    /** Spring Boot's settings that lead to the engines. */
    public static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(mariaDb().settings());
        settings.putAll(redis().settings());
        return settings;
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
