package org.youthhome.identity;

import java.util.UUID;

/** Port: makes the short-lived token that proves who calls. */
public interface AccessTokens {

    /** A new token for a person's login. */
    AccessToken issue(UUID personId, UUID sessionId);

    /**
     * A token.
     *
     * @param value what the client sends as {@code Authorization: Bearer …}
     * @param seconds how long it is good
     */
    record AccessToken(String value, long seconds) {
        @Override
        public String toString() {
            return "AccessToken[…]";
        }
    }
}
