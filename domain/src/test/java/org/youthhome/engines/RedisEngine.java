package org.youthhome.engines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Redis 6.2 server. */
public final class RedisEngine extends Engine {

    private final Path binaries;
    private final boolean durable;

    /**
     * @param folder where the data is kept
     * @param binaries where the program is unpacked, once
     * @param durable whether what is written survives a restart of the server
     */
    public RedisEngine(Path folder, Path binaries, boolean durable) {
        super("Redis", "redis-server", folder, "redis");
        this.binaries = binaries;
        this.durable = durable;
    }

    /** {@code redis://:password@host:port}. */
    public String url() {
        return "redis://:" + password() + "@" + HOST + ":" + port();
    }

    /** Spring Boot's settings that lead here. */
    public Map<String, String> settings() {
        return Map.of("spring.data.redis.url", url());
    }

    /** Forgets everything, as an operator's slip would. */
    public void flushAll() {
        try (Socket socket = new Socket(HOST, port())) {
            socket.setSoTimeout(10_000);
            if (!talk(socket, "FLUSHALL", "+OK")) {
                throw new IllegalStateException("Redis does not flush");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void prepare(int port) throws IOException {
        Files.createDirectories(files());
        // A renamed process would not be known again after a kill, hence set-proc-title.
        writePrivately(configuration(), """
                bind %s
                port %d
                requirepass %s
                set-proc-title no
                daemonize no
                save ""
                appendonly %s
                """.formatted(HOST, port, password(), durable ? "yes" : "no"));
    }

    @Override
    List<String> command(int port) {
        return List.of(EngineBinaries.redis(binaries).toString(), mark());
    }

    @Override
    String mark() {
        return configuration().toString();
    }

    @Override
    boolean answers(Socket socket) throws IOException {
        return talk(socket, "PING", "+PONG");
    }

    private boolean talk(Socket socket, String command, String answer) throws IOException {
        socket.getOutputStream()
                .write(("AUTH " + password() + "\r\n" + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        return "+OK".equals(reader.readLine()) && answer.equals(reader.readLine());
    }

    private Path configuration() {
        return files().resolve("redis.conf");
    }
}
