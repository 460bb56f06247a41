package org.youthhome.platform;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpResources;

/**
 * The web server runs on the event loops of the database's connections: an answer of the database is handled where it is
 * read, without a change of threads.
 */
@Configuration(proxyBeanMethods = false)
class EventLoopConfiguration {

    @Bean
    ReactorResourceFactory eventLoops() {
        ReactorResourceFactory shared = new ReactorResourceFactory();
        shared.setUseGlobalResources(false);
        shared.setLoopResources(TcpResources.get());
        shared.setConnectionProvider(ConnectionProvider.create("web-clients"));
        return shared;
    }
}
