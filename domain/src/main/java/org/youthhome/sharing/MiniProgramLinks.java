package org.youthhome.sharing;

import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Port to WeChat's URL links ({@code POST /wxa/generate_urllink}, 500,000 a day): https links that open the mini-program
 * out of a browser, a text message or a group. They live for at most 30 days.
 *
 * <p>Signals a {@link org.youthhome.kernel.Refusal}: {@code wechat_unavailable} (UNAVAILABLE).
 */
public interface MiniProgramLinks {

    /**
     * Makes a link.
     *
     * @param page of the mini-program, without a slash at the beginning
     * @param query what the page is told, at most 1,024 characters
     * @param goodFor whole days, 1 to 30
     */
    Mono<URI> make(String page, String query, Duration goodFor);

    /**
     * All that a link depends on besides page and query: the app, and the version of the mini-program that it leads to. Links
     * that are kept are kept apart by it.
     */
    String version();
}
