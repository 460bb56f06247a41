package org.youthhome.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.youthhome.engines.Engines;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures every goal, or the parts that are named, and writes the report from what these and earlier runs found. Every
 * part's raw figures are kept beside the report, so that one part can be measured again alone.
 */
public final class Report {

    private static final Map<String, Supplier<Part>> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("check-in", CheckInPart::new);
        PARTS.put("profile", ProfilePart::new);
        PARTS.put("list-profile", ListProfilePart::new);
        PARTS.put("burst", BurstPart::new);
        PARTS.put("flood", FloodPart::new);
        PARTS.put("screens", ScreensPart::new);
        PARTS.put("browse", BrowsePart::new);
        PARTS.put("enrolment", EnrolmentPart::new);
        PARTS.put("two", TwoPart::new);
        PARTS.put("connections", ConnectionsPart::new);
        PARTS.put("start", StartPart::new);
        PARTS.put("search", SearchPart::new);
        PARTS.put("large", LargePart::new);
    }

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Report() {}

    public static void main(String... arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Options options = new Options(arguments);
        List<String> parts = options.parts().isEmpty() ? List.copyOf(PARTS.keySet()) : options.parts();
        for (String part : parts) {
            if (!PARTS.containsKey(part) && !part.equals("write")) {
                throw new IllegalArgumentException(part + " is no part; there are " + PARTS.keySet() + " and write");
            }
        }
        Path folder = Engines.repository().resolve(options.text("report"));
        Files.createDirectories(folder.resolve("raw"));
        int failed = 0;
        @Nullable Ground ground = null;
        try {
            for (String part : parts) {
                if (part.equals("write")) {
                    continue;
                }
                System.out.printf("%n── %s  %s%n", part, Instant.now().truncatedTo(ChronoUnit.SECONDS));
                Findings findings = new Findings(part);
                long began = System.nanoTime();
                try {
                    if (ground == null) {
                        ground = new Ground(options);
                    }
                    if (part.equals("large")) {
                        // It takes all the memory; what it needs of this ground is what was said on the command line.
                        Ground before = ground;
                        before.close();
                        ground = null;
                        PARTS.get(part).get().measure(before, findings);
                    } else {
                        PARTS.get(part).get().measure(ground, findings);
                    }
                    keep(folder, findings, options, (System.nanoTime() - began) / 1e9);
                    findings.rows()
                            .forEach(row -> System.out.printf(
                                    "%-7s %s%n        %s | %s | %s%n        %s%n",
                                    row.verdict(), row.goal(), row.ours(), row.baseline(), row.ratio(), row.note()));
                } catch (RuntimeException | IOException e) {
                    failed++;
                    System.err.println(part + " could not be measured:");
                    e.printStackTrace();
                    // What it left behind is not to disturb the next one.
                    if (ground != null) {
                        ground.close();
                        ground = null;
                    }
                }
                write(folder);
            }
        } finally {
            if (ground != null) {
                ground.close();
            }
        }
        write(folder);
        System.out.println("\n" + folder.resolve("REPORT.md"));
        // Libraries may have left threads.
        System.exit(failed == 0 ? 0 : 1);
    }

    private static void keep(Path folder, Findings findings, Options options, double seconds) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("part", findings.part());
        all.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        all.put("seconds", Math.round(seconds));
        all.put("small", options.isSmall());
        all.put("jvm", options.text("jvm"));
        all.put("machine", Machine.described());
        all.put("rows", findings.rows());
        all.put("charts", findings.charts());
        all.put("raw", findings.raw());
        Files.writeString(
                folder.resolve("raw").resolve(findings.part() + ".json"), JSON.writeValueAsString(all) + "\n");
    }

    /** The report from whatever was found so far. */
    private static void write(Path folder) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (String part : PARTS.keySet()) {
            Path raw = folder.resolve("raw").resolve(part + ".json");
            if (Files.exists(raw)) {
                found.add(JSON.readTree(Files.readString(raw)));
            }
        }
        if (found.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder("""
                # Performance: goals and what was measured

                Written by `deploy/load/run.sh`; every figure and its baseline are from the same run on the same machine, with the
                load generator, MariaDB, Redis and the program all on it. Latencies of an open model begin when a request was due
                (no coordinated omission). Figures are medians of the repetitions; `raw/` has all of them. TLS is off.

                """);
        JsonNode machine = found.get(0).get("machine");
        machine.properties().forEach(entry -> text.append("- ")
                .append(entry.getKey())
                .append(": ")
                .append(entry.getValue().asString())
                .append('\n'));
        text.append("\n| goal | ours | baseline | ratio | |\n|---|---|---|---|---|\n");
        Stream<JsonNode> rows = found.stream().flatMap(part -> part.get("rows").valueStream());
        List<String> notes = new ArrayList<>();
        rows.sorted(Comparator.comparingInt(row -> row.get("order").asInt())).forEach(row -> {
            String note = row.get("note").asString();
            String mark = "";
            if (!note.isEmpty()) {
                notes.add(note);
                mark = " [" + notes.size() + "]";
            }
            String verdict = row.get("verdict").asString();
            text.append("| ")
                    .append(row.get("goal").asString())
                    .append(mark)
                    .append(" | ")
                    .append(row.get("ours").asString())
                    .append(" | ")
                    .append(row.get("baseline").asString())
                    .append(" | ")
                    .append(row.get("ratio").asString())
                    .append(" | ")
                    .append(verdict.equals("MET") ? "met" : verdict.equals("MISSED") ? "**missed**" : "stated")
                    .append(" |\n");
        });
        text.append('\n');
        for (int i = 0; i < notes.size(); i++) {
            text.append("[").append(i + 1).append("] ").append(notes.get(i)).append("  \n");
        }
        text.append("\n## By part\n");
        for (JsonNode part : found) {
            String name = part.get("part").asString();
            text.append("\n### ")
                    .append(name)
                    .append("\n\n")
                    .append(part.get("at").asString())
                    .append(", ")
                    .append(part.get("seconds").asInt())
                    .append(" s, commit ")
                    .append(part.get("machine").path("commit").asString(""))
                    .append(", program's JVM `")
                    .append(part.get("jvm").asString())
                    .append('`')
                    .append(part.get("small").asBoolean() ? ", **small: only to try the tool, no figure counts**" : "")
                    .append(", [raw figures](raw/")
                    .append(name)
                    .append(".json)\n");
            part.get("charts").forEach(chart -> {
                Map<String, Double> bars = new LinkedHashMap<>();
                chart.get("bars")
                        .properties()
                        .forEach(bar -> bars.put(
                                bar.getKey(),
                                bar.getValue().isNumber() ? bar.getValue().asDouble() : 0));
                String file = chart.get("name").asString() + ".svg";
                String title = chart.get("title").asString();
                try {
                    Files.writeString(
                            folder.resolve(file),
                            Bars.svg(title, chart.get("unit").asString(), bars),
                            StandardCharsets.UTF_8);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                text.append("\n![").append(title).append("](").append(file).append(")\n");
            });
        }
        Files.writeString(folder.resolve("REPORT.md"), text, StandardCharsets.UTF_8);
    }
}
