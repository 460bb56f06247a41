package org.youthhome.identity;

import java.util.UUID;

/**
 * The login on one device behind a request, as proven by the access token. A controller that declares it gets it.
 *
 * @param personId who it is
 * @param sessionId the family of refresh tokens that the login began
 */
public record CurrentSession(UUID personId, UUID sessionId) {}
