package org.youthhome.attendance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Times;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/** What is on today, with live numbers, in the places that somebody may look after. The day is the city's. */
@Component
public class Today {

    private final Occurrences occurrences;
    private final LiveHeadcount live;
    private final Rights rights;
    private final Territory territory;
    private final Clock clock;

    Today(Occurrences occurrences, LiveHeadcount live, Rights rights, Territory territory, Clock clock) {
        this.occurrences = occurrences;
        this.live = live;
        this.rights = rights;
        this.territory = territory;
        this.clock = clock;
    }

    /**
     * One occurrence of today.
     *
     * @param capacity places of participants and volunteers together
     */
    public record Line(Occurrence occurrence, String communityName, Headcount headcount, long capacity) {}

    /** Today, by time. */
    public record Day(Instant asOf, List<Line> lines) {}

    /** Today in the places where the person holds {@link Right#SEE_TODAY}. */
    public Mono<Day> seenBy(UUID personId) {
        Instant now = clock.instant();
        LocalDate date = LocalDate.ofInstant(now, Times.CITY_ZONE);
        Instant begins = date.atStartOfDay(Times.CITY_ZONE).toInstant();
        Instant ends = date.plusDays(1).atStartOfDay(Times.CITY_ZONE).toInstant();
        return rights.of(personId).zipWith(territory.tree()).flatMap(known -> {
            Territory.Tree tree = known.getT2();
            List<UUID> own = known.getT1().stream()
                    .filter(holding -> holding.role().grants(Right.SEE_TODAY))
                    .map(Rights.Holding::placeId)
                    .toList();
            return occurrences
                    .between(begins, ends)
                    .filter(occurrence -> own.stream().anyMatch(place -> tree.covers(place, occurrence.communityId())))
                    .collectList()
                    .flatMap(found -> {
                        List<UUID> ids = found.stream().map(Occurrence::id).toList();
                        return live.now(ids)
                                .collectMap(Headcount::occurrenceId)
                                .zipWith(occurrences.capacities(ids))
                                .map(numbers -> new Day(
                                        now,
                                        found.stream()
                                                .map(occurrence ->
                                                        line(occurrence, tree, numbers.getT1(), numbers.getT2()))
                                                .toList()));
                    });
        });
    }

    private Line line(
            Occurrence occurrence, Territory.Tree tree, Map<UUID, Headcount> headcounts, Map<UUID, Long> capacities) {
        return new Line(
                occurrence,
                tree.place(occurrence.communityId()).map(place -> place.name()).orElse(""),
                headcounts.getOrDefault(
                        occurrence.id(), new Headcount(occurrence.id(), 0, 0, 0, clock.instant(), "none")),
                capacities.getOrDefault(occurrence.id(), 0L));
    }
}
