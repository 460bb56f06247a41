import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds the mini-program for browsers and lays it into a folder, so that nobody who builds the program needs to know
 * npm: {@code java Pack.java FOLDER}. Does nothing when nothing has changed; where Node is missing, or what it needs
 * cannot be fetched, it says so and the build goes on without.
 */
final class Pack {

    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)\\..*", Pattern.DOTALL);
    private static final int MAJOR = 20;
    private static final int MINOR = 19;

    private final Path client;
    private final Path repository;
    private final Path built;
    private final Path state;

    private Pack(Path client) {
        this.client = client;
        this.repository = client.getParent().getParent();
        this.built = client.resolve("dist/build/h5");
        this.state = client.resolve("dist/h5.inputs");
    }

    public static void main(String[] args) throws Exception {
        Path client = Path.of(args[0]).toAbsolutePath().normalize();
        new Pack(client).into(Path.of(args[1]).toAbsolutePath());
    }

    private void into(Path folder) throws Exception {
        Files.createDirectories(client.resolve("dist"));
        // Two builds of one working copy wait for each other.
        try (FileChannel channel = FileChannel.open(
                        client.resolve("dist/pack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = channel.lock()) {
            String inputs = inputs();
            boolean fresh = Files.exists(built.resolve("index.html"))
                    && Files.exists(state)
                    && Files.readString(state).equals(inputs);
            if (!fresh) {
                String missing = build(inputs);
                if (missing != null) {
                    say("The phone client is not packed: " + missing + " Everything else is built and tested.");
                    say("手机版没有打包，其余照常。");
                    delete(folder);
                    return;
                }
            }
            copy(folder, inputs);
        }
    }

    /** Null when it is built; else why not. */
    private String build(String inputs) throws Exception {
        Files.deleteIfExists(state);
        String version = output("node", "--version");
        if (version == null) {
            return "there is no Node here (" + MAJOR + "." + MINOR + " or later).";
        }
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()
                || Integer.parseInt(numbers.group(1)) * 1000 + Integer.parseInt(numbers.group(2))
                        < MAJOR * 1000 + MINOR) {
            return "Node " + version.strip() + " is older than " + MAJOR + "." + MINOR + ".";
        }
        if (!isInstalled()) {
            say("Fetching what the phone client is made of (once).");
            if (!run(5, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")) {
                return "npm ci failed; see " + log() + ".";
            }
        }
        say("Building the phone client.");
        if (!run(4, "npm", "run", "build:h5")) {
            return "its build failed; see " + log() + ".";
        }
        Files.writeString(state, inputs);
        return null;
    }

    /** npm writes its own list last; a newer lock file asks for another installation. */
    private boolean isInstalled() throws IOException {
        Path list = client.resolve("node_modules/.package-lock.json");
        return Files.exists(list)
                && Files.getLastModifiedTime(list)
                                .compareTo(Files.getLastModifiedTime(client.resolve("package-lock.json")))
                        >= 0;
    }

    private void copy(Path folder, String inputs) throws IOException {
        Path mark = folder.resolveSibling(folder.getFileName() + ".inputs");
        if (Files.exists(folder.resolve("index.html"))
                && Files.exists(mark)
                && Files.readString(mark).equals(inputs)) {
            return;
        }
        delete(folder);
        try (Stream<Path> paths = Files.walk(built)) {
            for (Path from : (Iterable<Path>) paths::iterator) {
                Path to = folder.resolve(built.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        Files.writeString(mark, inputs);
    }

    private String inputs() throws Exception {
        List<Path> files = new ArrayList<>(List.of(
                repository.resolve("openapi.yaml"),
                repository.resolve("api/src/main/resources/static/assets/tokens.css")));
        List<String> left = List.of("node_modules", "dist", "generated");
        Files.walkFileTree(client, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return left.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
        return hash(files);
    }

    private String hash(List<Path> files) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : files) {
            digest.update(repository.relativize(file).toString().replace('\\', '/').getBytes());
            digest.update((byte) 0);
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private Path log() {
        return client.resolve("dist/pack.log");
    }

    private boolean run(int minutes, String... command) throws IOException, InterruptedException {
        Process process = started(new ProcessBuilder(command)
                .directory(client.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile()));
        if (process == null) {
            return false;
        }
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return false;
        }
        try (Stream<String> lines = Files.lines(log())) {
            lines.filter(line -> line.startsWith("h5: ")).forEach(Pack::say);
        }
        return process.exitValue() == 0;
    }

    private String output(String... command) throws IOException, InterruptedException {
        Process process = started(new ProcessBuilder(command).redirectErrorStream(true));
        if (process == null) {
            return null;
        }
        String text = new String(process.getInputStream().readAllBytes());
        return process.waitFor() == 0 ? text : null;
    }

    /** Null where there is no such program. */
    private static Process started(ProcessBuilder builder) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        List<String> command = new ArrayList<>(builder.command());
        if (windows) {
            command.addAll(0, Arrays.asList("cmd", "/c"));
        }
        try {
            Process process = builder.command(command).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException noSuchProgram) {
            return null;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Collections.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void say(String words) {
        System.out.println("[mini-program] " + words);
    }
}
