package org.youthhome.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

/**
 * What a person may do where. Roles are read from MySQL and kept for at most five seconds, so that a role which ends
 * ends everywhere within five seconds, whatever tokens are out.
 */
@Component
public class Rights {

    private final DatabaseClient database;
    private final Territory territory;
    private final Cache<UUID, Mono<List<Holding>>> held;

    public Rights(DatabaseClient database, Territory territory, Ticker ticker) {
        this.database = database;
        this.territory = territory;
        this.held = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(Duration.ofSeconds(5))
                .ticker(ticker)
                .build();
    }

    /** A role that a person holds at a place. */
    public record Holding(Role role, UUID placeId) {}

    /** The roles of a person. */
    public Mono<List<Holding>> of(UUID personId) {
        // A failed reading is not kept: the next request tries again.
        return held.get(personId, id -> read(id).doOnError(failed -> held.invalidate(id))
                .cache());
    }

    /** Whether the person holds one of these rights at the place, by a role there or above. */
    public Mono<Boolean> may(UUID personId, UUID placeId, Right... anyOf) {
        return of(personId)
                .flatMap(holdings -> holdings.isEmpty()
                        ? Mono.just(false)
                        : territory.tree().map(tree -> holdings.stream()
                                .anyMatch(
                                        holding -> grants(holding, anyOf) && tree.covers(holding.placeId(), placeId))));
    }

    /** Whether the person holds one of these rights anywhere. */
    public Mono<Boolean> maySomewhere(UUID personId, Right... anyOf) {
        return of(personId).map(holdings -> holdings.stream().anyMatch(holding -> grants(holding, anyOf)));
    }

    /** Completes when the person holds the right at the place; otherwise refuses with {@code not_your_place}. */
    public Mono<Void> require(UUID personId, UUID placeId, Right right) {
        return may(personId, placeId, right)
                .flatMap(allowed -> allowed
                        ? Mono.<Void>empty()
                        : Mono.error(Refusal.of(Refusal.Kind.FORBIDDEN, "not_your_place")));
    }

    /** Forgets what is kept of a person; whoever gives or ends a role calls it after the commit. */
    public void changed(UUID personId) {
        held.invalidate(personId);
    }

    private static boolean grants(Holding holding, Right... anyOf) {
        return Arrays.stream(anyOf).anyMatch(holding.role()::grants);
    }

    private Mono<List<Holding>> read(UUID personId) {
        return database.sql("SELECT role, place_id FROM role_assignment WHERE person_id = :person")
                .bind("person", Ids.bytes(personId))
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Holding(Role.valueOf(row.text("role").toUpperCase(Locale.ROOT)), row.id("place_id"));
                })
                .all()
                .collectList();
    }
}
