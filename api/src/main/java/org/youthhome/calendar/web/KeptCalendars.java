package org.youthhome.calendar.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import org.youthhome.calendar.CalendarFeed;
import org.youthhome.kernel.PublicChange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Calendars as they are sent. The public ones are kept for a second, one making for all who ask at once, and forgotten at
 * a change by this process; those of people are made for each request and kept nowhere.
 */
@Component
class KeptCalendars {

    static final Duration KEPT = Duration.ofSeconds(1);

    /** Each a megabyte at most. */
    private static final int MOST = 32;

    private final ICalendar writer;
    private final Cache<String, Mono<Written>> kept;

    KeptCalendars(ICalendar writer, Ticker ticker) {
        this.writer = writer;
        this.kept = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .build();
    }

    /**
     * A calendar as it is sent.
     *
     * @param eTag made of the bytes
     */
    record Written(byte[] bytes, String eTag) {}

    /** A calendar that everybody may read; what it is called says which. */
    Mono<Written> everybodys(String which, Mono<CalendarFeed> feed) {
        return Mono.defer(() -> kept.get(
                which,
                key -> written(feed).doOnError(no -> kept.invalidate(key)).cache()));
    }

    /** A calendar, made now. */
    Mono<Written> written(Mono<CalendarFeed> feed) {
        return feed.publishOn(Schedulers.boundedElastic())
                .map(writer::write)
                .map(bytes -> new Written(bytes, '"' + DigestUtils.md5DigestAsHex(bytes) + '"'));
    }

    @EventListener
    void forget(PublicChange change) {
        kept.invalidateAll();
    }
}
