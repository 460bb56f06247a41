package org.youthhome.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** wrk, for plain GETs: as many as the server can answer. */
record Wrk(double perSecond, double p99Millis, long refused) {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    static Wrk get(String url, int connections, int seconds, String... headers) {
        List<String> command =
                new ArrayList<>(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency"));
        for (String header : headers) {
            command.add("-H");
            command.add(header);
        }
        command.add(url);
        try {
            String said = Sysbench.run(command, seconds + 30);
            Matcher p99 = P99.matcher(said);
            double millis = p99.find()
                    ? Double.parseDouble(p99.group(1))
                            * switch (p99.group(2)) {
                                case "us" -> 0.001;
                                case "ms" -> 1;
                                default -> 1000;
                            }
                    : Double.NaN;
            Matcher refused = REFUSED.matcher(said);
            return new Wrk(Sysbench.number(RATE, said), millis, refused.find() ? Long.parseLong(refused.group(1)) : 0);
        } catch (IOException e) {
            throw new IllegalStateException("wrk: apt-get install wrk", e);
        }
    }

    @Override
    public String toString() {
        return "%.0f/s, p99 %.2f ms%s".formatted(perSecond, p99Millis, refused == 0 ? "" : ", refused " + refused);
    }
}
