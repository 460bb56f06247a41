package org.youthhome.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.youthhome.engines.Engines;

/** sysbench, the client in C: one row per commit into a table like the product's. */
record Sysbench(double perSecond, double p99Millis) {

    private static final Pattern EVENTS = Pattern.compile("total number of events:\\s+(\\d+)");
    private static final Pattern TIME = Pattern.compile("total time:\\s+([0-9.]+)s");
    private static final Pattern P99 = Pattern.compile("99th percentile:\\s+([0-9.]+)");

    static Sysbench run(Ground ground, int threads, int seconds) {
        String url = ground.stage().mariaDb().jdbcUrl();
        String port = url.replaceAll(".*:(\\d+)/.*", "$1");
        String name = url.substring(url.lastIndexOf('/') + 1);
        var settings = ground.stage().settings();
        try {
            Path file = ground.folder().resolve("sysbench.conf");
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    file,
                    String.join(
                            "\n",
                            "db-driver=mysql",
                            "mysql-host=127.0.0.1",
                            "mysql-port=" + port,
                            "mysql-db=" + name,
                            "mysql-user=" + settings.get("spring.r2dbc.username"),
                            "mysql-password=" + settings.get("spring.r2dbc.password"),
                            "threads=" + threads,
                            "time=" + seconds,
                            "events=0",
                            "percentile=99",
                            "mysql-ignore-errors=1062",
                            ""));
            String said = run(
                    List.of(
                            "sysbench",
                            "--config-file=" + file,
                            Engines.repository()
                                    .resolve("deploy/load/check-in.lua")
                                    .toString(),
                            "run"),
                    seconds + 60);
            return new Sysbench(number(EVENTS, said) / number(TIME, said), number(P99, said));
        } catch (IOException e) {
            throw new IllegalStateException("sysbench: apt-get install sysbench", e);
        }
    }

    /** Runs a program to its end; what it said. */
    static String run(List<String> command, int seconds) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + said);
        }
        return said;
    }

    static double number(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in:\n" + said);
        }
        return Double.parseDouble(matcher.group(1));
    }

    @Override
    public String toString() {
        return "%.0f/s, p99 %.2f ms".formatted(perSecond, p99Millis);
    }
}
