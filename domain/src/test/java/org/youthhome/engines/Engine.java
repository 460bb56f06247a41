package org.youthhome.engines;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server that we run as a process of its own, on 127.0.0.1, with its files in a folder. It can be stopped as an
 * operator would stop it, and hurt as the world would hurt it.
 */
public abstract class Engine {

    static final String HOST = "127.0.0.1";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final String program;
    private final Path files;
    private final Path log;
    private final Path rememberedPort;
    private final String password = secret();
    private @Nullable Process process;
    private int port;

    /**
     * @param name what people call it
     * @param program its executable file's name
     * @param folder where {@code folderName}, its log and its port are kept
     */
    Engine(String name, String program, Path folder, String folderName) {
        this.name = name;
        this.program = program;
        this.files = folder.resolve(folderName);
        this.log = folder.resolve(folderName + ".log");
        this.rememberedPort = folder.resolve(folderName + ".port");
    }

    /** Readies the folder for a start at this port. */
    abstract void prepare(int port) throws IOException;

    /** The program and its arguments. One of them is {@link #mark()}. */
    abstract List<String> command(int port);

    /** An argument that no other process has, since it names our folder. */
    abstract String mark();

    /** Whether the server at the other end is ready to serve. */
    abstract boolean answers(Socket socket) throws IOException;

    /** Starts the server and returns when it serves; a server of ours left in this folder is stopped first. */
    public final synchronized void start() {
        if (isRunning()) {
            return;
        }
        stopLeftover();
        try {
            for (int attempt = 1; ; attempt++) {
                port = freePort();
                prepare(port);
                Process started = launch(command(port));
                process = started;
                if (awaitAnswer(started)) {
                    Files.writeString(rememberedPort, Integer.toString(port));
                    return;
                }
                // Somebody may take the port between our look and the server's.
                if (!lastWords().toLowerCase(Locale.ROOT).contains("address already in use") || attempt == 3) {
                    throw failure();
                }
                Files.deleteIfExists(rememberedPort);
            }
        } catch (IOException e) {
            throw new EngineFailure(name + " cannot be started in " + files + ": " + e, e);
        }
    }

    /** Stops the server as its operator would, and returns when it is gone. */
    public final synchronized void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        signal("CONT", running.pid());
        running.destroy();
        if (!gone(running)) {
            end(running);
        }
        process = null;
    }

    /** Ends the server at once, as {@code kill -9} or a power cut of its machine would. */
    public final synchronized void kill() {
        Process running = process;
        if (running != null) {
            end(running);
            process = null;
        }
    }

    /** Stops the server in its tracks: connections stay open and nobody answers, until {@link #resume()}. */
    public final void pause() {
        signal("STOP", pid());
    }

    /** Lets a paused server go on where it was. */
    public final void resume() {
        signal("CONT", pid());
    }

    public final synchronized boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** Process id of the running server. */
    public final synchronized long pid() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name + " is not running");
        }
        return running.pid();
    }

    /** TCP port on 127.0.0.1; it stays the same over {@link #kill()} and {@link #start()}. */
    public final synchronized int port() {
        return port;
    }

    /** Made anew for each object of this class, so it is worth nothing to whoever finds it. */
    public final String password() {
        return password;
    }

    final Path files() {
        return files;
    }

    /** Writes a file that only its owner reads. */
    static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file);
        Files.setPosixFilePermissions(file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        Files.writeString(file, text);
    }

    /** What our server wrote last, for the person who has to find out. */
    final String lastWords() {
        try {
            List<String> lines = Files.exists(log)
                    ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                            .lines()
                            .toList()
                    : List.of();
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final EngineFailure failure() {
        String words = lastWords();
        if (words.contains("error while loading shared libraries") || words.contains("Library not loaded")) {
            String library = words.lines()
                    .filter(line -> line.contains("librar"))
                    .findFirst()
                    .orElse(words);
            return new EngineFailure(name + " misses a shared library of this system (" + library.strip() + "). "
                    + "Install it with the system's package manager (on macOS: brew install openssl@3 pcre2). "
                    + EngineFailure.OWN_ENGINES);
        }
        return new EngineFailure(name + " did not start; the end of " + log + " says:" + System.lineSeparator() + words
                + System.lineSeparator() + EngineFailure.OWN_ENGINES);
    }

    final Path log() {
        return log;
    }

    private Process launch(List<String> command) throws IOException {
        List<String> detached = new ArrayList<>(ownSession());
        detached.addAll(command);
        return new ProcessBuilder(detached)
                .directory(files.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /**
     * Ctrl-C goes to the whole foreground group of a terminal: without a session of its own the server would be gone
     * before the requests that are still being answered. Both programs replace themselves, so the process id stays.
     */
    private static List<String> ownSession() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, "setsid"))) {
                return List.of("setsid");
            }
        }
        return Files.isExecutable(Path.of("/usr/bin/perl"))
                ? List.of("/usr/bin/perl", "-e", "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV")
                : List.of();
    }

    private boolean awaitAnswer(Process started) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (started.isAlive() && System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(2_000);
                socket.connect(new InetSocketAddress(HOST, port), 1_000);
                if (answers(socket)) {
                    return true;
                }
            } catch (IOException e) {
                // Not yet.
            }
            rest();
        }
        if (started.isAlive()) {
            end(started);
        }
        return false;
    }

    /** The port of the last time if it is free, so that a client's saved connection stays good; else any. */
    private int freePort() throws IOException {
        if (Files.exists(rememberedPort)) {
            try (ServerSocket socket = new ServerSocket(
                    Integer.parseInt(Files.readString(rememberedPort).strip()), 1, InetAddress.getByName(HOST))) {
                return socket.getLocalPort();
            } catch (IOException | IllegalArgumentException e) {
                // Taken or unreadable.
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    /**
     * A program that was killed leaves its server behind. It is known by its program and by an argument that names our
     * folder; a file with a process id would be missing after a kill at the wrong moment, and lie after a reboot.
     */
    final void stopLeftover() {
        for (ProcessHandle leftover :
                ProcessHandle.allProcesses().filter(this::isOurs).toList()) {
            signal("CONT", leftover.pid());
            leftover.destroy();
            if (!gone(leftover)) {
                leftover.destroyForcibly();
                if (!gone(leftover)) {
                    throw new EngineFailure(name + " of an earlier start does not end; please stop process "
                            + leftover.pid() + " and start again.");
                }
            }
        }
    }

    private boolean isOurs(ProcessHandle handle) {
        ProcessHandle.Info info = handle.info();
        return info.command().filter(path -> path.contains(program)).isPresent()
                && info.arguments()
                        .filter(list -> List.of(list).contains(mark()))
                        .isPresent();
    }

    /** Whether the process is gone in time. A process that nobody collects has no command line any more. */
    private boolean gone(ProcessHandle handle) {
        long deadline = System.nanoTime() + PATIENCE.toNanos() / 2;
        while (handle.isAlive() && isOurs(handle)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            rest();
        }
        return true;
    }

    private void end(Process process) {
        if (!gone(process.destroyForcibly())) {
            throw new EngineFailure(name + " does not end; please stop process " + process.pid());
        }
    }

    private static boolean gone(Process process) {
        try {
            return process.waitFor(PATIENCE.toSeconds() / 2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void signal(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rest() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an engine", e);
        }
    }

    private static String secret() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
