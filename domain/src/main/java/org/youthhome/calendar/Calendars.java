package org.youthhome.calendar;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.programme.Programme;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.YouthHome;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes calendars. They begin some weeks back, so that what somebody went to does not vanish from their calendar the day
 * after, and are of a bounded length.
 */
@Component
public class Calendars {

    private static final Duration BACK = Duration.ofDays(31);
    private static final Duration BACK_FOR_ONESELF = Duration.ofDays(366);

    /** Occurrences at most in one calendar: the next ones, and as many of those that are over as there is room for. */
    static final int MOST = 500;

    private final CalendarStore store;
    private final CalendarLinks links;
    private final YouthHomes homes;
    private final Territory territory;
    private final Clock clock;

    Calendars(CalendarStore store, CalendarLinks links, YouthHomes homes, Territory territory, Clock clock) {
        this.store = store;
        this.links = links;
        this.homes = homes;
        this.territory = territory;
        this.clock = clock;
    }

    /** What is on at a home that everybody may see. */
    public Mono<CalendarFeed> ofHome(UUID id) {
        return homes.byId(id)
                .filter(YouthHome::visible)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("youth_home")))
                .flatMap(home -> feed(home.name(), "a.youth_home_id = :home", Map.of("home", Ids.bytes(id))));
    }

    /** What is on in a community. */
    public Mono<CalendarFeed> ofCommunity(UUID id) {
        return territory
                .tree()
                .flatMap(tree -> Mono.justOrEmpty(tree.place(id).filter(place -> place.kind() == Place.Kind.COMMUNITY)))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("community")))
                .flatMap(
                        place -> feed(place.name(), "a.community_id = :community", Map.of("community", Ids.bytes(id))));
    }

    /** What is on of a programme, in the whole city. */
    public Mono<CalendarFeed> ofProgramme(String code) {
        return Mono.justOrEmpty(Programme.ofCode(code))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("programme")))
                .flatMap(programme -> feed(
                        "青年之家 · " + programme.chineseName(),
                        "a.programme = :programme",
                        Map.of("programme", programme.code())));
    }

    /** One occurrence that everybody may see, whenever it is. */
    public Mono<CalendarFeed> ofOccurrence(UUID id) {
        return store.everybodys(id)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .map(event -> new CalendarFeed(event.title(), List.of(event)));
    }

    /** What the person to whom this token was given has a place in. */
    public Mono<CalendarFeed> ofPerson(String token) {
        return links.personOf(token)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("calendar_feed")))
                .flatMap(person -> feed("我的青年之家", store.of(person, since(BACK_FOR_ONESELF), MOST)));
    }

    private Mono<CalendarFeed> feed(String name, String condition, Map<String, Object> values) {
        return Mono.fromSupplier(clock::instant)
                .flatMap(now -> feed(
                        name,
                        Flux.concat(
                                        store.ahead(condition, values, now, MOST),
                                        store.over(condition, values, since(BACK), now, MOST))
                                .take(MOST)));
    }

    private static Mono<CalendarFeed> feed(String name, Flux<CalendarEvent> events) {
        return events.sort(Comparator.comparing(CalendarEvent::startsAt).thenComparing(CalendarEvent::id))
                .collectList()
                .map(sorted -> new CalendarFeed(name, sorted));
    }

    /** Whole days, so that a calendar does not change with every look at the clock. */
    private Instant since(Duration back) {
        return clock.instant().minus(back).truncatedTo(ChronoUnit.DAYS);
    }
}
