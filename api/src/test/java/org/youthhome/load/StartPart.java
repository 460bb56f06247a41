package org.youthhome.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.youthhome.engines.Engines;
import org.youthhome.stage.Stage;

/** From the start of the process to the first list that it answers, the migrations having been a step before. */
final class StartPart implements Part {

    private static final String FIRST = "/api/v1/activities?limit=20";

    @Override
    public void measure(Ground ground, Findings findings) throws IOException {
        Options options = ground.options();
        int starts = options.number("starts");
        Path folder = Files.createDirectories(ground.folder().resolve("start"));
        Path log = folder.resolve("start-fast.log");
        Path java17 = Path.of(System.getProperty("java.home"), "bin", "java");
        Path java25 = Path.of(options.text("jdk25"), "bin", "java");
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put(
                "JDK 17, packaged jar",
                List.of(java17.toString(), "-jar", Stage.jar().toString()));
        prepared(java17, folder.resolve("jdk17"), folder, log, "JDK 17, AppCDS", ways);
        if (Files.exists(java25)) {
            ways.put(
                    "JDK 25, packaged jar",
                    List.of(java25.toString(), "-jar", Stage.jar().toString()));
            prepared(java25, folder.resolve("jdk25"), folder, log, "JDK 25, AOT cache", ways);
        }
        Map<String, Double> bars = new LinkedHashMap<>();
        Map<String, Double> memory = new LinkedHashMap<>();
        ways.forEach((way, command) -> {
            List<Double> seconds = new ArrayList<>();
            List<Double> rss = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                int port = Stage.freePort();
                Map<String, String> own = ground.settings(port);
                own.put("spring.flyway.enabled", "false");
                try (Served served = Served.start(command, port, own, folder, FIRST)) {
                    seconds.add(served.startSeconds());
                    rss.add(Served.mebibytes(served.pid(), "VmRSS"));
                }
            }
            findings.raw(way, seconds);
            findings.raw(way + ", RSS MiB", rss);
            bars.put(way, Findings.median(seconds));
            memory.put(way, Findings.median(rss));
        });
        Double ours = bars.get("JDK 25, AOT cache");
        double baseline = bars.get("JDK 17, packaged jar");
        findings.goal(
                110,
                "start to first request, JDK 25 with AOT cache, migrations as a step before: ≤ 2.0 s",
                ours == null ? "not measured: no cache by " + java25 : "%.2f s".formatted(ours),
                "%.2f s (JDK 17, packaged jar)".formatted(baseline),
                ours == null ? "" : CheckInPart.times(ours / baseline),
                ours != null && ours <= 2.0,
                "cache made by deploy/start-fast.sh; the first request is the list of activities; medians of %d; %s; RSS after it: %s"
                        .formatted(starts, words(bars, "%.2f s"), words(memory, "%.0f MiB")));
        findings.chart("start", "Start to first request", "s", bars);
    }

    /** By the documented command. */
    private static void prepared(
            Path java, Path app, Path folder, Path log, String way, Map<String, List<String>> ways) {
        int end = Served.run(
                List.of(
                        Engines.repository().resolve("deploy/start-fast.sh").toString(),
                        app.toString(),
                        Stage.jar().toString()),
                Map.of("JAVA", java.toString(), "PORT", Integer.toString(Stage.freePort())),
                folder,
                log);
        if (end == 0) {
            ways.put(
                    way,
                    List.of(
                            java.toString(),
                            "@" + app.resolve("jvm"),
                            "-jar",
                            app.resolve("youth-home.jar").toString()));
        } else {
            System.err.println("deploy/start-fast.sh ended with " + end + ", see " + log);
        }
    }

    private static String words(Map<String, Double> values, String format) {
        List<String> words = new ArrayList<>();
        values.forEach((name, value) -> words.add(name + " " + format.formatted(value)));
        return String.join(", ", words);
    }
}
