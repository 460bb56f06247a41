package org.youthhome.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Who spends the time and the memory of check-ins, by Java Flight Recorder in a warm program. A sample belongs to whoever's
 * code was nearest to the top of the stack; the JDK's own belongs to who called it.
 */
final class ProfilePart implements Part {

    private static final Map<String, String> OWNERS = new LinkedHashMap<>();
    private static final String OTHER = "other";

    static {
        OWNERS.put("reactor.core.", "Reactor");
        OWNERS.put("reactor.util.", "Reactor");
        OWNERS.put("reactor.netty.", "Netty");
        OWNERS.put("io.netty.", "Netty");
        OWNERS.put("org.springframework.security.", "Spring Security");
        OWNERS.put("org.springframework.", "Spring WebFlux");
        OWNERS.put("tools.jackson.", "Jackson");
        OWNERS.put("io.micrometer.", "metrics");
        OWNERS.put("io.asyncer.", "database driver");
        OWNERS.put("io.r2dbc.", "database driver");
        OWNERS.put("io.lettuce.", "Redis driver");
        OWNERS.put("org.hibernate.validator.", "validation");
        OWNERS.put("org.youthhome.load.", "baselines");
        OWNERS.put("org.youthhome.", "ours");
        OWNERS.put("com.github.benmanes.", "caches");
        OWNERS.put("ch.qos.", "logging");
        OWNERS.put("org.apache.commons.logging.", "logging");
    }

    @Override
    public void measure(Ground ground, Findings findings) throws IOException {
        Options options = ground.options();
        int warm = options.number("warm-up-rounds");
        int repetitions = options.number("repetitions");
        Path recording = ground.folder().resolve("profile.jfr");
        ground.stopProduct();
        Rounds rounds;
        Instant from;
        Instant to;
        long requests = 0;
        try (Served recorded = ground.startLoaded(
                ground.port(),
                ground.barePort(),
                List.of("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording))) {
            rounds = new Rounds(ground, false, warm + repetitions);
            try (Generator generator = new Generator(List.of(ground.port()), 256, 1)) {
                for (int i = 0; i < warm; i++) {
                    findings.raw("warm-up " + i, generator.closed(rounds.next(), Duration.ofSeconds(60)));
                }
                from = Instant.now();
                for (int i = 0; i < repetitions; i++) {
                    Generator.Outcome outcome = generator.closed(rounds.next(), Duration.ofSeconds(60));
                    findings.raw("recorded " + i, outcome);
                    requests += outcome.answers();
                }
                to = Instant.now();
            }
            findings.raw("served by process", recorded.pid());
        }
        ground.startProduct();
        Map<String, Double> time = new TreeMap<>();
        Map<String, Double> memory = new TreeMap<>();
        Map<String, Double> timeAt = new TreeMap<>();
        Map<String, Double> memoryAt = new TreeMap<>();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getStartTime().isBefore(from) || event.getStartTime().isAfter(to)) {
                    continue;
                }
                RecordedStackTrace stack = event.getStackTrace();
                switch (event.getEventType().getName()) {
                    case "jdk.ExecutionSample" -> add(time, timeAt, stack, 1, "");
                    case "jdk.ObjectAllocationSample" ->
                        add(
                                memory,
                                memoryAt,
                                stack,
                                (double) event.getLong("weight") / requests,
                                event.getClass("objectClass").getName() + " by ");
                    default -> {}
                }
            }
        }
        Files.deleteIfExists(recording);
        double samples = time.values().stream().mapToDouble(Double::doubleValue).sum();
        double bytes = memory.values().stream().mapToDouble(Double::doubleValue).sum();
        time.replaceAll((owner, count) -> 100 * count / samples);
        timeAt.replaceAll((place, count) -> 100 * count / samples);
        findings.raw("samples of time", samples);
        findings.raw("bytes allocated per request", Math.round(bytes));
        findings.raw("time by method, %", most(timeAt, 25));
        findings.raw("allocation by class and method, bytes per request", most(memoryAt, 25));
        Map.Entry<String, Double> largest =
                most(memoryAt, 1).entrySet().iterator().next();
        findings.stated(
                41,
                "allocation per check-in request, all of the program",
                "%.1f KiB".formatted(bytes / 1024),
                "sampled by JFR; the largest single place is %.1f%%: %s"
                        .formatted(100 * largest.getValue() / bytes, largest.getKey()));
        findings.chart("profile-time", "Time of check-ins, by whose code", "%", most(time, 20));
        findings.chart("profile-allocation", "Allocated per check-in, by whose code", "B", most(memory, 20));
    }

    private static void add(
            Map<String, Double> owners,
            Map<String, Double> places,
            @Nullable RecordedStackTrace stack,
            double weight,
            String prefix) {
        if (stack == null) {
            return;
        }
        for (RecordedFrame frame : stack.getFrames()) {
            String type = frame.getMethod().getType().getName();
            for (Map.Entry<String, String> owner : OWNERS.entrySet()) {
                if (type.startsWith(owner.getKey())) {
                    owners.merge(owner.getValue(), weight, Double::sum);
                    places.merge(
                            prefix + type.replaceAll("\\$\\$Lambda.*", "") + "."
                                    + frame.getMethod().getName(),
                            weight,
                            Double::sum);
                    return;
                }
            }
        }
        owners.merge(OTHER, weight, Double::sum);
    }

    private static Map<String, Double> most(Map<String, Double> all, int count) {
        return all.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(count)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }
}
