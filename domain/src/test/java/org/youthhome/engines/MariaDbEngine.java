package org.youthhome.engines;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A MariaDB server with an empty database {@value #DATABASE}, set as strictly as MySQL 8.4 is by default, and in the
 * time zone of the machines it stands in for, so that code which leans on the server's clock zone fails early.
 */
public final class MariaDbEngine extends Engine {

    public static final String DATABASE = "youth_home";
    public static final String USER = "youth_home";

    private static final String SYSTEM_TABLES = "mysql";

    private final Path binaries;
    private final List<String> options;
    private @Nullable Path home;

    /**
     * @param folder where the data is kept
     * @param binaries where the program is unpacked, once
     * @param options of the server, as on its command line; they win over the ones it has here
     */
    public MariaDbEngine(Path folder, Path binaries, String... options) {
        super("MariaDB", "mariadbd", folder, "mariadb");
        this.binaries = binaries;
        this.options = List.of(options);
    }

    public String r2dbcUrl() {
        return "r2dbc:mysql://" + HOST + ":" + port() + "/" + DATABASE;
    }

    public String jdbcUrl() {
        return "jdbc:mariadb://" + HOST + ":" + port() + "/" + DATABASE;
    }

    /** Spring Boot's settings that lead here. */
    public Map<String, String> settings() {
        return Map.of(
                "spring.r2dbc.url", r2dbcUrl(),
                "spring.r2dbc.username", USER,
                "spring.r2dbc.password", password(),
                "spring.flyway.url", jdbcUrl(),
                "spring.flyway.user", USER,
                "spring.flyway.password", password());
    }

    /** A look from outside the product, past its driver and its time zone settings. The caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), USER, password());
    }

    @Override
    void prepare(int port) throws IOException {
        if (!Files.isDirectory(files().resolve(SYSTEM_TABLES))) {
            install();
        }
        // The server reads it as its own administrator at every start, one statement a line.
        writePrivately(files().resolve("start.sql"), """
                CREATE DATABASE IF NOT EXISTS %1$s;
                CREATE OR REPLACE USER %2$s@'localhost' IDENTIFIED BY '%3$s';
                CREATE OR REPLACE USER %2$s@'127.0.0.1' IDENTIFIED BY '%3$s';
                GRANT ALL ON %1$s.* TO %2$s@'localhost';
                GRANT ALL ON %1$s.* TO %2$s@'127.0.0.1';
                """.formatted(DATABASE, USER, password()));
        writePrivately(files().resolve("client.cnf"), """
                [client]
                protocol=tcp
                host=%s
                port=%d
                user=%s
                password=%s
                default-character-set=utf8mb4
                [mysql]
                database=%s
                """.formatted(HOST, port, USER, password(), DATABASE));
    }

    @Override
    List<String> command(int port) {
        List<String> command = new ArrayList<>(program());
        command.add(mark());
        command.addAll(List.of(
                "--bind-address=" + HOST,
                "--port=" + port,
                // Relative to the data folder: a socket's path has room for some hundred characters only.
                "--socket=mariadb.sock",
                "--pid-file=mariadb.pid",
                "--init-file=start.sql",
                "--skip-name-resolve",
                "--skip-ssl",
                "--skip-log-bin",
                "--max-connections=300",
                "--innodb-flush-log-at-trx-commit=1",
                "--transaction-isolation=REPEATABLE-READ",
                "--default-time-zone=+08:00",
                "--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                        + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"));
        command.addAll(options);
        return command;
    }

    @Override
    String mark() {
        return "--datadir=" + files();
    }

    /** The first packet is the server's greeting, or its refusal, which begins with 0xFF. */
    @Override
    boolean answers(Socket socket) throws IOException {
        byte[] start = socket.getInputStream().readNBytes(5);
        return start.length == 5 && start[4] != (byte) 0xFF;
    }

    private Path home() {
        Path unpacked = home == null ? EngineBinaries.mariaDb(binaries) : home;
        home = unpacked;
        return unpacked;
    }

    private Path share() {
        Path onMacOs = home().resolve("share/mysql");
        return Files.isDirectory(onMacOs) ? onMacOs : home().resolve("share");
    }

    private List<String> program() {
        Path share = share();
        List<String> program = new ArrayList<>(List.of(
                home().resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--lc-messages-dir=" + share,
                "--character-sets-dir=" + share.resolve("charsets"),
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_unicode_ci",
                "--innodb-log-file-size=48M",
                "--innodb-undo-tablespaces=0",
                "--innodb-data-file-path=ibdata1:4M:autoextend"));
        if ("root".equals(System.getProperty("user.name"))) {
            program.add("--user=root");
        }
        return program;
    }

    /**
     * Does what {@code mariadb-install-db} does, less its passwordless accounts and its help texts, and without the
     * shell. The folder gets its name when it is complete.
     */
    private void install() throws IOException {
        Path half = files().resolveSibling(files().getFileName() + ".half");
        FileSystemUtils.deleteRecursively(half);
        FileSystemUtils.deleteRecursively(files());
        Files.createDirectories(half);
        Path script = half.resolveSibling(half.getFileName() + ".sql");
        StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
        for (String part : List.of(
                "mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql")) {
            sql.append(Files.readString(share().resolve(part))).append('\n');
        }
        sql.append("DELETE FROM global_priv WHERE User='root';\nDELETE FROM proxies_priv;\n");
        Files.writeString(script, sql);
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of("--datadir=" + half, "--bootstrap", "--silent-startup", "--log-warnings=0"));
        Process installing = new ProcessBuilder(command)
                .redirectInput(script.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        try {
            if (installing.waitFor() != 0) {
                throw failure();
            }
        } catch (InterruptedException e) {
            installing.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while installing MariaDB", e);
        }
        Files.delete(script);
        Files.move(half, files(), StandardCopyOption.ATOMIC_MOVE);
    }
}
