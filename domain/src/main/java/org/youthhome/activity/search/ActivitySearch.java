package org.youthhome.activity.search;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityCard;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.activity.search.NextOccurrences.Hit;
import org.youthhome.activity.search.NextOccurrences.Window;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/**
 * Finds activities: those that run or come next first, by the time of that occurrence; then those that are over, the
 * latest first. Where words are asked for, within each of the two the best fitting come first.
 */
@Component
public class ActivitySearch {

    private static final int RELATED = 6;

    private final ActivityIndex index;
    private final IndexFollower follower;
    private final Rights rights;
    private final Territory territory;
    private final Clock clock;

    ActivitySearch(ActivityIndex index, IndexFollower follower, Rights rights, Territory territory, Clock clock) {
        this.index = index;
        this.follower = follower;
        this.rights = rights;
        this.territory = territory;
        this.clock = clock;
    }

    /** A page of what was asked for. */
    public Mono<Page<ActivityCard>> page(ActivityQuery query) {
        if (query.nearestFirst() && query.near() == null) {
            return Mono.error(Refusal.invalid("near", "required"));
        }
        Cursor after = query.after() == null ? null : ActivityPage.cursor(query.after());
        return asked(
                query,
                (places, tree) ->
                        searcher -> new ActivityPage(query, places.communities(tree), tree, now(), after).in(searcher));
    }

    /** How many there are for each value of each filter, were it chosen instead of what is. */
    public Mono<ActivityCounts> counts(ActivityQuery query) {
        return asked(query, (places, tree) -> searcher -> {
            Counting counting = counting(query, places, tree);
            ActivityIndex.collect(
                    searcher,
                    onNow(query, Conditions.fixed(query, places.mine(), Conditions.statuses(query)))
                            .build(),
                    counting);
            return counting.counts(tree);
        });
    }

    /** The homes in a box of the map with how many activities each has, taken together where the map is small. */
    public Mono<List<MapPoint>> map(ActivityQuery query, double[] box, int zoom) {
        return asked(query, (places, tree) -> searcher -> {
            Counting counting = counting(query, places, tree);
            BooleanQuery.Builder all = onNow(query, Conditions.fixed(query, places.mine(), Conditions.statuses(query)));
            all.add(Conditions.inside(new Conditions.Box(box[0], box[1], box[2], box[3])), Occur.FILTER);
            ActivityIndex.collect(searcher, all.build(), counting);
            return MapPoint.of(counting.homes(), zoom);
        });
    }

    /** Others that are on, of the same brand, home or programme; those that share most first, then those that come next. */
    public Mono<List<ActivityCard>> related(UUID activityId) {
        return upToDate()
                .flatMap(tree -> index.ask(searcher -> {
                    Findable activity = Cards.find(searcher, activityId);
                    if (activity == null || !Conditions.PUBLIC.contains(activity.status())) {
                        return List.of();
                    }
                    Instant now = now();
                    List<Hit> hits = related(searcher, activity, now, true);
                    // Where enough share more than their programme, the many that share only that come behind them.
                    boolean enough = hits.size() == RELATED
                            && hits.stream().allMatch(hit -> hit.rank() > Conditions.PROGRAMME_ALONE);
                    return new Cards(searcher, tree, now, null)
                            .of(enough ? hits : related(searcher, activity, now, false));
                }));
    }

    private static List<Hit> related(IndexSearcher searcher, Findable activity, Instant now, boolean near)
            throws IOException {
        NextOccurrences next = new NextOccurrences(Window.from(now), null, true, null, RELATED);
        ActivityIndex.collect(searcher, Conditions.like(activity, now, near), next);
        return next.hits();
    }

    private Counting counting(ActivityQuery query, Places places, Territory.Tree tree) {
        Instant now = now();
        return new Counting(
                query, places.asked() == null ? null : tree.within(places.asked()), Window.of(query, now), now);
    }

    /** What is ahead, or in the time asked for. */
    private BooleanQuery.Builder onNow(ActivityQuery query, BooleanQuery.Builder fixed) {
        Instant from = query.from() == null ? now() : query.from();
        return fixed.add(Conditions.after(ActivityDocument.LAST, from), Occur.FILTER);
    }

    private interface Work<T> {
        ActivityIndex.Question<T> on(Places places, Territory.Tree tree);
    }

    /** Where to look: the place that was asked for, and of all places those where the caller publishes, if only these count. */
    private record Places(@Nullable UUID asked, @Nullable Collection<UUID> mine) {

        /** The communities that are both; null for all there are. */
        @Nullable
        Collection<UUID> communities(Territory.Tree tree) {
            Set<UUID> within = asked == null ? null : tree.within(asked);
            if (within == null || mine == null) {
                return within == null ? mine : within;
            }
            return mine.stream().filter(within::contains).toList();
        }
    }

    private <T> Mono<T> asked(ActivityQuery query, Work<T> work) {
        return upToDate().flatMap(tree -> mine(query, tree)
                .map(mine -> new Places(query.placeId(), mine))
                .defaultIfEmpty(new Places(query.placeId(), null))
                .flatMap(places -> index.ask(work.on(places, tree))));
    }

    /** The territory, once the index has what it has to have. */
    private Mono<Territory.Tree> upToDate() {
        return follower.ready().then(follower.upToDate()).then(territory.tree());
    }

    private Mono<Collection<UUID>> mine(ActivityQuery query, Territory.Tree tree) {
        UUID person = query.mineOf();
        if (person == null) {
            return Mono.empty();
        }
        return rights.of(person).map(holdings -> holdings.stream()
                .filter(holding -> holding.role().grants(Right.PUBLISH_ACTIVITY))
                .flatMap(holding -> tree.within(holding.placeId()).stream())
                .filter(id -> tree.place(id)
                        .filter(place -> place.kind() == Place.Kind.COMMUNITY)
                        .isPresent())
                .collect(Collectors.toSet()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
