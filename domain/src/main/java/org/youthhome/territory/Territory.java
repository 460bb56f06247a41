package org.youthhome.territory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.PublicChange;
import org.youthhome.kernel.Row;
import reactor.core.publisher.Mono;

/**
 * The territory tree as this process knows it: some hundred places, read whole and kept for at most one second, so
 * that "is this community below that local unit" costs no query, and a change by another process shows soon.
 */
@Component
public class Territory {

    private static final Duration KEPT = Duration.ofSeconds(1);

    private final DatabaseClient database;
    private final ApplicationEventPublisher events;
    private volatile Mono<Tree> tree;

    public Territory(DatabaseClient database, ApplicationEventPublisher events) {
        this.database = database;
        this.events = events;
        this.tree = kept();
    }

    /** The tree as it stood at most one second ago. */
    public Mono<Tree> tree() {
        return tree;
    }

    /** The tree as it stands now, read in the caller's transaction. */
    public Mono<Tree> fresh() {
        return read();
    }

    /** Forgets what is kept; whoever writes a place calls it after the commit. */
    public void changed() {
        tree = kept();
        events.publishEvent(new PublicChange());
    }

    private Mono<Tree> kept() {
        return read().cacheInvalidateWhen(read -> Mono.delay(KEPT).then());
    }

    private Mono<Tree> read() {
        return database.sql("SELECT id, parent_id, kind, character_kind, name, pilot FROM place ORDER BY name")
                .map(readable -> {
                    Row row = new Row(readable);
                    String character = row.textOrNull("character_kind");
                    return new Place(
                            row.id("id"),
                            row.idOrNull("parent_id"),
                            Place.Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                            character == null ? null : Place.Character.valueOf(character.toUpperCase(Locale.ROOT)),
                            row.text("name"),
                            row.flag("pilot"));
                })
                .all()
                .collectList()
                .map(Tree::new);
    }

    /** The places at one moment. */
    public static final class Tree {

        private final Map<UUID, Place> byId;
        private final Map<UUID, List<Place>> below;

        public Tree(List<Place> places) {
            this.byId = places.stream().collect(Collectors.toMap(Place::id, Function.identity()));
            this.below = places.stream()
                    .filter(place -> place.parentId() != null)
                    .collect(Collectors.groupingBy(place -> java.util.Objects.requireNonNull(place.parentId())));
        }

        public Optional<Place> place(UUID id) {
            return Optional.ofNullable(byId.get(id));
        }

        public List<Place> all() {
            return List.copyOf(byId.values());
        }

        /** Whether {@code place} is {@code above} or lies somewhere below it. */
        public boolean covers(UUID above, UUID place) {
            @Nullable UUID at = place;
            while (at != null) {
                if (at.equals(above)) {
                    return true;
                }
                Place known = byId.get(at);
                at = known == null ? null : known.parentId();
            }
            return false;
        }

        /** The place and all places below it. */
        public Set<UUID> within(UUID place) {
            Set<UUID> found = new HashSet<>();
            Deque<UUID> open = new ArrayDeque<>(List.of(place));
            while (!open.isEmpty()) {
                UUID next = open.pop();
                if (found.add(next)) {
                    below.getOrDefault(next, List.of()).forEach(child -> open.push(child.id()));
                }
            }
            return found;
        }

        /** From the city down to the place itself. */
        public List<Place> path(UUID place) {
            List<Place> path = new ArrayList<>();
            @Nullable Place at = byId.get(place);
            while (at != null) {
                path.add(0, at);
                UUID parent = at.parentId();
                at = parent == null ? null : byId.get(parent);
            }
            return path;
        }
    }
}
