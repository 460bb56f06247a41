package org.youthhome.youthhome.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Page;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "places")
class CommunityController {

    private static final Comparator<CommunityView> ORDER = Comparator.comparing(CommunityView::name)
            .thenComparing(view -> view.id().toString());

    private final Territory territory;

    CommunityController(Territory territory) {
        this.territory = territory;
    }

    /**
     * A community.
     *
     * @param kind what sort of community: traditional, modern, resettlement, rural
     * @param pilot chosen as a city pilot
     */
    record CommunityView(
            UUID id,
            String name,

            Place.@Nullable Character kind,

            boolean pilot,
            @Nullable LocalUnitView localUnit) {}

    /** The local unit that a community belongs to. */
    record LocalUnitView(UUID id, String name, Place.@Nullable Character kind) {}

    @GetMapping("/api/v1/communities")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.EVERYBODY)
    @Operation(summary = "社区 · Communities, by name", operationId = "listCommunities")
    Mono<Page<CommunityView>> list(
            @RequestParam(required = false) @Nullable UUID localUnitId,
            @RequestParam(required = false) @Nullable Boolean pilot,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String after) {
        Cursor behind = after == null ? null : Cursor.parse(after, 2);
        return territory.tree().map(tree -> {
            List<CommunityView> found = tree.all().stream()
                    .filter(place -> place.kind() == Place.Kind.COMMUNITY)
                    .filter(place -> localUnitId == null || localUnitId.equals(place.parentId()))
                    .filter(place -> pilot == null || pilot == place.pilot())
                    .map(place -> view(tree, place))
                    .filter(view -> behind == null || comesAfter(view, behind))
                    .sorted(ORDER)
                    .limit(limit + 1L)
                    .toList();
            return Page.of(found, limit, last -> Cursor.of(last.name(), last.id()));
        });
    }

    private static boolean comesAfter(CommunityView view, Cursor behind) {
        int byName = view.name().compareTo(behind.part(0));
        return byName > 0
                || (byName == 0 && view.id().toString().compareTo(behind.id(1).toString()) > 0);
    }

    private static CommunityView view(Territory.Tree tree, Place community) {
        UUID parent = community.parentId();
        LocalUnitView localUnit = parent == null
                ? null
                : tree.place(parent)
                        .map(unit -> new LocalUnitView(unit.id(), unit.name(), unit.character()))
                        .orElse(null);
        return new CommunityView(community.id(), community.name(), community.character(), community.pilot(), localUnit);
    }
}
