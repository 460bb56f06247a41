package org.youthhome.identity;

import java.util.UUID;

/**
 * The person behind a request, as proven by the access token. A controller that declares it as a parameter gets it.
 *
 * @param personId who it is
 */
public record Caller(UUID personId) {}
