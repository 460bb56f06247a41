package org.youthhome.identity;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ConsentSettings.class, SessionSettings.class})
class IdentityConfiguration {}
