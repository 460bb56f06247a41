package org.youthhome.media.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.kernel.Refusal;
import org.youthhome.media.PhotoVerdicts;
import org.youthhome.media.PushGate;
import reactor.core.publisher.Mono;

/** Where WeChat calls us. It is told no more than that it was heard; what is not WeChat's is told nothing. */
@RestController
@Tag(name = "wechat")
class WeChatPushController {

    /** What WeChat takes for "heard"; anything else is said again. */
    private static final String SUCCESS = "success";

    /** WeChat hangs up after 5 s, and comes again. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int LONGEST_ECHO = 128;

    private final PushGate gate;
    private final PhotoVerdicts verdicts;

    WeChatPushController(PushGate gate, PhotoVerdicts verdicts) {
        this.gate = gate;
        this.verdicts = verdicts;
    }

    @GetMapping(path = "/api/v1/wechat/push", produces = MediaType.TEXT_PLAIN_VALUE)
    @Access(Access.Who.ANYONE)
    @Operation(summary = "微信消息推送：校验 · WeChat makes sure that this is its other end", operationId = "verifyWeChatPush")
    Mono<String> verify(
            @RequestParam(defaultValue = "") String signature,
            @RequestParam(defaultValue = "") String timestamp,
            @RequestParam(defaultValue = "") String nonce,
            @RequestParam(defaultValue = "") String echostr) {
        return gate.admit(new PushGate.Seals(signature, "", timestamp, nonce))
                .thenReturn(echostr.length() > LONGEST_ECHO ? echostr.substring(0, LONGEST_ECHO) : echostr);
    }

    @PostMapping(path = "/api/v1/wechat/push", produces = MediaType.TEXT_PLAIN_VALUE)
    @Access(Access.Who.ANYONE)
    @Operation(
            summary = "微信消息推送：消息 · A message of WeChat's, such as its verdict on a photo",
            description = """
                    安全模式（加密），JSON 或 XML。无法证明来自微信、且发给本小程序的，一律 403。
                    Secure mode (encrypted), JSON or XML. What does not prove that it comes from WeChat and is for this \
                    mini-program is 403.""",
            operationId = "receiveWeChatPush",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(mediaType = MediaType.TEXT_XML_VALUE, schema = @Schema(type = "string"))))
    Mono<String> receive(
            @RequestParam(defaultValue = "") String signature,
            @RequestParam(name = "msg_signature", defaultValue = "") String messageSignature,
            @RequestParam(defaultValue = "") String timestamp,
            @RequestParam(defaultValue = "") String nonce,
            @Parameter(hidden = true) @RequestBody Mono<String> body) {
        return body.flatMap(text -> gate.open(new PushGate.Seals(signature, messageSignature, timestamp, nonce), text))
                .flatMap(verdicts::heard)
                .timeout(PATIENCE)
                .onErrorMap(TimeoutException.class, late -> Refusal.of(Refusal.Kind.UNAVAILABLE, "timed_out"))
                .thenReturn(SUCCESS);
    }
}
