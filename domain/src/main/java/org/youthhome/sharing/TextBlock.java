package org.youthhome.sharing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextLayout;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text in lines that fit a box. It is set as large as it fits, broken where Chinese and English may be broken, and its
 * lines are about equally long. A text that does not fit at its smallest ends with "…".
 *
 * @param lineHeight pixels from one line to the next
 */
record TextBlock(List<TextLayout> lines, float size, float lineHeight) {

    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
    private static final float LINE = 1.32f;
    private static final float SMALLER = 0.94f;

    /** Characters stand between 0.88 em above and 0.12 em below the base line. */
    private static final float ABOVE = 0.88f;

    /**
     * How a text is to be set.
     *
     * @param largest pixels of an em, at most
     * @param smallest pixels of an em, at least
     * @param most lines, at most
     */
    record Style(boolean bold, float largest, float smallest, int most) {}

    /** The text at most so wide and so high. */
    static TextBlock fit(PosterFonts fonts, String text, Style style, float width, float height) {
        String said = fonts.sayable(text);
        for (float size = style.largest(); size > style.smallest(); size *= SMALLER) {
            List<TextLayout> lines = lines(fonts, said, style.bold(), size, width);
            if (lines.size() <= style.most() && lines.size() * size * LINE <= height) {
                return balanced(fonts, said, style.bold(), size, width, lines);
            }
        }
        float size = style.smallest();
        int most = Math.max(1, Math.min(style.most(), (int) (height / (size * LINE))));
        List<TextLayout> lines = lines(fonts, said, style.bold(), size, width);
        int length = said.length();
        while (lines.size() > most) {
            length = said.offsetByCodePoints(length, -1);
            lines = lines(fonts, said.substring(0, length).stripTrailing() + "…", style.bold(), size, width);
        }
        return new TextBlock(lines, size, size * LINE);
    }

    float height() {
        return lines.size() * lineHeight;
    }

    float width() {
        return (float) lines.stream().mapToDouble(TextLayout::getAdvance).max().orElse(0);
    }

    /** Paints it with its upper left corner here; returns where it ends. */
    @CanIgnoreReturnValue
    float paint(Graphics2D pen, Color ink, float x, float y) {
        pen.setColor(ink);
        float base = y + (lineHeight - size) / 2 + size * ABOVE;
        for (TextLayout line : lines) {
            line.draw(pen, x, base);
            base += lineHeight;
        }
        return y + height();
    }

    private static TextBlock balanced(
            PosterFonts fonts, String text, boolean bold, float size, float width, List<TextLayout> lines) {
        if (lines.size() < 2) {
            return new TextBlock(lines, size, size * LINE);
        }
        float narrow = width / 2;
        float wide = width;
        List<TextLayout> best = lines;
        while (wide - narrow > size / 4) {
            float middle = (narrow + wide) / 2;
            List<TextLayout> tried = lines(fonts, text, bold, size, middle);
            if (tried.size() == lines.size()) {
                best = tried;
                wide = middle;
            } else {
                narrow = middle;
            }
        }
        return new TextBlock(best, size, size * LINE);
    }

    private static List<TextLayout> lines(PosterFonts fonts, String text, boolean bold, float size, float width) {
        if (text.isEmpty()) {
            return List.of();
        }
        LineBreakMeasurer measurer = new LineBreakMeasurer(
                fonts.set(text, bold, size).getIterator(),
                BreakIterator.getLineInstance(Locale.SIMPLIFIED_CHINESE),
                CONTEXT);
        List<TextLayout> lines = new ArrayList<>();
        while (measurer.getPosition() < text.length()) {
            lines.add(measurer.nextLayout(width));
        }
        return lines;
    }
}
