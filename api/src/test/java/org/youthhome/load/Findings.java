package org.youthhome.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a part of the benchmarks found: rows of the table of goals, charts, and everything raw. */
final class Findings {

    /** How a goal was met. */
    enum Verdict {
        MET,
        MISSED,
        STATED
    }

    /**
     * A row of the report.
     *
     * @param goal as the table has it
     * @param order of the row in the table
     */
    record Row(int order, String goal, String ours, String baseline, String ratio, Verdict verdict, String note) {}

    /**
     * Bars, the longer the more.
     *
     * @param unit of every value
     */
    record Chart(String name, String title, String unit, Map<String, Double> bars) {}

    private final String part;
    private final List<Row> rows = new ArrayList<>();
    private final List<Chart> charts = new ArrayList<>();
    private final Map<String, Object> raw = new LinkedHashMap<>();

    Findings(String part) {
        this.part = part;
    }

    String part() {
        return part;
    }

    List<Row> rows() {
        return rows;
    }

    List<Chart> charts() {
        return charts;
    }

    Map<String, Object> raw() {
        return raw;
    }

    void goal(int order, String goal, String ours, String baseline, String ratio, boolean met, String note) {
        rows.add(new Row(order, goal, ours, baseline, ratio, met ? Verdict.MET : Verdict.MISSED, note));
    }

    void stated(int order, String what, String ours, String note) {
        rows.add(new Row(order, what, ours, "", "", Verdict.STATED, note));
    }

    void chart(String name, String title, String unit, Map<String, Double> bars) {
        charts.add(new Chart(name, title, unit, new LinkedHashMap<>(bars)));
    }

    void raw(String name, Object value) {
        raw.put(name, value instanceof Generator.Outcome outcome ? raw(outcome) : value);
        System.out.printf("  %s: %s%n", name, value);
    }

    private static Map<String, Object> raw(Generator.Outcome outcome) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("perSecond", outcome.perSecond());
        values.put("seconds", outcome.seconds());
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
            values.put("p" + percentile + "Millis", outcome.percentile(percentile));
        }
        values.put("statuses", outcome.statuses());
        values.put("unanswered", outcome.unanswered());
        return values;
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
