package org.youthhome.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.youthhome.engines.Engines;
import org.youthhome.engines.MariaDbEngine;
import org.youthhome.engines.RedisEngine;
import org.youthhome.wechat.SimulatedWeChat;

/**
 * What the program needs around it, and the program itself, as on a server: the packaged jar in processes of their own,
 * against one MariaDB, one Redis and the simulated WeChat. Everything can be hurt and started again.
 */
public final class Stage implements AutoCloseable {

    /** As a careful operator sets it: every commit on disk, in the redo log and in the binary log. */
    public static final List<String> DURABLE = List.of(
            "--log-bin=binlog",
            "--binlog-format=ROW",
            "--server-id=1",
            "--sync-binlog=1",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=1G",
            "--innodb-log-file-size=512M");

    private final Path folder;
    private final Engines engines;
    private final MariaDbEngine mariaDb;
    private final RedisEngine redis;
    private final SimulatedWeChat weChat;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Program> programs = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private Stage(Path folder, Engines engines, List<String> mariaDbOptions) {
        this.folder = folder;
        this.engines = engines;
        this.mariaDb = engines.startMariaDb(mariaDbOptions.toArray(String[]::new));
        this.redis = engines.startRedis(true);
        this.weChat = new SimulatedWeChat().start();
        settings.putAll(mariaDb.settings());
        settings.putAll(redis.settings());
        settings.put("wechat.app-id", SimulatedWeChat.APP_ID);
        settings.put("wechat.secret", SimulatedWeChat.SECRET);
        settings.put("wechat.api-url", weChat.baseUrl());
        // It shares the machine with all that runs on the stage: who is slow is not away.
        settings.put("wechat.time-limit", "9s");
        settings.put("wechat.connect-limit", "9s");
        settings.put("logging.structured.format.console", "");
        for (String key : List.of(
                "youth-home.check-in.keys.0",
                "youth-home.tokens.keys.stage",
                "youth-home.privacy.keys.stage",
                "youth-home.privacy.lookup-key")) {
            byte[] bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            settings.put(key, Base64.getEncoder().encodeToString(bytes));
        }
        // Nothing runs on when whoever uses it is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /**
     * Sets it up in this folder, which must be new or empty: the keys are made anew, so old data could not be read.
     *
     * @param mariaDbOptions of the database server, such as {@link #DURABLE}
     */
    public static Stage in(Path folder, List<String> mariaDbOptions) {
        return new Stage(folder, Engines.in(folder), mariaDbOptions);
    }

    /**
     * Starts a program and returns when it is ready.
     *
     * @param jvm arguments of the JVM, such as {@code -Xmx512m}
     * @param more settings that win over the stage's, as in {@code application.yaml}
     */
    public Program start(int port, List<String> jvm, Map<String, String> more) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("server.port", Integer.toString(port));
        all.put("youth-home.public-url", "http://localhost:" + port);
        all.putAll(more);
        Program program = new Program(jar(), port, jvm, all, folder.resolve("program-" + port + ".log"), folder);
        programs.add(program);
        program.start();
        return program;
    }

    /** One that nobody listens on at this moment. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The packaged program; {@code mvn -DskipTests package} makes it. */
    public static Path jar() {
        Path jar = Engines.repository().resolve("api/target/youth-home.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: mvn -DskipTests package makes it");
        }
        return jar;
    }

    public MariaDbEngine mariaDb() {
        return mariaDb;
    }

    public RedisEngine redis() {
        return redis;
    }

    public SimulatedWeChat weChat() {
        return weChat;
    }

    /** What every program on this stage is told, keys included. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    public Path folder() {
        return folder;
    }

    private void end() {
        if (!closed) {
            programs.forEach(Program::kill);
            close();
        }
    }

    @Override
    public void close() {
        closed = true;
        programs.forEach(Program::stop);
        weChat.stop();
        engines.close();
    }
}
