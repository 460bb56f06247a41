package org.youthhome.sharing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.youthhome.kernel.QrCode;
import org.youthhome.sharing.PosterContent.Scan;
import org.youthhome.sharing.TextBlock.Style;

/**
 * Paints posters. Colours are the light ones of {@code tokens.css}; there is no logo, since the official one is not ours to
 * give. Blocks.
 *
 * <p>A picture takes 80 to 200 ms and comes to some 70 to 150 KB, with a photo 150 ms and 0.6 MB (square) to 400 ms and 2 MB
 * (landscape), and meanwhile needs up to 25 MB.
 */
final class PosterPainter {

    private static final Color PAPER = new Color(0xF5F4EF);
    private static final Color SURFACE = Color.WHITE;
    private static final Color INK = new Color(0x1A201D);
    private static final Color QUIET = new Color(0x4D5651);
    private static final Color LINE = new Color(0xD8D6CC);
    private static final Color ACCENT = new Color(0x0A6B50);
    private static final Color ACCENT_INK = Color.WHITE;
    private static final Color ACCENT_SOFT = new Color(0xD9EBE3);
    private static final Color DANGER = new Color(0xA3261C);
    private static final Color DANGER_SOFT = new Color(0xFAE3E0);
    private static final Color ORNAMENT = new Color(255, 255, 255, 10);

    private static final int MOST_CODE_PIXELS = 1_280 * 1_280;
    private static final int MOST_PHOTO_PIXELS = 20_000_000;

    private final PosterContent content;
    private final PosterLayout layout;
    private final PosterFonts fonts;
    private final BufferedImage image;
    private final Graphics2D pen;
    private final @Nullable BufferedImage photo;

    private PosterPainter(PosterContent content, byte @Nullable [] photo, PosterLayout layout) {
        this.content = content;
        this.layout = layout;
        this.fonts = PosterFonts.loaded();
        this.image = new BufferedImage(layout.width(), layout.height(), BufferedImage.TYPE_INT_RGB);
        this.pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        pen.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
        this.photo = photo == null ? null : PictureCodec.read(photo, MOST_PHOTO_PIXELS, layout.width());
    }

    /**
     * The poster as PNG.
     *
     * @param photo the picture of {@link PosterContent#photo()}, JPEG or PNG; null for none. What is no picture is left out
     */
    static byte[] paint(PosterContent content, byte @Nullable [] photo, PosterLayout layout) {
        PosterPainter painter = new PosterPainter(content, photo, layout);
        try {
            painter.fill(PAPER, new Rectangle2D.Float(0, 0, layout.width(), layout.height()));
            switch (layout) {
                case PORTRAIT -> painter.portrait();
                case SQUARE -> painter.square();
                case LANDSCAPE -> painter.landscape();
            }
            return PictureCodec.png(painter.image);
        } finally {
            painter.pen.dispose();
        }
    }

    /** From top to bottom: photo, title, facts, code. What is left over belongs to the upper part. */
    private void portrait() {
        float margin = 80;
        float width = layout.width() - 2 * margin;
        float cardHeight = 380;
        float cardTop = layout.height() - margin - cardHeight;
        Facts facts = new Facts(width, 1, 470);
        float factsTop = cardTop - 56 - facts.height();
        float panelBottom = factsTop - 64;

        Heading heading = new Heading(width, photo == null ? 620 : 400, 1, photo == null ? 132 : 104, true);
        float panelTop = photo == null ? 0 : panelBottom - heading.height() - 2 * 64;
        if (photo != null) {
            cover(photo, new Rectangle2D.Float(0, 0, layout.width(), panelTop));
        }
        panel(new Rectangle2D.Float(0, panelTop, layout.width(), panelBottom - panelTop));
        heading.paint(margin, panelBottom - 64 - heading.height());
        facts.paint(margin, factsTop);
        card(new Rectangle2D.Float(margin, cardTop, width, cardHeight), 1);
    }

    /** The title above; facts and code side by side below. */
    private void square() {
        float margin = 64;
        float width = layout.width() - 2 * margin;
        float code = 300;
        float lower = 470;
        float panelBottom = layout.height() - lower;

        Heading heading = new Heading(width, photo == null ? 500 : 300, 0.9f, photo == null ? 120 : 84, false);
        float panelTop = photo == null ? 0 : panelBottom - heading.height() - 2 * 40;
        if (photo != null) {
            cover(photo, new Rectangle2D.Float(0, 0, layout.width(), panelTop));
        }
        panel(new Rectangle2D.Float(0, panelTop, layout.width(), panelBottom - panelTop));
        heading.paint(margin, panelBottom - (photo == null ? 56 : 40) - heading.height());

        Facts facts = new Facts(width - code - 56, 0.84f, lower - 2 * 48);
        facts.paint(margin, panelBottom + 48);
        float x = layout.width() - margin - code;
        float y = panelBottom + 40;
        code(x, y, code);
        TextBlock words = text("微信扫一扫，看详情、报名", false, 25, 20, 1, code, 40);
        words.paint(pen, QUIET, x + (code - words.width()) / 2, y + code + 14);
    }

