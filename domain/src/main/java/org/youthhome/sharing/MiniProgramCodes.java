package org.youthhome.sharing;

import reactor.core.publisher.Mono;

/**
 * Port to WeChat's mini-program codes ({@code POST /wxa/getwxacodeunlimit}, 5,000 a minute).
 *
 * <p>Signals a {@link org.youthhome.kernel.Refusal}: {@code mini_program_code_quota} (45009, LIMITED),
 * {@code mini_program_page_missing} (41030, UNAVAILABLE: the page is not in the version that is out), or
 * {@code wechat_unavailable} (UNAVAILABLE) on any other errcode, a cut connection or after the time limit.
 */
public interface MiniProgramCodes {

    /**
     * Draws a code.
     *
     * @param page of the mini-program, without a slash at the beginning and without a query
     * @param scene what the page is told, at most 32 visible ASCII characters
     * @return a JPEG or PNG
     */
    Mono<byte[]> draw(String page, String scene);

    /**
     * All that a code depends on besides page and scene: the app, the version of the mini-program that it leads to, and the
     * picture's size. Codes that are kept are kept apart by it.
     */
    String version();
}
