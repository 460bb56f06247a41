package org.youthhome.sharing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Mini-program codes, each asked of WeChat once and then kept: all processes share them in Redis for a week, and each keeps
 * those that it needed last. A Redis that is away costs a call to WeChat more and nothing else.
 *
 * <p>Redis: {@code yh:share:code:VERSION:PAGE:SCENE} with {@link MiniProgramCodes#version()}, the picture, some 60 KB, for seven
 * days. What does not decode is not kept: it is a refusal like any other.
 */
@Component
class KeptCodes {

    private static final Logger LOG = LoggerFactory.getLogger(KeptCodes.class);

    private static final Duration SHARED = Duration.ofDays(7);
    private static final Duration AT_HAND = Duration.ofHours(1);

    /** A WeChat that has just said no, because of a spent quota too, is left alone. */
    private static final Duration AFTER_A_NO = Duration.ofSeconds(10);

    private static final int MOST_AT_HAND = 200;

    private final MiniProgramCodes codes;
    private final SharingSettings settings;
    private final ReactiveRedisTemplate<String, byte[]> redis;
    private final Cache<ActivityCode, Mono<byte[]>> atHand =
            Caffeine.newBuilder().maximumSize(MOST_AT_HAND).build();

    KeptCodes(MiniProgramCodes codes, SharingSettings settings, ReactiveRedisTemplate<String, byte[]> redis) {
        this.codes = codes;
        this.settings = settings;
        this.redis = redis;
    }

    /** The mini-program code of an activity; a refusal as {@link MiniProgramCodes} says it. */
    Mono<byte[]> of(ActivityCode code) {
        return atHand.get(code, asked -> shared(asked)
                .switchIfEmpty(Mono.defer(() -> drawn(asked)))
                .cache(picture -> AT_HAND, no -> AFTER_A_NO, () -> Duration.ZERO));
    }

    private Mono<byte[]> shared(ActivityCode code) {
        return redis.opsForValue().get(key(code)).onErrorResume(away -> {
            LOG.debug("Redis did not answer for a mini-program code", away);
            return Mono.empty();
        });
    }

    private Mono<byte[]> drawn(ActivityCode code) {
        return codes.draw(settings.page(), code.text())
                .publishOn(Schedulers.boundedElastic())
                .filter(PosterPainter::canShow)
                .switchIfEmpty(Mono.error(() -> {
                    LOG.warn("WeChat's mini-program code is no picture");
                    return Refusal.of(Refusal.Kind.UNAVAILABLE, "wechat_unavailable");
                }))
                .flatMap(picture -> redis.opsForValue()
                        .set(key(code), picture, SHARED)
                        .onErrorReturn(false)
                        .thenReturn(picture));
    }

    private String key(ActivityCode code) {
        return "yh:share:code:" + codes.version() + ':' + settings.page() + ':' + code.text();
    }
}
