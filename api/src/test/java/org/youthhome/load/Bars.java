package org.youthhome.load;

import java.util.Map;

/** A chart of horizontal bars. */
final class Bars {

    private static final int LABELS = 260;
    private static final int WIDTH = 420;
    private static final int LINE = 26;

    private Bars() {}

    static String svg(String title, String unit, Map<String, Double> bars) {
        double most =
                bars.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        int height = 44 + bars.size() * LINE;
        StringBuilder svg = new StringBuilder(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#fff"/>
                <text x="10" y="22" font-weight="bold">%s (%s)</text>
                """.formatted(LABELS + WIDTH + 110, height, LABELS + WIDTH + 110, escaped(title), escaped(unit)));
        int y = 38;
        for (Map.Entry<String, Double> bar : bars.entrySet()) {
            double length = most <= 0 ? 0 : WIDTH * bar.getValue() / most;
            svg.append("""
                    <text x="%d" y="%d" text-anchor="end">%s</text>
                    <rect x="%d" y="%d" width="%.1f" height="18" fill="#c8371f"/>
                    <text x="%.1f" y="%d">%s</text>
                    """.formatted(
                            LABELS - 8,
                            y + 14,
                            escaped(bar.getKey()),
                            LABELS,
                            y,
                            length,
                            LABELS + length + 6,
                            y + 14,
                            number(bar.getValue())));
            y += LINE;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String number(double value) {
        return value >= 100
                ? "%,.0f".formatted(value)
                : value >= 10 ? "%.1f".formatted(value) : "%.2f".formatted(value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
