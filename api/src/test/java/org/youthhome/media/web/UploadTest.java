package org.youthhome.media.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.GpsDirectory;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.youthhome.media.web.Photographer.Answer;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Crowd;
import org.youthhome.testing.Demo;

@ApiTest
class UploadTest {

    @Autowired
    private Demo demo;

    @Autowired
    private Environment environment;

    private Photographer photographer;

    @BeforeEach
    void people() {
        photographer = new Photographer(demo, demo.worker(Demo.RIVERSIDE), Demo.RIVERSIDE);
    }

    @ParameterizedTest
    @CsvSource({"jpeg", "png", "webp", "webp without loss"})
    void a_picture_of_every_taken_kind_becomes_a_jpeg_in_three_widths(String kind) {
        byte[] file =
                switch (kind) {
                    case "jpeg" -> Pictures.jpeg(3000, 1500);
                    case "png" -> Pictures.png(3000, 1500);
                    case "webp" -> Pictures.WEBP;
                    default -> Pictures.WEBP_LOSSLESS;
                };

        Answer made = photographer.upload(file, kind.startsWith("webp") ? "image/webp" : "image/" + kind);

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.text("state")).isEqualTo("checking");
        List<Integer> widths = new ArrayList<>();
        for (String size : List.of("thumbnail", "screen", "large")) {
            var picture = photographer.picture(photographer.account.http(), made.id(), size);
            assertThat(picture.getResponseHeaders().getContentType()).isEqualTo(MediaType.IMAGE_JPEG);
            widths.add(Pictures.decoded(picture.getResponseBody()).getWidth());
        }
        assertThat(widths).isEqualTo(kind.startsWith("webp") ? List.of(1, 1, 1) : List.of(320, 1280, 2560));
    }

    @Test
    void a_form_with_a_file_is_taken_too() {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        form.part("note", "not the file");
        form.part("file", new ByteArrayResource(Pictures.png(40, 30)) {
            @Override
            public String getFilename() {
                return "IMG_0001.exe";
            }
        });

        Answer made = Photographer.answer(photographer
                .account
                .http()
                .post()
                .uri("/photos?communityId={id}", demo.place(Demo.RIVERSIDE))
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .bodyValue(form.build()));

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.body().get("width").asInt()).isEqualTo(40);
    }

    @Test
    void place_camera_and_everything_else_beside_the_pixels_is_gone() throws Exception {
        byte[] file = Pictures.jpegFromAPhone(80, 60, 1);
        Metadata before = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file));
        assertThat(before.getFirstDirectoryOfType(GpsDirectory.class)
                        .getGeoLocation()
                        .getLatitude())
                .isBetween(32.0, 32.1);

        Answer made = photographer.upload(Pictures.followedBy(file, "HIDDEN-BEHIND-THE-PICTURE<script>"));

        assertThat(made.status()).isEqualTo(201);
        for (String size : List.of("thumbnail", "screen", "large")) {
            byte[] kept = photographer
                    .picture(photographer.account.http(), made.id(), size)
                    .getResponseBody();
            Metadata after = ImageMetadataReader.readMetadata(new ByteArrayInputStream(kept));
            assertThat(after.getDirectoriesOfType(ExifDirectoryBase.class)).isEmpty();
            assertThat(after.getFirstDirectoryOfType(GpsDirectory.class)).isNull();
            assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("Exif", "SECRET", "HIDDEN");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, left", "2, right", "3, right", "4, left", "5, top", "6, top", "7, bottom", "8, bottom", "77, left"})
    void a_picture_that_lies_on_its_side_stands_up(int orientation, String red) {
        Answer made = photographer.upload(Pictures.jpegFromAPhone(200, 100, orientation));

        BufferedImage kept = Pictures.decoded(photographer
                .picture(photographer.account.http(), made.id(), "screen")
                .getResponseBody());
        boolean lies = red.equals("top") || red.equals("bottom");
        assertThat(List.of(kept.getWidth(), kept.getHeight())).isEqualTo(lies ? List.of(100, 200) : List.of(200, 100));
        int x = red.equals("left") ? 10 : kept.getWidth() - 10;
        int y = red.equals("top") ? 10 : kept.getHeight() - 10;
        assertThat(kept.getRGB(x, y) >> 16 & 0xFF).isGreaterThan(200);
    }

    @Test
    void a_picture_of_many_megapixels_is_read_at_a_fraction() {
        Answer made = photographer.upload(Pictures.jpeg(7_000, 7_000));

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.body().get("width").asInt()).isEqualTo(2560);
    }

    @Test
    void a_photo_that_moves_is_taken_for_its_picture() {
        byte[] file = Pictures.withFilmBehind(Pictures.jpegFromAPhone(80, 60, 1));

        assertThat(photographer.upload(file).status()).isEqualTo(201);
    }

    @Test
    void a_picture_of_several_scans_has_to_be_smaller_since_it_is_held_whole() {
        assertThat(photographer.upload(Pictures.progressive(640, 480)).status()).isEqualTo(201);

        Answer large = photographer.upload(Pictures.progressive(5_000, 4_000));
        assertThat(large.status()).isEqualTo(422);
        assertThat(large.text("code")).isEqualTo("picture_too_many_pixels");
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_harmless_picture_is_refused_and_leaves_nothing() {
        return Stream.of(
                        hostile("nothing at all", new byte[0], 400, 422),
                        hostile("one byte", new byte[] {(byte) 0xFF}, 422),
                        hostile("a text", "hello".getBytes(StandardCharsets.UTF_8), 422),
                        hostile("a page with a script", "<html><script>alert(1)</script>".getBytes(), 422),
                        hostile("an SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(), 422),
                        hostile("an archive", "PK\3\4zip".getBytes(StandardCharsets.ISO_8859_1), 422),
                        hostile(
                                "a PDF with a picture behind it",
                                Pictures.followedBy("%PDF-1.7\n".getBytes(), "x"),
                                422),
                        hostile("a GIF that moves, said to be a JPEG", Pictures.animatedGif(), 422),
                        hostile("a PNG that moves", Pictures.apng(), 422),
                        hostile("a WebP that moves", Pictures.webp(0x02, 8, 8), 422),
                        hostile("a WebP without a picture", Pictures.cut(Pictures.webp(0, 8, 8), 0.7), 422),
                        hostile("a small canvas around a huge WebP", Pictures.webp(0, 8, 16_383), 422),
                        hostile("a huge canvas around a small WebP", Pictures.webp(0, 1 << 24, 8), 422),
                        hostile("a WebP whose pixels are missing", Pictures.webp(0, 8, 8), 422),
                        hostile("a JPEG that claims 65,500 pixels square", Pictures.jpegClaiming(65_500, 65_500), 422),
                        hostile("a JPEG that claims no height", Pictures.jpegClaiming(16, 0), 422),
                        hostile("a JPEG of ten thousand scans", Pictures.jpegOfManyScans(10_000), 422),
                        hostile("a PNG that claims 2^31 pixels", Pictures.pngClaiming(Integer.MAX_VALUE, 1, 10), 422),
                        hostile("a PNG that claims 50,000 square", Pictures.pngClaiming(50_000, 50_000, 1 << 20), 422),
                        hostile("a PNG of a chunk without end", Pictures.pngWithoutEnd(), 422),
                        hostile("a PNG that claims less than nothing", Pictures.pngClaiming(-5, 5, 10), 422),
                        hostile("a PNG with too few pixels", Pictures.pngClaiming(500, 500, 10_000), 422),
                        hostile("a JPEG cut in the middle", Pictures.cut(Pictures.jpeg(800, 600), 0.5), 422),
                        hostile("a JPEG cut in its head", Pictures.cut(Pictures.jpeg(800, 600), 0.01), 422),
                        hostile("a PNG cut in the middle", Pictures.cut(Pictures.png(800, 600), 0.5), 422),
                        hostile("a PNG cut in its signature", Pictures.cut(Pictures.png(8, 8), 0.05), 422),
                        hostile("a WebP cut in the middle", Pictures.cut(Pictures.WEBP, 0.6), 422),
                        hostile("eleven megabytes", new byte[11 << 20], 413))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> refused(each)));
    }

    private record Hostile(String name, byte[] file, List<Integer> statuses) {}

    private static Hostile hostile(String name, byte[] file, Integer... statuses) {
        return new Hostile(name, file, List.of(statuses));
    }

    private void refused(Hostile each) {
        var before = Photographer.files();

        Answer no = photographer.upload(each.file());

        assertThat(no.status()).as(no.toString()).isIn(each.statuses());
        assertThat(no.text("code")).isNotEqualTo("internal_error");
        assertThat(no.text("detail")).matches(".*\\p{IsHan}.*");
        assertThat(Photographer.files()).isEqualTo(before);
    }

    @Test
    void a_bomb_beside_the_pixels_is_not_lit() {
        assertThat(photographer
                        .upload(Pictures.pngWithPackedText(1_000_000_000))
                        .status())
                .isEqualTo(201);
        assertThat(photographer
                        .upload(Pictures.pngClaiming(64, 64, 1_000_000_000))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void a_picture_is_what_it_is_whatever_it_is_called() {
        assertThat(photographer.upload(Pictures.png(8, 8), "image/webp").status())
                .isEqualTo(201);
        assertThat(photographer.upload(Pictures.png(8, 8), "text/html").status())
                .isEqualTo(415);
    }

    @Test
    void an_upload_that_is_refused_by_place_is_not_read() throws Exception {
        var before = Photographer.files();
        try (Socket phone = begun(Demo.NEWTOWN)) {
            phone.setSoTimeout(10_000);
            // The rest of the picture is never sent: whoever reads it first never answers.
            String answer = new BufferedReader(new InputStreamReader(phone.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();

            assertThat(answer).contains("403");
            assertThat(Photographer.files()).isEqualTo(before);
        }
    }

    @Test
    void an_upload_that_breaks_off_leaves_nothing() throws Exception {
        var before = Photographer.files();
        try (Socket phone = begun(Demo.RIVERSIDE)) {
            assertThat(phone.isConnected()).isTrue();
            await().until(() -> Photographer.files().size() > before.size());
        }

        await().untilAsserted(() -> assertThat(Photographer.files()).isEqualTo(before));
    }

    /** A connection on which the beginning of a picture was sent. */
    private Socket begun(String community) throws IOException {
        int port = environment.getRequiredProperty("local.server.port", Integer.class);
        Socket phone = new Socket("127.0.0.1", port);
        phone.getOutputStream().write("""
                        POST /api/v1/photos?communityId=%s HTTP/1.1
                        Host: 127.0.0.1:%d
                        Authorization: Bearer %s
                        Content-Type: image/jpeg
                        Content-Length: 100000

                        the beginning of a picture""".formatted(demo.place(community), port, photographer.account.accessToken())
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return phone;
    }

    @Test
    void many_at_once_are_all_taken_and_no_more_decoded_at_once_than_there_is_memory_for() {
        byte[] file = Pictures.jpeg(4000, 3000);
        CompletableFuture<List<Integer>> uploads = CompletableFuture.supplyAsync(
                () -> Crowd.of(12).each(which -> photographer.upload(file).status()));
        long most = 0;
        while (!uploads.isDone()) {
            most = Math.max(
                    most,
                    Thread.getAllStackTraces().values().stream()
                            .filter(stack -> Arrays.stream(stack)
                                    .anyMatch(frame -> frame.getClassName().endsWith(".media.Renditions")))
                            .count());
        }

        assertThat(uploads.join()).containsOnly(201);
        assertThat(most)
                .isBetween(1L, Math.max(1, Math.min(4, Runtime.getRuntime().maxMemory() >> 30)));
    }

    @Test
    void the_number_of_a_day_holds_for_many_at_once_and_counts_what_fails() {
        List<Integer> statuses = Crowd.of(230)
                .each(which -> photographer.upload(new byte[] {1, 2, 3}).status());

        // Of so many some may be told to come again; these count or do not.
        assertThat(statuses).isSubsetOf(400, 415, 422, 429, 503).contains(429);
        assertThat(statuses.stream().filter(status -> status != 429 && status != 503))
                .hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void the_number_of_a_day_is_limited() {
        demo.run("INSERT INTO photo (id, community_id, uploaded_by, uploaded_at, width, height, state) SELECT"
                + " UNHEX(REPLACE(UUID(), '-', '')), " + Demo.hex(demo.place(Demo.RIVERSIDE)) + ", "
                + Demo.hex(photographer.account.personId())
                + ", UTC_TIMESTAMP(6), 1, 1, 'refused' FROM (WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n"
                + " WHERE i < 200) SELECT i FROM n) days");

        Answer no = photographer.upload(Pictures.jpeg(8, 8));

        assertThat(no.status()).isEqualTo(429);
        assertThat(Map.of("code", no.text("code"))).containsEntry("code", "too_many_photos");
    }
}
