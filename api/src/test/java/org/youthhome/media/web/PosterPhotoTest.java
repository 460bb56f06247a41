package org.youthhome.media.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;

/** What a poster asks of the photo that stands on it. */
@ApiTest
class PosterPhotoTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private String path;
    private List<Path> files;

    @BeforeEach
    void publish() {
        Photographer photographer = new Photographer(demo, demo.worker(Demo.RIVERSIDE), Demo.RIVERSIDE);
        String photo = photographer.passed();
        Gathering gathering = Gathering.now(demo, clock)
                .with("photos", List.of(Map.of("id", photo)))
                .published();
        path = "/activities/" + gathering.activityId() + "/poster?layout=square&code=link";
        files = Photographer.files().stream()
                .filter(file -> file.toString().contains(photo))
                .toList();
        assertThat(files).isNotEmpty();
    }

    private String eTag() {
        EntityExchangeResult<byte[]> answer = demo.anonymous()
                .mutate()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
                .build()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(byte[].class)
                .returnResult();
        return Objects.requireNonNull(answer.getResponseHeaders().getETag());
    }

    private void away(boolean away) throws IOException {
        for (Path file : files) {
            Path beside = file.resolveSibling(file.getFileName() + ".away");
            Files.move(away ? file : beside, away ? beside : file);
        }
    }

    @Test
    void a_poster_that_is_painted_reads_its_photo_no_more() throws IOException {
        String eTag = eTag();

        away(true);

        assertThat(eTag()).isEqualTo(eTag);
        demo.anonymous()
                .get()
                .uri(path)
                .header(HttpHeaders.IF_NONE_MATCH, eTag)
                .exchange()
                .expectStatus()
                .isNotModified();
    }

    @Test
    void a_photo_that_cannot_be_read_is_left_out_and_comes_back() throws IOException {
        away(true);
        String without = eTag();
        assertThat(eTag()).isEqualTo(without);

        away(false);

        assertThat(eTag()).isNotEqualTo(without);
    }
}
