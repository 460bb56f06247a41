package org.youthhome.stage;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The packaged program as a process, which can be stopped as an operator stops it and hurt as the world hurts it. */
public final class Program {

    /** Some seconds, where the machine has nothing else to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path jar;
    private final int port;
    private final List<String> jvm;
    private final Map<String, String> settings;
    private final Path log;
    private final Path folder;
    private volatile @Nullable Process process;

    Program(Path jar, int port, List<String> jvm, Map<String, String> settings, Path log, Path folder) {
        this.jar = jar;
        this.port = port;
        this.jvm = jvm;
        this.settings = settings;
        this.log = log;
        this.folder = folder;
    }

    /** Starts it, and returns when it is ready to serve. */
    public synchronized void start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-jar");
        command.add(jar.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // By the environment, as in production: a command line is for everybody to read.
        settings.forEach((name, value) -> builder.environment()
                .put(name.replace("-", "").replace('.', '_').toUpperCase(java.util.Locale.ROOT), value));
        Process started = builder.start();
        process = started;
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest ready = HttpRequest.newBuilder(URI.create(baseUrl() + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && started.isAlive()) {
            try {
                if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the program", e);
            }
            rest();
        }
        kill();
        String words = Files.readString(log);
        throw new IllegalStateException("The program at " + port + " is not ready; the end of " + log + " says:\n"
                + words.substring(Math.max(0, words.length() - 3000)));
    }

    /** Ends it at once. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            await(running);
            process = null;
        }
    }

    /** Stops it as its supervisor would: what is in flight is answered. */
    public void stop() {
        Process running = process;
        if (running != null) {
            signal("CONT");
            running.destroy();
            await(running);
            process = null;
        }
    }

    /** Lets it stand still with its connections open, until {@link #resume()}. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    public boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    public long pid() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("The program is not running");
        }
        return running.pid();
    }

    public int port() {
        return port;
    }

    /** {@code http://localhost:port}, without a slash at its end. */
    public String baseUrl() {
        return "http://localhost:" + port;
    }

    public Path log() {
        return log;
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rest() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the program", e);
        }
    }
}
