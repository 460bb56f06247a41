package org.youthhome.kernel;

import io.asyncer.r2dbc.mysql.MySqlConnectionFactoryProvider;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

/** What must hold for the connections to the stores, whatever address an operator gives. */
@Configuration(proxyBeanMethods = false)
class StoreConnections {

    private static final Duration FIRST_RECONNECT = Duration.ofMillis(100);
    private static final Duration LAST_RECONNECT = Duration.ofSeconds(2);

    /** Longer than any statement of ours is meant to take; a lane's transaction has as long. */
    private static final Duration SILENT_DATABASE = Duration.ofSeconds(10);
    /** Ten times what a command may take. */
    private static final Duration SILENT_REDIS = Duration.ofSeconds(2);

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

    /** Nobody waits for ever on a connection to a database that has gone without a word. */
    @Bean
    ConnectionFactoryOptionsBuilderCustomizer silentDatabaseIsLeft() {
        return options -> options.option(
                MySqlConnectionFactoryProvider.LOOP_RESOURCES,
                new WatchedLoops(TcpResources.get(), new SilentConnections("The database", SILENT_DATABASE)));
    }

    /** A subscription that has died without a word is taken out anew, and so are the commands' connections. */
    @Bean
    ClientResourcesBuilderCustomizer silentRedisIsLeft() {
        SilentConnections silent = new SilentConnections("Redis", SILENT_REDIS);
        return resources -> resources.nettyCustomizer(new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
                silent.watch(channel);
            }
        });
    }

    /** The driver lets nobody at its channels but who makes them: these loops, the driver's own. */
    private record WatchedLoops(LoopResources loops, SilentConnections silent) implements LoopResources {

        @Override
        public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
            C channel = loops.onChannel(type, group);
            silent.watch(channel);
            return channel;
        }

        @Override
        public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
            return loops.onChannelClass(type, group);
        }

        @Override
        public EventLoopGroup onClient(boolean useNative) {
            return loops.onClient(useNative);
        }

        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return loops.onServer(useNative);
        }

        @Override
        public EventLoopGroup onServerSelect(boolean useNative) {
            return loops.onServerSelect(useNative);
        }

        @Override
        public boolean daemon() {
            return loops.daemon();
        }
    }
}
