package org.youthhome.sharing;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.TextAttribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.AttributedString;

/**
 * The fonts that come with the program: a server has none for Chinese. Only what they can show is set: pictographs are left
 * out, as a poster reads the same without them, and a rare character becomes 〓, which typesetters put where a sort is
 * missing.
 */
final class PosterFonts {

    private static final String MISSING = "〓";

    private final Font regular;
    private final Font bold;

    private static final class Loaded {
        static final PosterFonts FONTS = new PosterFonts();
    }

    private PosterFonts() {
        this.regular = read("NotoSansSC-Regular.ttf");
        this.bold = read("NotoSansSC-Bold.ttf");
    }

    /** Reads the files the first time, some ten megabytes: not for an event loop. */
    static PosterFonts loaded() {
        return Loaded.FONTS;
    }

    /** The text as far as it can be set, in one line. */
    String sayable(String text) {
        StringBuilder said = new StringBuilder();
        text.codePoints().forEach(code -> {
            if (Character.isWhitespace(code)) {
                said.append(' ');
            } else if (Character.isISOControl(code) || Character.getType(code) == Character.FORMAT) {
                // Joins pictographs, or turns the direction of what follows; nothing of it is seen.
                return;
            } else if (regular.canDisplay(code)) {
                said.appendCodePoint(code);
            } else if (Character.isLetterOrDigit(code)) {
                said.append(MISSING);
            }
        });
        return said.toString().replaceAll(" {2,}", " ").strip();
    }

    /** The text with a font for each of its characters. */
    AttributedString set(String text, boolean heavy, float size) {
        AttributedString styled = new AttributedString(text);
        styled.addAttribute(TextAttribute.FONT, (heavy ? bold : regular).deriveFont(size));
        if (heavy) {
            Font instead = regular.deriveFont(size);
            for (int at = 0; at < text.length(); ) {
                int code = text.codePointAt(at);
                int next = at + Character.charCount(code);
                if (!bold.canDisplay(code)) {
                    styled.addAttribute(TextAttribute.FONT, instead, at, next);
                }
                at = next;
            }
        }
        return styled;
    }

    private static Font read(String name) {
        try (InputStream stream = PosterFonts.class.getResourceAsStream("fonts/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("no font " + name);
            }
            return Font.createFont(Font.TRUETYPE_FONT, stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FontFormatException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
