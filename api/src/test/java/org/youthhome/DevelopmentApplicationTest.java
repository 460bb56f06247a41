package org.youthhome;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.youthhome.engines.Engines;

/** The run command's program as people run it: in a JVM of its own, which is ended as the world ends it. */
class DevelopmentApplicationTest {

    private static final String WELCOME = "Youth Home is up";

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNothingRunning() throws InterruptedException {
        for (Process program : started) {
            program.destroy();
            if (!program.waitFor(60, TimeUnit.SECONDS)) {
                program.destroyForcibly().waitFor();
            }
        }
    }

    /**
     * With several main classes on the test class path and none named, {@code spring-boot:test-run} starts nothing; named
     * by a property, it would be what the packaged program starts, too.
     */
    @Test
    void the_run_command_names_this_program_and_the_packaged_one_does_not() {
        assertThat(Engines.repository().resolve("api/pom.xml"))
                .content()
                .containsPattern("<id>default-cli</id>\\s*<configuration>\\s*<mainClass>"
                        + DevelopmentApplication.class.getName() + "<")
                .doesNotContain("<spring-boot.run.main-class>", "<start-class>");
    }

    @Test
    void it_starts_cleanly_after_being_killed_and_leaves_nothing_behind_when_it_is_stopped() throws Exception {
        Process first = start("first.log", "--server.port=0");
        assertThat(untilEndOr(first, "first.log")).contains(WELCOME);
        List<ProcessHandle> leftBehind = first.descendants().toList();
        assertThat(leftBehind).hasSize(2);
        first.destroyForcibly().waitFor();
        assertThat(leftBehind).allMatch(ProcessHandle::isAlive);

        Process second = start("second.log", "--server.port=0");
        assertThat(untilEndOr(second, "second.log")).contains(WELCOME).doesNotContain("ERROR");
        List<ProcessHandle> engines = second.descendants().toList();
        assertThat(engines).hasSize(2).doesNotContainAnyElementsOf(leftBehind);

        second.destroy();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(engines).noneMatch(DevelopmentApplicationTest::runs);
        assertThat(leftBehind).noneMatch(DevelopmentApplicationTest::runs);
    }

    @Test
    void a_taken_port_is_answered_with_the_way_to_another_one() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process program = start("taken.log", "--server.port=" + taken.getLocalPort());
            assertThat(program.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isNotZero();
            assertThat(Files.readString(folder.resolve("taken.log")))
                    .contains("端口 " + taken.getLocalPort() + " 已被占用")
                    .contains("-Dspring-boot.run.arguments=--server.port=")
                    .doesNotContain("\tat ");
        }
    }

    private Process start(String log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DevelopmentApplication.class.getName(),
                "--" + DevelopmentApplication.DATA + "=" + folder.resolve("data")));
        command.addAll(List.of(arguments));
        Process program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
        started.add(program);
        return program;
    }

    private String untilEndOr(Process program, String log) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (program.isAlive() && System.nanoTime() < deadline) {
            if (Files.readString(folder.resolve(log)).contains(WELCOME)) {
                break;
            }
            Thread.sleep(100);
        }
        return Files.readString(folder.resolve(log));
    }

    /** A process that ended and is not yet collected has no arguments any more. */
    private static boolean runs(ProcessHandle handle) {
        return handle.isAlive() && handle.info().arguments().isPresent();
    }
}
