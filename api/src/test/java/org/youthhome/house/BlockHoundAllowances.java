package org.youthhome.house;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** Where a call that can block, as the JVM has it, is let through. Each one says why it does not keep anybody waiting. */
public final class BlockHoundAllowances implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder
                // Reads the kernel's random device, which never waits once the machine is up.
                .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
                // Handing a call to WeChat over to its pool takes the queue's lock for as long as an enqueue takes.
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "execute")
                // Jackson makes what reads and writes a type once, at its first use, under a lock.
                .allowBlockingCallsInside(
                        "tools.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer")
                .allowBlockingCallsInside("tools.jackson.databind.ser.SerializerCache", "untypedValueSerializer")
                .allowBlockingCallsInside("tools.jackson.databind.ser.SerializerCache", "typedValueSerializer")
                .allowBlockingCallsInside(
                        "tools.jackson.databind.ser.SerializerCache", "addAndResolveNonTypedSerializer")
                // Held for a look at the connection, which is made before that, away from the event loops.
                .allowBlockingCallsInside(
                        "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory", "doInLock")
                // Taking a timer back holds the timers' lock for as long as a look into a heap takes; an error thrown
                // in
                // here would end whatever was being cancelled half-way.
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove")
                // Counts who writes to Redis. An error thrown in here would leave it miscounted, and every
                // later command spinning for ever.
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "lockWritersExclusive")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "doExclusive")
                // A cache's own bookkeeping: short, and a hundred tries at most.
                .allowBlockingCallsInside("com.github.benmanes.caffeine.cache.BoundedLocalCache", "afterWrite")
                .allowBlockingCallsInside("com.github.benmanes.caffeine.cache.BoundedLocalCache", "put")
                .allowBlockingCallsInside("com.github.benmanes.caffeine.cache.BoundedLocalCache", "clear")
                // Netty's allocator grows under a lock, held for as long as it takes to hang in a magazine.
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate")
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free")
                // The API's own description is made at the first look at it, out of classes; nobody checks in by it.
                .allowBlockingCallsInside("org.springdoc.webflux.api.OpenApiWebfluxResource", "openapiJson")
                .allowBlockingCallsInside("org.springdoc.webflux.api.OpenApiWebfluxResource", "openapiYaml")
                // The pages of the API's description are read out of their jar.
                .allowBlockingCallsInside("org.springdoc.webflux.ui.SwaggerIndexPageTransformer", "transform");
    }
}