    /** Photo and title left, facts and code right. */
    private void landscape() {
        float split = 1_320;
        float margin = 120;
        float left = split - 2 * margin;
        Heading heading = new Heading(left, photo == null ? 1_100 : 620, 1.5f, photo == null ? 208 : 150, true);
        float panelTop = photo == null ? 0 : layout.height() - heading.height() - 2 * 96;
        if (photo != null) {
            cover(photo, new Rectangle2D.Float(0, 0, split, panelTop));
        }
        panel(new Rectangle2D.Float(0, panelTop, split, layout.height() - panelTop));
        heading.paint(margin, layout.height() - (photo == null ? margin : 96) - heading.height());

        float x = split + 100;
        float width = layout.width() - x - 100;
        float cardHeight = 600;
        new Facts(width, 1.42f, layout.height() - cardHeight - 2 * margin - 80).paint(x, margin);
        card(new Rectangle2D.Float(x, layout.height() - margin - cardHeight, width, cardHeight), 1.34f);
    }

    /**
     * Programme, title and, where there is room, the summary.
     *
     * @param summary null where there is none, or no room
     */
    private final class Heading {

        private final TextBlock eyebrow;
        private final TextBlock title;
        private final @Nullable TextBlock summary;
        private final @Nullable TextBlock notice;
        private final float gap;

        Heading(float width, float height, float scale, float largest, boolean withSummary) {
            gap = 24 * scale;
            eyebrow = text(content.eyebrow(), false, 40 * scale, 30 * scale, 1, width, 80 * scale);
            notice = content.notice().isEmpty()
                    ? null
                    : text(content.notice(), true, 40 * scale, 40 * scale, 1, width, 80 * scale);
            float above = eyebrow.height() + gap + (notice == null ? 0 : notice.height() + 2 * gap);
            TextBlock biggest =
                    text(content.title(), true, largest, 52 * scale, 8, width, Math.max(300, height - above));
            float left = height - above - biggest.height() - gap;
            title = biggest;
            summary = withSummary && !content.summary().isBlank() && left > 60 * scale
                    ? text(content.summary(), false, 38 * scale, 36 * scale, 3, width, left)
                    : null;
        }

        float height() {
            return (notice == null ? 0 : notice.height() + 2 * gap)
                    + eyebrow.height()
                    + gap
                    + title.height()
                    + (summary == null ? 0 : gap + summary.height());
        }

        void paint(float x, float top) {
            float y = top;
            if (notice != null) {
                float high = notice.height() + gap;
                fill(DANGER_SOFT, new RoundRectangle2D.Float(x, y, notice.width() + 2 * gap, high, gap, gap));
                y = notice.paint(pen, DANGER, x + gap, y + gap / 2) + gap / 2 + gap;
            }
            y = eyebrow.paint(pen, ACCENT_SOFT, x, y) + gap;
            y = title.paint(pen, ACCENT_INK, x, y);
            if (summary != null) {
                summary.paint(pen, ACCENT_SOFT, x, y + gap);
            }
        }
    }

    /** When and where, each under a word that says which. */
    private final class Facts {

        private final float scale;
        private final float gap;
        private final TextBlock when;
        private final TextBlock whereLabel;
        private final List<TextBlock> times = new ArrayList<>();
        private final TextBlock place;
        private final List<TextBlock> where = new ArrayList<>();
        private final float indent;

        Facts(float width, float scale, float height) {
            this.scale = scale;
            this.gap = 36 * scale;
            this.indent = 116 * scale;
            this.when = label("时间");
            this.whereLabel = label("地点");
            float room = width - indent;
            // All in one size, that of the longest.
            float size = (float) content.times().stream()
                    .mapToDouble(time -> text(time, true, 42 * scale, 30 * scale, 1, room, 100 * scale)
                            .size())
                    .min()
                    .orElse(42 * scale);
            float used = gap;
            for (String time : content.times()) {
                TextBlock block = text(time, true, size, 30 * scale, 2, room, 120 * scale);
                used += block.height();
                times.add(block);
            }
            place = text(content.place(), true, 42 * scale, 32 * scale, 2, room, 120 * scale);
            used += place.height();
            for (String line : content.where()) {
                float left = height - used;
                if (left < 45 * scale) {
                    break;
                }
                TextBlock block = text(line, false, 34 * scale, 30 * scale, 2, room, Math.min(left, 96 * scale));
                used += block.height();
                where.add(block);
            }
        }

        private TextBlock label(String word) {
            return text(word, false, 34 * scale, 34 * scale, 1, 400, 100);
        }

