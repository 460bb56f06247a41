package org.youthhome.engines;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The servers that the product needs, in a folder that one program at a time may use. */
public final class Engines implements AutoCloseable {

    private static final String LOCK = "in-use";

    private final Path folder;
    private final Path binaries;
    private final FileChannel channel;
    private @Nullable MariaDbEngine mariaDb;
    private @Nullable RedisEngine redis;

    private Engines(Path folder, Path binaries, FileChannel channel) {
        this.folder = folder;
        this.binaries = binaries;
        this.channel = channel;
    }

    /**
     * Takes the folder, which is made if need be. The system gives a lock back whatever ends its holder.
     *
     * @param folder where data is kept; it survives restarts wherever it lies
     * @throws EngineFailure when a living program holds it
     */
    public static Engines in(Path folder) {
        try {
            Path real = Files.createDirectories(folder).toRealPath();
            FileChannel channel = FileChannel.open(
                    real.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                String holder = Files.readString(real.resolve(LOCK)).strip();
                channel.close();
                throw new EngineFailure("Youth Home already runs from this folder as process " + holder
                        + " and its data in " + real + " is in use. Stop that one first (kill " + holder + ").");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new Engines(real, repository().resolve(".data/binaries"), channel);
        } catch (IOException e) {
            throw new EngineFailure("The folder " + folder + " cannot be used: " + e, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The folder of the whole repository, wherever inside of it the program was started. */
    public static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("domain/pom.xml")) && Files.exists(folder.resolve("api/pom.xml"))) {
                return folder;
            }
        }
        return here;
    }

    /**
     * Runs something at the JVM's end, after requests in flight are answered and connections are closed. The JVM runs
     * its shutdown hooks side by side, and Spring Boot's own list of things to do last is read only if a context was
     * started, so this waits for Spring's hooks by their names.
     */
    public static void whenSpringHasClosed(Runnable last) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                // Hooks are started one after the other: let Spring's begin.
                                Thread.sleep(50);
                                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                                    if (thread.getName().equals("SpringApplicationShutdownHook")
                                            || thread.getName().equals("SpringContextShutdownHook")) {
                                        thread.join();
                                    }
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            last.run();
                        },
                        "EnginesShutdownHook"));
    }

    /** Starts MariaDB, with more options of its command line where they are given. */
    public synchronized MariaDbEngine startMariaDb(String... options) {
        MariaDbEngine engine = new MariaDbEngine(folder, binaries, options);
        mariaDb = engine;
        engine.start();
        return engine;
    }

    /** Starts Redis, with its append-only file when {@code durable}. */
    public synchronized RedisEngine startRedis(boolean durable) {
        RedisEngine engine = new RedisEngine(folder, binaries, durable);
        redis = engine;
        engine.start();
        return engine;
    }

    public Path folder() {
        return folder;
    }

    /** Where the programs are unpacked, once for the whole repository. */
    Path binaries() {
        return binaries;
    }

    /** Stops what runs as its operator would, and gives the folder back. */
    @Override
    public synchronized void close() {
        if (redis != null) {
            redis.stop();
        }
        if (mariaDb != null) {
            mariaDb.stop();
        }
        release();
    }

    /** Stops what a killed program left running in this folder. */
    synchronized void stopLeftovers() {
        new MariaDbEngine(folder, binaries).stopLeftover();
        new RedisEngine(folder, binaries, false).stopLeftover();
    }

    /** Ends what runs at once: for data that nobody will want again. */
    synchronized void discard() {
        if (redis != null) {
            redis.kill();
        }
        if (mariaDb != null) {
            mariaDb.kill();
        }
        release();
    }

    private void release() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new EngineFailure("The folder " + folder + " cannot be given back: " + e, e);
        }
    }
}
