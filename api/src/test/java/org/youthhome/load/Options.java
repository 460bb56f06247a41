package org.youthhome.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the command line says: {@code [part …] [--small] [--name value …]}. */
final class Options {

    /** Every setting with its full and its small value. */
    private static final Map<String, String[]> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("people", new String[] {"20000", "3200"});
        KNOWN.put("repetitions", new String[] {"3", "1"});
        KNOWN.put("seconds", new String[] {"5", "2"});
        KNOWN.put("warm-up-rounds", new String[] {"8", "1"});
        KNOWN.put("burst", new String[] {"10000", "1000"});
        KNOWN.put("connections", new String[] {"10000", "1000"});
        KNOWN.put("hold-seconds", new String[] {"20", "3"});
        KNOWN.put("screens", new String[] {"2000", "200"});
        KNOWN.put("check-in-rate", new String[] {"1000", "200"});
        KNOWN.put("good-rate", new String[] {"1000", "200"});
        KNOWN.put("flood-rate", new String[] {"3000", "500"});
        KNOWN.put("flood-addresses", new String[] {"20", "4"});
        KNOWN.put("flood-connections", new String[] {"1000", "128"});
        KNOWN.put("enrolling", new String[] {"30000", "2000"});
        KNOWN.put("places", new String[] {"20000", "1000"});
        KNOWN.put("starts", new String[] {"3", "1"});
        KNOWN.put("activities", new String[] {"1000000", "2000"});
        KNOWN.put("check-ins", new String[] {"10000000", "20000"});
        KNOWN.put("crowd", new String[] {"1000000", "5000"});
        KNOWN.put("large-rate", new String[] {"300", "100"});
        KNOWN.put("large-seconds", new String[] {"4", "2"});
        KNOWN.put("found-among", new String[] {"100000", "2000"});
        KNOWN.put("search-rate", new String[] {"100", "50"});
        KNOWN.put("jvm", new String[] {"-Xmx256m -XX:+UseSerialGC", "-Xmx256m -XX:+UseSerialGC"});
        KNOWN.put("jdk25", new String[] {"/usr/lib/jvm/temurin-25-jdk-amd64", "/usr/lib/jvm/temurin-25-jdk-amd64"});
        KNOWN.put("folder", new String[] {"", ""});
        KNOWN.put("report", new String[] {"docs/performance", "target/load"});
    }

    private final Map<String, String> said = new LinkedHashMap<>();
    private final List<String> parts = new ArrayList<>();
    private final boolean small;

    Options(String... arguments) {
        boolean isSmall = false;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--small")) {
                isSmall = true;
            } else if (argument.startsWith("--")) {
                String name = argument.substring(2);
                if (!KNOWN.containsKey(name) || i + 1 == arguments.length) {
                    throw new IllegalArgumentException(
                            argument + " is not known or has no value; known: " + KNOWN.keySet());
                }
                said.put(name, arguments[++i]);
            } else {
                parts.add(argument);
            }
        }
        small = isSmall;
    }

    List<String> parts() {
        return parts;
    }

    boolean isSmall() {
        return small;
    }

    String text(String name) {
        String[] values = KNOWN.get(name);
        if (values == null) {
            throw new IllegalArgumentException(name);
        }
        return said.getOrDefault(name, values[small ? 1 : 0]);
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }
}
