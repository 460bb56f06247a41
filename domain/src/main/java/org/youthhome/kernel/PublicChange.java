package org.youthhome.kernel;

/**
 * Event: something that everybody may read was changed and committed, by this process. Whoever keeps answers for a moment
 * forgets them, so that who made the change sees it at once.
 */
public record PublicChange() {}
