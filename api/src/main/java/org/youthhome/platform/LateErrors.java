package org.youthhome.platform;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Hooks;

/**
 * Errors that nobody waits for any more: a client that has gone, Redis' time-out behind an answer that was already given.
 * They are told at DEBUG; Reactor itself would call each an ERROR.
 */
@Component
class LateErrors {

    private static final Logger LOG = LoggerFactory.getLogger(LateErrors.class);

    LateErrors() {
        Hooks.onErrorDropped(late -> LOG.debug("Too late for anybody to hear", late));
    }
}
