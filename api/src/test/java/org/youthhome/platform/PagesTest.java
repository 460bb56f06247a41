package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class PagesTest {

    private static final Pattern LOCAL =
            Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"|from '\\./([^']+)'|import '\\./([^']+)'");

    private WebTestClient client;

    @BeforeEach
    void open() throws IOException {
        client = WebTestClient.bindToRouterFunction(new Pages().pageRoutes()).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/screen", "/today", "/c/AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"})
    void a_page_lets_nothing_foreign_in_and_no_address_out(String path) {
        client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .expectHeader()
                .valueEquals("Content-Security-Policy", Pages.CONTENT_SECURITY_POLICY)
                .expectHeader()
                .valueEquals("Referrer-Policy", "no-referrer")
                .expectHeader()
                .valueEquals("Cache-Control", "no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/assets/screen.js"})
    void what_the_browser_already_has_is_not_sent_again(String path) {
        String etag = client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(byte[].class)
                .getResponseHeaders()
                .getETag();
        client.get()
                .uri(path)
                .header("If-None-Match", etag)
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectHeader()
                .valueEquals("Cache-Control", "no-cache");
    }

    @Test
    void a_page_that_the_browser_already_has_keeps_its_policy() {
        String etag = client.get()
                .uri("/screen")
                .exchange()
                .returnResult(byte[].class)
                .getResponseHeaders()
                .getETag();
        client.get()
                .uri("/screen")
                .header("If-None-Match", etag)
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectHeader()
                .valueEquals("Content-Security-Policy", Pages.CONTENT_SECURITY_POLICY)
                .expectHeader()
                .valueEquals("Referrer-Policy", "no-referrer");
    }

    @Test
    void the_chart_library_comes_from_its_webjar() {
        client.get()
                .uri("/assets/chart.js")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(text -> assertThat(text).contains("Chart.js v"));
    }

    @Test
    void an_asset_that_is_not_there_is_not_found() {
        client.get().uri("/assets/nothing.js").exchange().expectStatus().isNotFound();
    }

    @Test
    void a_browser_that_shows_a_picture_by_itself_finds_the_icon() {
        client.get()
                .uri("/favicon.ico")
                .exchange()
                .expectStatus()
                .isPermanentRedirect()
                .expectHeader()
                .location("/assets/favicon.svg");
        client.get().uri("/assets/favicon.svg").exchange().expectHeader().contentType("image/svg+xml");
    }

    @Test
    void everything_a_page_or_module_names_is_served() throws IOException {
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath:/static/**/*.*")) {
            var names = LOCAL.matcher(resource.getContentAsString(StandardCharsets.UTF_8));
            while (names.find()) {
                String named = names.group(1) != null
                        ? names.group(1)
                        : "/assets/" + (names.group(2) != null ? names.group(2) : names.group(3));
                client.get().uri(named).exchange().expectStatus().isOk();
            }
        }
    }

    @Test
    void no_page_holds_an_inline_script_or_style() throws IOException {
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath:/static/*.html")) {
            assertThat(resource.getContentAsString(StandardCharsets.UTF_8))
                    .as(resource.getFilename())
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContain("<style")
                    .doesNotContainPattern("\\s(style|on[a-z]+)=");
        }
    }
}
