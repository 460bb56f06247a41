package org.youthhome.sharing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.PublicAddress;
import reactor.core.publisher.Mono;

/**
 * The links to an activity. WeChat's own lives for {@link SharingSettings#urlLinkLife()} and is asked for once in its
 * life: all processes share it in Redis ({@code yh:share:link:VERSION:PAGE:SCENE}, {@code EXPIRY URL}) until a day before it
 * ends, so that what is handed out is good for a day at least.
 */
@Component
public class ActivityLinks {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityLinks.class);

    private static final Duration GOOD_AT_LEAST = Duration.ofDays(1);
    private static final Duration AT_HAND = Duration.ofMinutes(10);
    private static final Duration AFTER_A_NO = Duration.ofSeconds(10);

    private final MiniProgramLinks links;
    private final SharingSettings settings;
    private final PublicAddress address;
    private final ReactiveStringRedisTemplate redis;
    private final Clock clock;
    private final Cache<UUID, Mono<UrlLink>> atHand =
            Caffeine.newBuilder().maximumSize(10_000).build();

    ActivityLinks(
            MiniProgramLinks links,
            SharingSettings settings,
            PublicAddress address,
            ReactiveStringRedisTemplate redis,
            Clock clock) {
        this.links = links;
        this.settings = settings;
        this.address = address;
        this.redis = redis;
        this.clock = clock;
    }

    /** A link of WeChat and when it ends. */
    public record UrlLink(URI url, Instant expiresAt) {}

    /** The page of an activity for ordinary browsers; what QR codes on posters say. */
    public String page(UUID activityId) {
        return address.link("/a/" + new ActivityCode(activityId).text());
    }

    /** Where an activity is in the mini-program, for its own share menu. */
    public String miniProgramPath(UUID activityId) {
        return settings.page() + "?id=" + activityId;
    }

    /** WeChat's link into the mini-program; a refusal as {@link MiniProgramLinks} says it. */
    public Mono<UrlLink> urlLink(UUID activityId) {
        return Mono.defer(() -> atHand.get(activityId, this::kept)).flatMap(found -> {
            if (good(found)) {
                return Mono.just(found);
            }
            atHand.invalidate(activityId);
            return atHand.get(activityId, this::kept);
        });
    }

    private Mono<UrlLink> kept(UUID activityId) {
        return shared(activityId)
                .filter(this::good)
                .switchIfEmpty(Mono.defer(() -> made(activityId)))
                .cache(link -> AT_HAND, no -> AFTER_A_NO, () -> Duration.ZERO);
    }

    private Mono<UrlLink> shared(UUID activityId) {
        return redis.opsForValue()
                .get(key(activityId))
                .flatMap(kept -> Mono.justOrEmpty(read(kept)))
                .onErrorResume(away -> {
                    LOG.debug("Redis did not answer for a link", away);
                    return Mono.empty();
                });
    }

    private Mono<UrlLink> made(UUID activityId) {
        Instant expiresAt = clock.instant().plus(settings.urlLinkLife());
        return links.make(settings.page(), "id=" + activityId, settings.urlLinkLife())
                .map(url -> new UrlLink(url, expiresAt))
                .flatMap(link -> redis.opsForValue()
                        .set(
                                key(activityId),
                                link.expiresAt() + " " + link.url(),
                                settings.urlLinkLife().minus(GOOD_AT_LEAST))
                        .onErrorReturn(false)
                        .thenReturn(link));
    }

    private boolean good(UrlLink link) {
        return clock.instant().plus(GOOD_AT_LEAST).isBefore(link.expiresAt());
    }

    private static Optional<UrlLink> read(String kept) {
        int space = kept.indexOf(' ');
        try {
            return space < 0
                    ? Optional.empty()
                    : Optional.of(new UrlLink(
                            URI.create(kept.substring(space + 1)), Instant.parse(kept.substring(0, space))));
        } catch (DateTimeParseException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private String key(UUID activityId) {
        return "yh:share:link:" + links.version() + ':' + settings.page() + ':' + new ActivityCode(activityId).text();
    }
}
