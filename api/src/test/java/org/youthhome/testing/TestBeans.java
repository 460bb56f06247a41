package org.youthhome.testing;

import com.github.benmanes.caffeine.cache.Ticker;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.territory.Territory;

/** What tests put in the place of the product's own, and what they are helped by. */
@TestConfiguration(proxyBeanMethods = false)
class TestBeans {

    private static final MovableClock CLOCK = new MovableClock();

    @Bean
    @Primary
    MovableClock movableClock() {
        return CLOCK;
    }

    @Bean
    @Primary
    Ticker movableTicker() {
        return CLOCK.ticker();
    }

    @Bean
    @Lazy
    Demo demo(
            Environment environment,
            DatabaseClient database,
            Ids ids,
            Rights rights,
            Territory territory,
            ApplicationEventPublisher events) {
        return new Demo(environment, database, ids, rights, territory, events);
    }
}
