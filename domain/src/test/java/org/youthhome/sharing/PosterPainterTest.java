package org.youthhome.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.youthhome.kernel.QrCode;
import org.youthhome.kernel.QrReader;
import org.youthhome.sharing.PosterContent.Scan;

class PosterPainterTest {

    private static final String LINK = "https://home.example.cn/a/AZqVQv3xcFGS1oYcTz0f1w";
    private static final String LONG = "青春不烦恼：面向初中生及家长的心理健康公益讲座与亲子沟通工作坊（第三期）——倾听、理解、陪伴，从一次好好的对话开始，与专业心理咨询师面对面交流答疑活动日";

    @ParameterizedTest
    @EnumSource(PosterLayout.class)
    void the_code_on_a_poster_is_read_back(PosterLayout layout) throws Exception {
        for (String title : List.of("读书会", LONG, "International Students' Tea & Calligraphy Afternoon 🎨")) {
            BufferedImage poster = painted(content(title, "活动已取消"), null, layout);

            assertThat(poster.getWidth()).isEqualTo(layout.width());
            assertThat(poster.getHeight()).isEqualTo(layout.height());
            assertThat(QrReader.read(poster)).contains(LINK);
        }
    }

    @ParameterizedTest
    @EnumSource(PosterLayout.class)
    void a_poster_with_a_photo_keeps_its_code(PosterLayout layout) throws Exception {
        assertThat(QrReader.read(painted(content(LONG, ""), photo(640, 2_000), layout)))
                .contains(LINK);
        assertThat(QrReader.read(painted(content("读书会", ""), photo(3_000, 500), layout)))
                .contains(LINK);
    }

    @Test
    void a_code_of_wechat_stands_in_the_place_of_the_link_and_gives_it_back_when_it_is_no_picture() throws Exception {
        byte[] weChats = QrCode.of("as WeChat drew it").png();

        assertThat(QrReader.read(painted(scanned(new Scan(LINK, weChats)), null, PosterLayout.SQUARE)))
                .contains("as WeChat drew it");
        assertThat(QrReader.read(
                        painted(scanned(new Scan(LINK, Arrays.copyOf(weChats, 40))), null, PosterLayout.SQUARE)))
                .contains(LINK);
    }

    @Test
    void a_photo_that_is_none_is_left_out() throws Exception {
        byte[] without = PosterPainter.paint(content("读书会", ""), null, PosterLayout.SQUARE);

        assertThat(PosterPainter.paint(content("读书会", ""), new byte[] {1, 2, 3}, PosterLayout.SQUARE))
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
    void the_same_content_has_the_same_hash_and_every_part_counts() throws Exception {
        PosterContent content = content("读书会", "");
        Map<String, String> hashes = new LinkedHashMap<>();
        for (PosterLayout layout : PosterLayout.values()) {
            hashes.put(layout.name(), content.hash(layout));
        }
        RecordComponent[] parts = PosterContent.class.getRecordComponents();
        for (RecordComponent part : parts) {
            hashes.put(part.getName(), with(content, part, other(part, content)).hash(PosterLayout.SQUARE));
        }
        hashes.put("WeChat's", scanned(new Scan(LINK, new byte[] {1})).hash(PosterLayout.SQUARE));
        hashes.put(
                "lines",
                with(content, parts[3], List.of(String.join("\n", content.times())))
                        .hash(PosterLayout.SQUARE));

        assertThat(content.hash(PosterLayout.SQUARE))
                .isEqualTo(content("读书会", "").hash(PosterLayout.SQUARE));
        assertThat(hashes.values()).hasSize(3 + parts.length + 2).doesNotHaveDuplicates();
        assertThat(content.withoutPhoto()).isEqualTo(content);
        assertThat(with(content, parts[parts.length - 1], new UUID(0, 1)).withoutPhoto())
                .isEqualTo(content);
    }

    @Test
    void a_small_process_keeps_few_posters() {
        assertThat(Posters.mostBytes(128L << 20)).isEqualTo(16L << 20);
        assertThat(Posters.mostBytes(8L << 30)).isEqualTo(64L << 20);
    }

    private static Object other(RecordComponent part, PosterContent content) throws ReflectiveOperationException {
        Object said = part.getAccessor().invoke(content);
        if (part.getType() == UUID.class) {
            return new UUID(0, 1);
        } else if (said instanceof Scan scan) {
            return new Scan(scan.says() + "x", scan.weChat());
        } else if (said instanceof List<?> lines) {
            return lines.subList(1, lines.size());
        }
        return said + "x";
    }

    private static PosterContent with(PosterContent content, RecordComponent changed, Object to)
            throws ReflectiveOperationException {
        List<Class<?>> types = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent part : PosterContent.class.getRecordComponents()) {
            types.add(part.getType());
            values.add(
                    part.getName().equals(changed.getName())
                            ? to
                            : part.getAccessor().invoke(content));
        }
        return PosterContent.class
                .getDeclaredConstructor(types.toArray(Class<?>[]::new))
                .newInstance(values.toArray());
    }

    private static PosterContent scanned(Scan scan) throws ReflectiveOperationException {
        return with(
                content("读书会", ""),
                Arrays.stream(PosterContent.class.getRecordComponents())
                        .filter(part -> part.getType() == Scan.class)
                        .findFirst()
                        .orElseThrow(),
                scan);
    }

    private static PosterContent content(String title, String notice) {
        return new PosterContent(
                "志愿服务 · 河小青",
                title,
                "周六一起走一走河边，捡拾垃圾，认识水鸟。",
                List.of("11月22日（周日）14:00–16:00", "2027年1月2日（周六）22:00 – 1月3日（周日）06:00"),
                "江畔青年之家",
                List.of("二楼", "江畔路 1 号"),
                "江畔社区",
                notice,
                new Scan(LINK, null),
                null);
    }

    private static BufferedImage painted(PosterContent content, byte @Nullable [] photo, PosterLayout layout)
            throws IOException {
        return ImageIO.read(new ByteArrayInputStream(PosterPainter.paint(content, photo, layout)));
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
