package org.youthhome.stage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.youthhome.engines.Engines;

/**
 * The wall clock of a process, apart from the machine's: the whole process sees it, drivers and pools as well. Linux with
 * a C compiler only ({@code deploy/drill/clock.c}).
 */
public final class WallClock {

    private final Path library;
    private final Path ahead;

    private WallClock(Path library, Path ahead) {
        this.library = library;
        this.ahead = ahead;
    }

    /** Whether this machine can have one. */
    public static boolean isPossible() {
        return System.getProperty("os.name").equals("Linux") && Files.isExecutable(Path.of("/usr/bin/cc"));
    }

    /** One that shows the machine's time until it is set; its files are kept in this folder. */
    public static WallClock in(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path library = folder.resolve("clock.so");
        Process compiler = new ProcessBuilder(
                        "/usr/bin/cc",
                        "-O2",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        Engines.repository().resolve("deploy/drill/clock.c").toString(),
                        "-ldl")
                .inheritIO()
                .start();
        if (compiler.waitFor() != 0) {
            throw new IOException("deploy/drill/clock.c cannot be compiled");
        }
        WallClock clock = new WallClock(library, folder.resolve("clock"));
        clock.set(Duration.ZERO);
        return clock;
    }

    /** Lets it jump: it is so far ahead of the machine's from now on, or behind it. */
    public void set(Duration apart) throws IOException {
        byte[] nanos = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(apart.toNanos())
                .array();
        // In place: the processes have the file mapped.
        try (RandomAccessFile file = new RandomAccessFile(ahead.toFile(), "rw")) {
            file.write(nanos);
        }
    }

    /** The environment of a process that has it, as {@link Stage#start} takes it. */
    public Map<String, String> settings() {
        return Map.of("ld_preload", library.toString(), "drill_clock", ahead.toString());
    }
}
