package org.youthhome.identity.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.kernel.PublicAddress;
import org.youthhome.kernel.QrCode;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The page {@code /i/TOKEN} for whoever opens an invitation's link in an ordinary browser: how to take it up in WeChat. It
 * looks nothing up, so it tells nobody whether a token is good, and opening a link uses nothing up.
 */
@RestController
class InvitationPageController {

    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final PublicAddress address;
    private final String page;

    InvitationPageController(PublicAddress address) throws IOException {
        this.address = address;
        this.page = new ClassPathResource("pages/i.html").getContentAsString(StandardCharsets.UTF_8);
    }

    @GetMapping(value = "/i/{token}", produces = MediaType.TEXT_HTML_VALUE)
    @Access(Access.Who.ANYONE)
    Mono<ResponseEntity<String>> page(@PathVariable String token) {
        if (!TOKEN.matcher(token).matches()) {
            return Mono.just(ResponseEntity.notFound().build());
        }
        return Mono.fromCallable(() -> QrCode.of(address.link("/i/" + token)).png())
                .subscribeOn(Schedulers.boundedElastic())
                .map(qr -> ResponseEntity.ok()
                        .contentType(HTML)
                        .cacheControl(CacheControl.noStore())
                        .header("Content-Security-Policy", POLICY)
                        // The address holds the invitation; no other site is to learn it.
                        .header("Referrer-Policy", "no-referrer")
                        .header("X-Robots-Tag", "noindex")
                        .body(page.replace(
                                "{{qr}}",
                                "data:image/png;base64," + Base64.getEncoder().encodeToString(qr))));
    }
}
