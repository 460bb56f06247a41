package org.youthhome.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folders here lie under java.io.tmpdir, as a clone may. */
class EnginesTest {

    @TempDir
    private Path folder;

    @Test
    void chinese_survives() throws SQLException {
        try (Connection connection = TestEngines.mariaDb().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE words (word VARCHAR(20))");
            statement.execute("INSERT INTO words VALUES ('靖江 青年之家 😀')");
            assertThat(read(statement, "SELECT word FROM words")).isEqualTo("靖江 青年之家 😀");
            assertThat(read(statement, "SELECT @@collation_database")).isEqualTo("utf8mb4_unicode_ci");
        }
    }

    @Test
    void an_acknowledged_write_is_on_the_disk() throws SQLException {
        try (Connection connection = TestEngines.mariaDb().connect();
                Statement statement = connection.createStatement()) {
            assertThat(read(statement, "SELECT @@innodb_flush_log_at_trx_commit"))
                    .isEqualTo("1");
        }
    }

    @Test
    void nobody_enters_without_the_password() throws IOException {
        assertThatThrownBy(
                        () -> DriverManager.getConnection(TestEngines.mariaDb().jdbcUrl(), "root", "")
                                .close())
                .isInstanceOf(SQLException.class);
        try (Socket socket = new Socket(Engine.HOST, TestEngines.redis().port())) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .startsWith("-NOAUTH");
        }
    }

    @Test
    void only_this_machine_reaches_them() throws IOException {
        List<InetAddress> outside = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        for (Engine engine : List.of(TestEngines.mariaDb(), TestEngines.redis())) {
            for (InetAddress address : outside) {
                assertThatThrownBy(() -> new Socket(address, engine.port()).close())
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void data_survives_a_restart_under_the_temporary_folder() throws Exception {
        int port;
        try (Engines engines = Engines.in(folder)) {
            MariaDbEngine mariaDb = engines.startMariaDb();
            write(mariaDb, "kept");
            port = mariaDb.port();
            assertThat(ask(engines.startRedis(true), "SET kept 1")).isEqualTo("+OK");
        }
        try (Engines engines = Engines.in(folder)) {
            MariaDbEngine mariaDb = engines.startMariaDb();
            assertThat(written(mariaDb)).isEqualTo("kept");
            assertThat(mariaDb.port()).isEqualTo(port);
            assertThat(ask(engines.startRedis(true), "EXISTS kept")).isEqualTo(":1");
        }
    }

    @Test
    void engines_left_by_a_killed_program_are_stopped_and_what_they_acknowledged_is_kept() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeavesEnginesBehind.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
        List<ProcessHandle> leftBehind = List.of(handle(said.readLine()), handle(said.readLine()));
        assertThatThrownBy(() -> Engines.in(folder).close())
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("kill " + program.pid());

        program.destroyForcibly().waitFor();
        assertThat(leftBehind).allMatch(ProcessHandle::isAlive);

        try (Engines engines = Engines.in(folder)) {
            MariaDbEngine mariaDb = engines.startMariaDb();
            RedisEngine redis = engines.startRedis(true);
            assertThat(leftBehind).noneMatch(handle -> handle.pid() == mariaDb.pid() || handle.pid() == redis.pid());
            assertThat(leftBehind)
                    .noneMatch(handle ->
                            handle.isAlive() && handle.info().arguments().isPresent());
            assertThat(written(mariaDb)).isEqualTo("kept");
        }
    }

    @Test
    void a_process_that_is_not_ours_is_left_alone() throws Exception {
        try (Engines engines = Engines.in(folder)) {
            MariaDbEngine mariaDb = new MariaDbEngine(engines.folder(), engines.binaries());
            Process stranger = new ProcessBuilder("sh", "-c", "sleep 60; :", mariaDb.mark()).start();
            try {
                mariaDb.start();
                assertThat(stranger.isAlive()).isTrue();
            } finally {
                stranger.descendants().forEach(ProcessHandle::destroy);
                stranger.destroyForcibly().waitFor();
                mariaDb.stop();
            }
        }
    }

    @Test
    void a_killed_engine_comes_back_at_its_port() throws Exception {
        try (Engines engines = Engines.in(folder)) {
            MariaDbEngine mariaDb = engines.startMariaDb();
            int port = mariaDb.port();
            write(mariaDb, "kept");
            mariaDb.kill();
            assertThat(mariaDb.isRunning()).isFalse();
            mariaDb.start();
            assertThat(mariaDb.port()).isEqualTo(port);
            assertThat(written(mariaDb)).isEqualTo("kept");
        }
    }

    @Test
    void a_paused_redis_answers_again_when_it_goes_on_and_forgets_when_flushed() throws Exception {
        try (Engines engines = Engines.in(folder)) {
            RedisEngine redis = engines.startRedis(false);
            assertThat(ask(redis, "SET kept 1")).isEqualTo("+OK");
            redis.pause();
            try (Socket socket = new Socket(Engine.HOST, redis.port())) {
                socket.setSoTimeout(200);
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
            redis.resume();
            assertThat(ask(redis, "EXISTS kept")).isEqualTo(":1");
            redis.flushAll();
            assertThat(ask(redis, "EXISTS kept")).isEqualTo(":0");
        }
    }

    @Test
    void a_port_that_somebody_took_meanwhile_is_let_be() throws Exception {
        int port;
        try (Engines engines = Engines.in(folder)) {
            port = engines.startRedis(false).port();
        }
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName(Engine.HOST));
                Engines engines = Engines.in(folder)) {
            assertThat(engines.startRedis(false).port()).isNotEqualTo(taken.getLocalPort());
        }
    }

    private static ProcessHandle handle(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    static void write(MariaDbEngine mariaDb, String word) throws SQLException {
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE words (word VARCHAR(20))");
            statement.execute("INSERT INTO words VALUES ('" + word + "')");
        }
    }

    private static String written(MariaDbEngine mariaDb) throws SQLException {
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            return read(statement, "SELECT word FROM words");
        }
    }

    private static String read(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private static String ask(RedisEngine redis, String command) throws IOException {
        try (Socket socket = new Socket(Engine.HOST, redis.port())) {
            socket.getOutputStream()
                    .write(("AUTH " + redis.password() + "\r\n" + command + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).isEqualTo("+OK");
            return reader.readLine();
        }
    }
}
