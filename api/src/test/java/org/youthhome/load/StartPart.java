package org.youthhome.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.youthhome.stage.Stage;

/** From the start of the process to the first list that it answers, the migrations having been a step before. */
final class StartPart implements Part {

    private static final String FIRST = "/api/v1/activities?limit=20";

    @Override
    public void measure(Ground ground, Findings findings) throws IOException {
        Options options = ground.options();
        int starts = options.number("starts");
        Path folder = Files.createDirectories(ground.folder().resolve("start"));
        Path app = folder.resolve("app");
        Path log = folder.resolve("training.log");
        String java17 = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path java25 = Path.of(options.text("jdk25"), "bin", "java");
        if (Served.run(
                        List.of(
                                java17,
                                "-Djarmode=tools",
                                "-jar",
                                Stage.jar().toString(),
                                "extract",
                                "--destination",
                                app.toString()),
                        Map.of(),
                        folder,
                        log)
                != 0) {
            throw new IOException("the jar cannot be extracted, see " + log);
        }
        String jar = app.resolve("youth-home.jar").toString();
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("JDK 17, packaged jar", List.of(java17, "-jar", Stage.jar().toString()));
        Map<String, String> settings = ground.settings(Ground.freePort());
        settings.put("spring.flyway.enabled", "false");
        if (trained(
                List.of(java17, "-XX:ArchiveClassesAtExit=" + folder.resolve("app.jsa")), jar, settings, folder, log)) {
            ways.put(
                    "JDK 17, AppCDS",
                    List.of(java17, "-XX:SharedArchiveFile=" + folder.resolve("app.jsa"), "-jar", jar));
        }
        if (Files.exists(java25)) {
            String java = java25.toString();
            ways.put("JDK 25, extracted", List.of(java, "-jar", jar));
            if (trained(List.of(java, "-XX:AOTCacheOutput=" + folder.resolve("app.aot")), jar, settings, folder, log)) {
                ways.put("JDK 25, AOT cache", List.of(java, "-XX:AOTCache=" + folder.resolve("app.aot"), "-jar", jar));
            }
        }
        Map<String, Double> bars = new LinkedHashMap<>();
        Map<String, Double> memory = new LinkedHashMap<>();
        ways.forEach((way, command) -> {
            List<Double> seconds = new ArrayList<>();
            List<Double> rss = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                int port = Ground.freePort();
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
                ours == null ? "not measured: no JDK 25 at " + java25 : "%.2f s".formatted(ours),
                "%.2f s (JDK 17, packaged jar)".formatted(baseline),
                ours == null ? "" : CheckInPart.times(ours / baseline),
                ours != null && ours <= 2.0,
                "the first request is the list of activities; medians of %d; %s; RSS after it: %s"
                        .formatted(starts, words(bars, "%.2f s"), words(memory, "%.0f MiB")));
        findings.chart("start", "Start to first request", "s", bars);
    }

    private static boolean trained(
            List<String> command, String jar, Map<String, String> settings, Path folder, Path log) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("-Dspring.context.exit=onRefresh", "-jar", jar));
        int end = Served.run(all, settings, folder, log);
        if (end != 0) {
            System.err.println("Training ended with " + end + ", see " + log + ": " + command);
        }
        return end == 0;
    }

    private static String words(Map<String, Double> values, String format) {
        List<String> words = new ArrayList<>();
        values.forEach((name, value) -> words.add(name + " " + format.formatted(value)));
        return String.join(", ", words);
    }
}
