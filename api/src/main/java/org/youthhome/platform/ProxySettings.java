package org.youthhome.platform;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The proxies in front.
 *
 * @param trusted addresses or networks ({@code 10.0.0.0/8}) whose {@code X-Forwarded-For} is believed; nobody's by default
 */
@ConfigurationProperties("youth-home.proxies")
record ProxySettings(@DefaultValue List<String> trusted) {

    ProxySettings {
        trusted = List.copyOf(trusted);
    }
}
