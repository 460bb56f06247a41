package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;

class WebClientPagesTest {

    @TempDir
    private Path folder;

    private static WebTestClient at(String location) throws IOException {
        return WebTestClient.bindToRouterFunction(new WebClientPages().webClientRoutes(new WebClientSettings(location)))
                .build();
    }

    private String packed() throws IOException {
        Files.writeString(folder.resolve("index.html"), "<!doctype html>青年之家");
        Files.createDirectories(folder.resolve("assets"));
        Files.writeString(folder.resolve("assets/app.abc123.js"), "run()");
        return folder.toUri().toString();
    }

    @Test
    void unless_it_is_configured_there_is_nothing() throws IOException {
        at(null).get().uri("/m/").exchange().expectStatus().isNotFound();
    }

    @Test
    void a_build_without_node_says_so() throws IOException {
        at(folder.toUri().toString())
                .get()
                .uri("/m/")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(page -> assertThat(page).contains("没有打包"));
    }

    @Test
    void the_page_is_asked_for_again_and_what_its_name_identifies_is_kept() throws IOException {
        WebTestClient client = at(packed());
        client.get()
                .uri("/m/")
                .exchange()
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache")
                .expectHeader()
                .valueEquals("Content-Security-Policy", WebClientPages.CONTENT_SECURITY_POLICY);
        client.get()
                .uri("/m/assets/app.abc123.js")
                .exchange()
                .expectHeader()
                .valueMatches(HttpHeaders.CACHE_CONTROL, ".*immutable.*");
        client.get().uri("/m/assets/../../etc/passwd").exchange().expectStatus().isNotFound();
    }

    @Test
    void a_browser_that_unpacks_gets_it_packed() throws IOException {
        byte[] body = at(packed())
                .get()
                .uri("/m/assets/app.abc123.js")
                .header(HttpHeaders.ACCEPT_ENCODING, "gzip, br")
                .exchange()
                .expectHeader()
                .valueEquals(HttpHeaders.CONTENT_ENCODING, "gzip")
                .expectBody(byte[].class)
                .returnResult()
                .getResponseBody();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
                .asString()
                .isEqualTo("run()");
    }
}
