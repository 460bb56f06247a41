package org.youthhome.platform;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Says {@code DEGRADED}, never {@code DOWN}, while Redis is away: people still sign in and check in, and counts come from
 * MySQL. An instance that says so stays in service.
 */
@Component
class RedisHealthIndicator implements ReactiveHealthIndicator {

    static final Status DEGRADED = new Status("DEGRADED", "counts come from MySQL");

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ReactiveRedisConnectionFactory connections;

    RedisHealthIndicator(ReactiveRedisConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public Mono<Health> health() {
        return Mono.usingWhen(
                        Mono.fromSupplier(connections::getReactiveConnection),
                        ReactiveRedisConnection::ping,
                        ReactiveRedisConnection::closeLater)
                .map(pong -> Health.up().build())
                .timeout(PATIENCE)
                .onErrorResume(away -> Mono.just(Health.status(DEGRADED).build()));
    }
}
