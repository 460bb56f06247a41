package org.youthhome.media.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Surroundings;
import org.youthhome.wechat.SimulatedPush;
import tools.jackson.databind.JsonNode;

/** Uploads photos as a worker does, and speaks of them as WeChat does. */
final class Photographer {

    private final Demo demo;
    final Demo.Account account;
    private final UUID community;

    Photographer(Demo demo, Demo.Account account, String community) {
        this.demo = demo;
        this.account = account;
        this.community = demo.place(community);
    }

    /** An answer. */
    record Answer(int status, JsonNode body) {

        String id() {
            return text("id");
        }

        String text(String field) {
            return body.path(field).asString("");
        }
    }

    Answer upload(byte[] file) {
        return upload(file, MediaType.IMAGE_JPEG_VALUE);
    }

    Answer upload(byte[] file, String type) {
        return answer(account.http()
                .post()
                .uri("/photos?communityId={id}", community)
                .header("Content-Type", type)
                .bodyValue(file));
    }

    Answer state(String id) {
        return answer(account.http().get().uri("/photos/{id}", id));
    }

    /** A photo that WeChat let pass. */
    String passed() {
        String id = upload(Pictures.jpeg(64, 48)).id();
        hear(id, "pass", 100);
        return id;
    }

    /** WeChat says so of the photo. */
    void hear(String id, String suggest, int label) {
        push(new SimulatedPush().verdict(traceOf(id), suggest, label))
                .expectStatus()
                .isOk();
    }

    WebTestClient.ResponseSpec push(SimulatedPush.Sealed sealed) {
        return demo.anonymous()
                .post()
                .uri("/wechat/push" + sealed.query())
                .header("Content-Type", sealed.contentType())
                .bodyValue(sealed.body())
                .exchange();
    }

    /** By what name WeChat speaks of the photo. */
    static String traceOf(String id) {
        return Surroundings.weChat().pictures().entrySet().stream()
                .filter(asked -> asked.getValue().getPath().contains(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The address at which WeChat fetches the photo, behind {@code /api/v1}. */
    static String addressOf(String id) {
        return Surroundings.weChat().pictures().get(traceOf(id)).getPath().replaceFirst("^/api/v1", "");
    }

    EntityExchangeResult<byte[]> picture(WebTestClient http, String id, String size) {
        return http.get()
                .uri("/photos/{id}/picture?size={size}", id, size)
                .exchange()
                .expectBody(byte[].class)
                .returnResult();
    }

    int seenBy(WebTestClient http, String id) {
        return picture(http, id, "thumbnail").getStatus().value();
    }

    /** Every file that the product holds of any photo, whole or not. */
    static List<Path> files() {
        try (Stream<Path> files = Files.walk(Surroundings.photos())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer answer(WebTestClient.RequestHeadersSpec<?> request) {
        EntityExchangeResult<JsonNode> result =
                request.exchange().expectBody(JsonNode.class).returnResult();
        return new Answer(result.getStatus().value(), Objects.requireNonNull(result.getResponseBody()));
    }
}
