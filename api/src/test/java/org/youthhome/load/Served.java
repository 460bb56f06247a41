package org.youthhome.load;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM that serves, and what the system knows of its cost. */
final class Served implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
    /** USER_HZ, which Linux shows times in on every machine of today. */
    private static final double TICKS = 100.0;

    private final Process process;
    private final int port;
    private final double startSeconds;

    private Served(Process process, int port, double startSeconds) {
        this.process = process;
        this.port = port;
        this.startSeconds = startSeconds;
    }

    /**
     * Starts it and waits until it answers {@code path} with 200.
     *
     * @param command of the JVM
     * @param settings as in {@code application.yaml}, handed over by the environment
     */
    static Served start(List<String> command, int port, Map<String, String> settings, Path folder, String path) {
        ProcessBuilder builder = builder(command, settings, folder, folder.resolve("served-" + port + ".log"));
        long began = System.nanoTime();
        try {
            Process process = builder.start();
            Served served = null;
            // However this ends: a server that is left behind would spoil the next run.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            while (served == null && process.isAlive() && System.nanoTime() - began < PATIENCE_NANOS) {
                if (answers(port, path)) {
                    served = new Served(process, port, (System.nanoTime() - began) / 1e9);
                } else {
                    rest(5);
                }
            }
            if (served == null) {
                process.destroyForcibly();
                String log = Files.readString(folder.resolve("served-" + port + ".log"));
                throw new IllegalStateException("Not ready at " + port + ", in the end it said:\n"
                        + log.substring(Math.max(0, log.length() - 4000)));
            }
            return served;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a JVM to its end and returns what it ended with. */
    static int run(List<String> command, Map<String, String> settings, Path folder, Path log) {
        try {
            Process process = builder(command, settings, folder, log).start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ProcessBuilder builder(List<String> command, Map<String, String> settings, Path folder, Path log) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        settings.forEach((name, value) -> builder.environment()
                .put(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT), value));
        return builder;
    }

    private static boolean answers(int port, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout(200);
            connection.setReadTimeout(5_000);
            boolean well = connection.getResponseCode() == 200;
            connection.disconnect();
            return well;
        } catch (IOException notYet) {
            return false;
        }
    }

    static void rest(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** From the start of the process to the first answer. */
    double startSeconds() {
        return startSeconds;
    }

    /** CPU that a process has used so far, in seconds. */
    static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value of {@code /proc/PID/status} in MiB, such as {@code VmRSS} or {@code VmHWM}. */
    static double mebibytes(long pid, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many files and sockets a process holds. */
    static long handles(long pid) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
