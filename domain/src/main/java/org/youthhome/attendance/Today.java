package org.youthhome.attendance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.PublicChange;
import org.youthhome.kernel.Times;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/** What is on today, with live numbers, in the places that somebody may look after. The day is the city's. */
@Component
public class Today {

    private static final Duration KEPT = Duration.ofMillis(250);

    private final Occurrences occurrences;
    private final LiveHeadcount live;
    private final Rights rights;
    private final Territory territory;
    private final Clock clock;
    private volatile Mono<Day> city;

    Today(Occurrences occurrences, LiveHeadcount live, Rights rights, Territory territory, Clock clock) {
        this.occurrences = occurrences;
        this.live = live;
        this.rights = rights;
        this.territory = territory;
        this.clock = clock;
        this.city = kept();
    }

    /**
     * One occurrence of today.
     *
     * @param community where it is; null when the place has just gone
     * @param localUnit that the community belongs to
     * @param capacity places of participants and volunteers together
     */
    public record Line(
            Occurrence occurrence,
            @Nullable Place community,
            @Nullable Place localUnit,
            Headcount headcount,
            long capacity) {

        public String communityName() {
            return community == null ? "" : community.name();
        }
    }

    /** Today, by time. */
    public record Day(Instant asOf, List<Line> lines) {}

    /**
     * Today in the places where the person holds {@link Right#SEE_TODAY}. The whole city's day is read at most
     * four times a second for all who ask: sums over any places are made from the occurrences' own numbers, and no key in Redis holds a sum that
     * every check-in would have to touch.
     */
    public Mono<Day> seenBy(UUID personId) {
        return Mono.zip(rights.of(personId), territory.tree(), city).map(known -> {
            Territory.Tree tree = known.getT2();
            List<UUID> own = known.getT1().stream()
                    .filter(holding -> holding.role().grants(Right.SEE_TODAY))
                    .map(Rights.Holding::placeId)
                    .toList();
            Day day = known.getT3();
            return new Day(
                    day.asOf(),
                    day.lines().stream()
                            .filter(line -> own.stream()
                                    .anyMatch(place ->
                                            tree.covers(place, line.occurrence().communityId())))
                            .toList());
        });
    }

    /** Who publishes something for today finds it there. */
    @EventListener
    void forget(PublicChange change) {
        city = kept();
    }

    private Mono<Day> kept() {
        return Mono.defer(this::read).cache(day -> KEPT, failed -> Duration.ZERO, () -> Duration.ZERO);
    }

    private Mono<Day> read() {
        Instant now = clock.instant();
        LocalDate date = LocalDate.ofInstant(now, Times.CITY_ZONE);
        Instant begins = date.atStartOfDay(Times.CITY_ZONE).toInstant();
        Instant ends = date.plusDays(1).atStartOfDay(Times.CITY_ZONE).toInstant();
        return occurrences.between(begins, ends).collectList().flatMap(found -> {
            List<UUID> ids = found.stream().map(Occurrence::id).toList();
            return Mono.zip(
                            live.recent(ids).collectMap(Headcount::occurrenceId),
                            occurrences.capacities(ids),
                            territory.tree())
                    .map(numbers -> new Day(
                            now,
                            found.stream()
                                    .map(occurrence ->
                                            line(occurrence, numbers.getT3(), numbers.getT1(), numbers.getT2()))
                                    .toList()));
        });
    }

    private Line line(
            Occurrence occurrence, Territory.Tree tree, Map<UUID, Headcount> headcounts, Map<UUID, Long> capacities) {
        Place community = tree.place(occurrence.communityId()).orElse(null);
        UUID above = community == null ? null : community.parentId();
        return new Line(
                occurrence,
                community,
                above == null ? null : tree.place(above).orElse(null),
                headcounts.getOrDefault(
                        occurrence.id(), new Headcount(occurrence.id(), 0, 0, 0, clock.instant(), "none")),
                capacities.getOrDefault(occurrence.id(), 0L));
    }
}
