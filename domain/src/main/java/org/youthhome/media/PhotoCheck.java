package org.youthhome.media;

import java.net.URI;
import reactor.core.publisher.Mono;

/**
 * Port to WeChat's check of pictures ({@code POST /wxa/media_check_async}, version 2). What it thinks comes later, by
 * {@link PushGate}.
 */
public interface PhotoCheck {

    /**
     * Asks for a verdict. Never fails: empty where WeChat could not be asked (an outage, a quota, an author who was not
     * active within two hours, no way for a verdict to arrive), so that a person decides.
     *
     * @param authorOpenId who uploaded it
     * @param address where WeChat may fetch the picture for a while
     * @return WeChat's name of the check, up to 128 characters
     */
    Mono<String> ask(String authorOpenId, URI address);
}
