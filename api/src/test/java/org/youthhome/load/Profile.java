package org.youthhome.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Who spends the time and the memory of some requests, by Java Flight Recorder in a warm program. A sample belongs to whoever's
 * code was nearest to the top of the stack; the JDK's own belongs to who called it.
 *
 * @param time by whose code, percent
 * @param timeAt by method, percent
 * @param memory allocated by whose code, bytes for a request
 * @param memoryAt by class and method, bytes for a request
 * @param bytes allocated for a request
 */
record Profile(
        Map<String, Double> time,
        Map<String, Double> timeAt,
        Map<String, Double> memory,
        Map<String, Double> memoryAt,
        double bytes) {

    private static final Map<String, String> OWNERS = new LinkedHashMap<>();
    private static final String OTHER = "other";
    private static final int CONNECTIONS = 256;

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
        OWNERS.put("org.apache.lucene.", "Lucene");
    }

    /** Warms up, says when the recording counts, and goes on; how many requests it was then. */
    interface Work {
        long run(Generator generator, Runnable recorded);
    }

    static Profile record(Ground ground, Findings findings, String what, Work work) throws IOException {
        Path recording = ground.folder().resolve("profile.jfr");
        ground.stopProduct();
        AtomicReference<Instant> from = new AtomicReference<>(Instant.MAX);
        Instant to;
        long requests;
        try (Served recorded = ground.startLoaded(
                        ground.port(),
                        ground.barePort(),
                        List.of("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording));
                Generator generator = new Generator(List.of(ground.port()), CONNECTIONS, 1)) {
            requests = work.run(generator, () -> from.set(Instant.now()));
            to = Instant.now();
            findings.raw(what + " served by process", recorded.pid());
        }
        ground.startProduct();
        Map<String, Double> time = new TreeMap<>();
        Map<String, Double> memory = new TreeMap<>();
        Map<String, Double> timeAt = new TreeMap<>();
        Map<String, Double> memoryAt = new TreeMap<>();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getStartTime().isBefore(from.get())
                        || event.getStartTime().isAfter(to)) {
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
        findings.raw(what + ", samples of time", samples);
        findings.raw(what + ", bytes allocated per request", Math.round(bytes));
        findings.raw(what + ", time by method, %", most(timeAt, 25));
        findings.raw(what + ", allocation by class and method, bytes per request", most(memoryAt, 25));
        return new Profile(time, timeAt, memory, memoryAt, bytes);
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

    static Map<String, Double> most(Map<String, Double> all, int count) {
        return all.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(count)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }
}
