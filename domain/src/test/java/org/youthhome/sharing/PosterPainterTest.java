package org.youthhome.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.youthhome.kernel.QrCode;

class PosterPainterTest {

    private static final String LINK = "https://home.example.cn/a/AZqVQv3xcFGS1oYcTz0f1w";
    private static final String LONG = "青春不烦恼：面向初中生及家长的心理健康公益讲座与亲子沟通工作坊（第三期）——倾听、理解、陪伴，从一次好好的对话开始，与专业心理咨询师面对面交流答疑活动日";

    @ParameterizedTest
    @EnumSource(PosterLayout.class)
    void the_code_on_a_poster_is_read_back(PosterLayout layout) throws Exception {
        for (String title : List.of("读书会", LONG, "International Students' Tea & Calligraphy Afternoon 🎨")) {
            BufferedImage poster = painted(content(title, "活动已取消", null), layout);

            assertThat(poster.getWidth()).isEqualTo(layout.width());
            assertThat(poster.getHeight()).isEqualTo(layout.height());
            assertThat(read(poster)).isEqualTo(LINK);
        }
    }

    @ParameterizedTest
    @EnumSource(PosterLayout.class)
    void a_poster_with_a_photo_keeps_its_code(PosterLayout layout) throws Exception {
        assertThat(read(painted(content(LONG, "", photo(640, 2_000)), layout))).isEqualTo(LINK);
        assertThat(read(painted(content("读书会", "", photo(3_000, 500)), layout))).isEqualTo(LINK);
    }

    @Test
    void a_photo_that_is_none_is_left_out() throws Exception {
        byte[] without = PosterPainter.paint(content("读书会", "", null), PosterLayout.SQUARE);

        assertThat(PosterPainter.paint(content("读书会", "", new byte[] {1, 2, 3}), PosterLayout.SQUARE))
                .isEqualTo(without);
    }

    @Test
    void no_title_is_too_long() {
        PosterFonts fonts = PosterFonts.loaded();
        for (String title :
                List.of(LONG, "W".repeat(80), "长".repeat(80), "word ".repeat(16).strip())) {
            TextBlock block = TextBlock.fit(fonts, title, new TextBlock.Style(true, 132, 52, 8), 920, 500);

            assertThat(block.height()).isLessThanOrEqualTo(500);
            assertThat(block.width()).isLessThanOrEqualTo(921);
            assertThat(block.lines().stream()
                            .mapToInt(java.awt.font.TextLayout::getCharacterCount)
                            .sum())
                    .as("nothing is cut off")
                    .isEqualTo(title.length());
        }
    }

    @Test
    void what_does_not_fit_at_its_smallest_ends_with_dots() {
        TextBlock block =
                TextBlock.fit(PosterFonts.loaded(), "长".repeat(300), new TextBlock.Style(false, 40, 36, 3), 400, 200);

        assertThat(block.lines()).hasSize(3);
        assertThat(block.width()).isLessThanOrEqualTo(401);
    }

    @Test
    void pictographs_are_left_out_and_rare_characters_marked() {
        PosterFonts fonts = PosterFonts.loaded();

        assertThat(fonts.sayable("一起 🎨 画画👨‍👩‍👧‍👦！\u200d")).isEqualTo("一起 画画！");
        assertThat(fonts.sayable("\uD880\uDC00面\n  两碗")).isEqualTo("〓面 两碗");
        assertThat(fonts.sayable("骥江里 · 龘靐 ①②③ “引号” —— ¥5 25℃")).isEqualTo("骥江里 · 龘靐 ①②③ “引号” —— ¥5 25℃");
    }

    @Test
    void the_same_content_has_the_same_hash_and_every_part_counts() {
        PosterContent content = content("读书会", "", null);

        assertThat(content.hash(PosterLayout.SQUARE))
                .isEqualTo(content("读书会", "", null).hash(PosterLayout.SQUARE));
        assertThat(List.of(
                        content.hash(PosterLayout.SQUARE),
                        content.hash(PosterLayout.PORTRAIT),
                        content("读书", "", null).hash(PosterLayout.SQUARE),
                        content("读书会", "活动已结束", null).hash(PosterLayout.SQUARE),
                        content("读书会", "", new byte[] {1}).hash(PosterLayout.SQUARE)))
                .doesNotHaveDuplicates();
    }

    private static PosterContent content(String title, String notice, byte @Nullable [] photo) {
        return new PosterContent(
                "志愿服务 · 河小青",
                title,
                "周六一起走一走河边，捡拾垃圾，认识水鸟。",
                List.of("11月22日（周日）14:00–16:00", "2027年1月2日（周六）22:00 – 1月3日（周日）06:00"),
                "江畔青年之家",
                List.of("二楼", "江畔路 1 号"),
                "江畔社区",
                notice,
                QrCode.of(LINK).png(),
                photo);
    }

    private static BufferedImage painted(PosterContent content, PosterLayout layout) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(PosterPainter.paint(content, layout)));
    }

    private static String read(BufferedImage image) throws ReaderException {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        BinaryBitmap bitmap = new BinaryBitmap(
                new HybridBinarizer(new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels)));
        return new QRCodeReader()
                .decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true))
                .getText();
    }

    private static byte[] photo(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        for (int i = 0; i < 200; i++) {
            pen.setColor(new Color((i * 7919) & 0xFFFFFF));
            pen.fillOval(i * 131 % width, i * 197 % height, 90, 90);
        }
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", bytes);
        return bytes.toByteArray();
    }
}
