package org.youthhome.kernel;

import io.asyncer.r2dbc.mysql.MySqlConnectionFactoryProvider;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What must hold for the connections to the stores, whatever address an operator gives. */
@Configuration(proxyBeanMethods = false)
class StoreConnections {

    private static final Duration FIRST_RECONNECT = Duration.ofMillis(100);
    private static final Duration LAST_RECONNECT = Duration.ofSeconds(2);

    /** Columns are in UTC; {@code NOW()} and the driver's own conversions follow, wherever the server stands. */
    @Bean
    ConnectionFactoryOptionsBuilderCustomizer databaseInUtc() {
        return options -> options.option(MySqlConnectionFactoryProvider.CONNECTION_TIME_ZONE, "UTC")
                .option(MySqlConnectionFactoryProvider.FORCE_CONNECTION_TIME_ZONE_TO_SESSION, true);
    }

    /** Below every pool, so that whoever cancels leaves the connection in order. */
    @Bean
    ConnectionFactoryDecorator exchangesRunToTheirEnd() {
        return UncancelledConnections::new;
    }

    /**
     * Lettuce queues what is said to an absent Redis, without end by default: a check-in would wait for a headcount, and
     * old news would be told when Redis is back.
     */
    @Bean
    LettuceClientOptionsBuilderCustomizer absentRedisIsRefused() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
    }

    /** Lettuce's delay grows to 30 s by default; numbers are to be right within seconds after Redis is back. */
    @Bean
    ClientResourcesBuilderCustomizer redisIsFoundAgainSoon() {
        return resources -> resources.reconnectDelay(
                () -> Delay.exponential(FIRST_RECONNECT, LAST_RECONNECT, 2, TimeUnit.MILLISECONDS));
    }
}
