package org.youthhome.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.youthhome.engines.Engines;

/** What the figures were taken on. */
final class Machine {

    private Machine() {}

    static Map<String, String> described() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("date", java.time.LocalDate.now().toString());
        words.put("commit", said("git", "-C", Engines.repository().toString(), "log", "-1", "--format=%h of %cs, %s"));
        words.put(
                "machine",
                "%d cores, %s, %s of memory, %s"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                line("/proc/cpuinfo", "model name"),
                                line("/proc/meminfo", "MemTotal"),
                                said("uname", "-sr")));
        words.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        words.put("engines", "MariaDB %s, Redis %s".formatted(binary("mariadb"), binary("redis-server")));
        words.put(
                "tools",
                said("sysbench", "--version") + ", " + said("sh", "-c", "wrk -v 2>&1 | head -1 | cut -d' ' -f1,2"));
        return words;
    }

    /** The versions are in the names of the folders that the engines were unpacked into. */
    private static String binary(String name) {
        try (Stream<Path> folders = Files.list(Engines.repository().resolve(".data/binaries"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(folder -> folder.startsWith(name) && !folder.endsWith(".lock"))
                    .map(folder -> folder.substring(name.length() + 1).replaceAll("-.*", ""))
                    .findFirst()
                    .orElse("?");
        } catch (IOException e) {
            return "?";
        }
    }

    private static String line(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        } catch (IOException e) {
            return "?";
        }
    }

    private static String said(String... command) {
        try {
            return Sysbench.run(List.of(command), 10).strip();
        } catch (IOException | IllegalStateException e) {
            return "?";
        }
    }
}
