package org.youthhome.media;

import reactor.core.publisher.Mono;

/**
 * Port to WeChat's message push: is it WeChat that speaks, and what does it say. Whatever cannot prove that it is WeChat
 * and means this mini-program is refused with {@code push_not_genuine}, the same for every reason.
 */
public interface PushGate {

    /**
     * What stands in the address of a message.
     *
     * @param signature of token, timestamp and nonce
     * @param messageSignature of these and the encrypted message; empty where there is none
     */
    record Seals(String signature, String messageSignature, String timestamp, String nonce) {}

    /** Completes when whoever asks knows the token, as WeChat shows before the first message. */
    Mono<Void> admit(Seals seals);

    /**
     * Opens a message.
     *
     * @param body JSON or XML with the encrypted message
     * @return the verdict that it brings; empty where it is about something else
     */
    Mono<PhotoVerdict> open(Seals seals, String body);
}
