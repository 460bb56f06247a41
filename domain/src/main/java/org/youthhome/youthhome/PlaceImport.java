package org.youthhome.youthhome;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.territory.Place;
import org.youthhome.territory.Places;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.PlaceReport.Outcome;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes over places and homes from a list: all of it or nothing, and the same list a second time changes nothing. A dry
 * run says line by line what would happen.
 */
@Component
public class PlaceImport {

    /** Most lines of one list. */
    public static final int MOST_ROWS = 5_000;

    private final Places places;
    private final YouthHomes homes;
    private final Territory territory;
    private final Rights rights;
    private final AuditTrail audit;
    private final Ids ids;
    private final TransactionalOperator transaction;

    PlaceImport(
            Places places,
            YouthHomes homes,
            Territory territory,
            Rights rights,
            AuditTrail audit,
            Ids ids,
            TransactionalOperator transaction) {
        this.places = places;
        this.homes = homes;
        this.territory = territory;
        this.rights = rights;
        this.audit = audit;
        this.ids = ids;
        this.transaction = transaction;
    }

    /** What the list would change. */
    public Mono<PlaceReport> dryRun(UUID caller, List<PlaceRow> rows) {
        return city(caller).flatMap(city -> plan(city, rows).map(drawn -> drawn.report(true)));
    }

    /** Changes what the list says; refuses the whole of it when a line is wrong. */
    public Mono<PlaceReport> run(UUID caller, List<PlaceRow> rows) {
        return city(caller)
                .flatMap(city -> places.lock()
                        .then(Mono.defer(() -> plan(city, rows)))
                        .flatMap(drawn -> write(caller, city, drawn))
                        .as(transaction::transactional))
                .doOnSuccess(written -> territory.changed());
    }

    private Mono<UUID> city(UUID caller) {
        return territory
                .tree()
                .flatMap(tree -> Mono.justOrEmpty(tree.all().stream()
                        .filter(place -> place.kind() == Place.Kind.CITY)
                        .map(Place::id)
                        .findFirst()))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("city")))
                .flatMap(city ->
                        rights.require(caller, city, Right.IMPORT_PLACES).thenReturn(city));
    }

    private Mono<Drawn> plan(UUID city, List<PlaceRow> rows) {
        if (rows.isEmpty() || rows.size() > MOST_ROWS) {
            return Mono.error(Refusal.of(Refusal.Kind.INVALID, "bad_row_count", Map.of("max", MOST_ROWS)));
        }
        return territory.fresh().zipWhen(tree -> homes.all().collectList(), (tree, known) -> {
            PlacePlan plan = new PlacePlan(city, tree.all(), known, ids::next);
            return new Drawn(plan, rows.stream().map(plan::read).toList());
        });
    }

    private Mono<PlaceReport> write(UUID caller, UUID city, Drawn drawn) {
        List<Refusal.Field> wrong = new ArrayList<>();
        for (PlaceReport.Line line : drawn.lines()) {
            line.wrong()
                    .forEach(field -> wrong.add(new Refusal.Field(
                            "rows[%d].%s".formatted(line.number(), field.field()), field.code(), field.arguments())));
        }
        if (!wrong.isEmpty()) {
            return Mono.error(Refusal.invalid(wrong.subList(0, Math.min(wrong.size(), 100))));
        }
        PlacePlan plan = drawn.plan();
        PlaceReport report = drawn.report(false);
        return Flux.fromIterable(plan.placesToAdd.values())
                .concatMap(places::add)
                .thenMany(Flux.fromIterable(plan.placesToChange.values()).concatMap(places::change))
                .thenMany(Flux.fromIterable(plan.homesToAdd.values()).concatMap(homes::add))
                .thenMany(Flux.fromIterable(plan.homesToChange.values()).concatMap(homes::change))
                .then(audit.record(
                        caller,
                        "place_import.run",
                        null,
                        city,
                        Map.of(
                                "rows", report.lines().size(),
                                "created", report.count(Outcome.CREATED),
                                "changed", report.count(Outcome.CHANGED))))
                .thenReturn(report);
    }

    private record Drawn(PlacePlan plan, List<PlaceReport.Line> lines) {
        PlaceReport report(boolean dryRun) {
            return new PlaceReport(dryRun, lines);
        }
    }
}