        float height() {
            return (float) times.stream().mapToDouble(TextBlock::height).sum()
                    + gap
                    + place.height()
                    + (float) where.stream().mapToDouble(TextBlock::height).sum();
        }

        void paint(float x, float top) {
            float y = top;
            when.paint(pen, QUIET, x, y + 6 * scale);
            for (TextBlock time : times) {
                y = time.paint(pen, INK, x + indent, y);
            }
            y += gap / 2;
            fill(LINE, new Rectangle2D.Float(x + indent, y, 80 * scale, 2 * scale));
            y += gap / 2;
            whereLabel.paint(pen, QUIET, x, y + 6 * scale);
            y = place.paint(pen, INK, x + indent, y);
            for (TextBlock line : where) {
                y = line.paint(pen, QUIET, x + indent, y);
            }
        }
    }

    /** The code on white, with what to do with it. */
    private void card(Rectangle2D.Float box, float scale) {
        Shape card = new RoundRectangle2D.Float(box.x, box.y, box.width, box.height, 40 * scale, 40 * scale);
        fill(SURFACE, card);
        pen.setColor(LINE);
        pen.draw(card);
        float inset = 30 * scale;
        float side = box.height - 2 * inset;
        code(box.x + inset, box.y + inset, side);
        float x = box.x + inset + side + 40 * scale;
        float width = box.x + box.width - x - inset;
        TextBlock first = text("微信扫一扫", true, 60 * scale, 36 * scale, 1, width, 200 * scale);
        TextBlock second = text("看详情、报名", false, 42 * scale, 30 * scale, 1, width, 200 * scale);
        TextBlock third = text(content.community(), false, 32 * scale, 26 * scale, 2, width, 100 * scale);
        float high = first.height() + second.height() + 28 * scale + third.height();
        float y = box.y + (box.height - high) / 2;
        y = first.paint(pen, INK, x, y);
        y = second.paint(pen, QUIET, x, y) + 28 * scale;
        third.paint(pen, QUIET, x, y);
    }

    /** Black modules keep sharp edges; a code is never blurred to fit. */
    private void code(float x, float y, float side) {
        fill(Color.WHITE, new RoundRectangle2D.Float(x, y, side, side, 20, 20));
        BufferedImage code = scanned(content.scan());
        boolean shrinks = code.getWidth() > side;
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                shrinks
                        ? RenderingHints.VALUE_INTERPOLATION_BICUBIC
                        : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        pen.drawImage(code, Math.round(x), Math.round(y), Math.round(side), Math.round(side), null);
    }

    /** WeChat's picture, and where there is none that can be read, a QR code, so that there is always something to scan. */
    private static BufferedImage scanned(Scan scan) {
        BufferedImage drawn = scan.weChat() == null ? null : codeIn(scan.weChat());
        return drawn != null
                ? drawn
                : Objects.requireNonNull(codeIn(QrCode.of(scan.says()).png()), "our own QR code");
    }

    private static @Nullable BufferedImage codeIn(byte[] picture) {
        return PictureCodec.read(picture, MOST_CODE_PIXELS, Integer.MAX_VALUE);
    }

    /** Whether this can stand on a poster as its code: a picture of at most 1280 × 1280 pixels. Blocks. */
    static boolean canShow(byte[] code) {
        return codeIn(code) != null;
    }

    /** The accent's ground with a quiet ornament. */
    private void panel(Rectangle2D.Float box) {
        fill(ACCENT, box);
        Shape before = pen.getClip();
        pen.clip(box);
        float unit = layout.width() / 10f;
        for (int ring = 1; ring <= 3; ring++) {
            float radius = unit * (1.6f + 1.7f * ring);
            fill(
                    ORNAMENT,
                    new Ellipse2D.Float(
                            box.x + box.width - unit * 1.2f - radius,
                            box.y - unit * 0.4f - radius,
                            2 * radius,
                            2 * radius));
        }
        pen.setClip(before);
    }

    /** The middle of the photo, as much as fills the box. */
    private void cover(BufferedImage picture, Rectangle2D.Float box) {
        double scale = Math.max(box.width / picture.getWidth(), box.height / picture.getHeight());
        int width = (int) Math.ceil(picture.getWidth() * scale);
        int height = (int) Math.ceil(picture.getHeight() * scale);
        Shape before = pen.getClip();
        pen.clip(box);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.drawImage(
                picture,
                Math.round(box.x - (width - box.width) / 2),
                Math.round(box.y - (height - box.height) / 2),
                width,
                height,
                null);
        pen.setClip(before);
    }

    private TextBlock text(
            String said, boolean bold, float largest, float smallest, int most, float width, float height) {
        return TextBlock.fit(fonts, said, new Style(bold, largest, smallest, most), width, height);
    }

    private void fill(Color colour, Shape shape) {
        pen.setColor(colour);
        pen.fill(shape);
    }
}
