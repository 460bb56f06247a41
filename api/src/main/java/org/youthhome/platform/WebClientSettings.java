package org.youthhome.platform;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whether the mini-program is also served to browsers, at {@code /m/}.
 *
 * @param location of its H5 build, with a slash at the end, such as {@code file:/srv/youth-home/h5/}; without it there
 *     is nothing at {@code /m/}
 */
@ConfigurationProperties("youth-home.web-client")
record WebClientSettings(@Nullable String location) {}
