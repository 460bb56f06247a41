package org.youthhome.house.bad.web;

import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.core.DatabaseClient;

/** Goes round the use case. */
public record ReadsTheStore(DatabaseClient database, ReactiveStringRedisTemplate redis) {}
