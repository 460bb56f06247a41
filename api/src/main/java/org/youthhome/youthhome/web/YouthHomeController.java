package org.youthhome.youthhome.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.GeoPoint;
import org.youthhome.youthhome.HomeQuery;
import org.youthhome.youthhome.HomeStage;
import org.youthhome.youthhome.YouthHome;
import org.youthhome.youthhome.YouthHomes;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "places")
class YouthHomeController {

    private final YouthHomes homes;
    private final Territory territory;

    YouthHomeController(YouthHomes homes, Territory territory) {
        this.homes = homes;
        this.territory = territory;
    }

    /**
     * A home.
     *
     * @param longitude GCJ-02 degrees east
     * @param latitude GCJ-02 degrees north
     * @param spaceM2 own space in square metres, where known
     * @param stage listed, or suspended for the time being
     * @param distance metres as the crow flies, where {@code near} was given
     */
    record YouthHomeView(
            UUID id,
            String name,
            CommunityRef community,
            String address,
            double longitude,
            double latitude,
            String openingHours,
            @Nullable Integer spaceM2,

            HomeStage stage,
            @Nullable Integer distance) {}

    /** The community of a home. */
    record CommunityRef(UUID id, String name) {}

    @GetMapping("/api/v1/youth-homes")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.EVERYBODY)
    @Operation(
            summary = "青年之家 · Homes: the nearest first where `near` is given, by name otherwise",
            operationId = "listYouthHomes")
    Mono<Page<YouthHomeView>> list(
            @RequestParam(required = false) @Nullable UUID communityId,
            @Parameter(description = "经度,纬度 · longitude,latitude (GCJ-02)", example = "120.27,32.02")
                    @RequestParam(required = false)
                    @Nullable
                    String near,
            @Parameter(description = "米 · Metres around `near`")
                    @RequestParam(required = false)
                    @Min(1)
                    @Max(100_000)
                    @Nullable
                    Integer radius,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String after) {
        GeoPoint from = near == null ? null : GeoPoint.parse(near);
        return Mono.zip(homes.page(new HomeQuery(communityId, from, radius, limit, after)), territory.tree())
                .map(found -> found.getT1().map(home -> view(home.home(), home.metres(), found.getT2())));
    }

    @GetMapping("/api/v1/youth-homes/{id}")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.EVERYBODY)
    @Operation(summary = "青年之家详情 · A home", operationId = "getYouthHome")
    Mono<YouthHomeView> get(
            @PathVariable String id,
            @Parameter(description = "经度,纬度 · longitude,latitude (GCJ-02)") @RequestParam(required = false) @Nullable
                    String near) {
        GeoPoint from = near == null ? null : GeoPoint.parse(near);
        return Ids.parse(id)
                .flatMap(homes::byId)
                .filter(YouthHome::visible)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("youth_home")))
                .zipWith(territory.tree(), (home, tree) -> view(home, metres(home, from), tree));
    }

    private static @Nullable Integer metres(YouthHome home, @Nullable GeoPoint from) {
        return from == null ? null : (int) Math.round(from.metresTo(home.location()));
    }

    private static YouthHomeView view(YouthHome home, @Nullable Integer metres, Territory.Tree tree) {
        return new YouthHomeView(
                home.id(),
                home.name(),
                new CommunityRef(
                        home.communityId(),
                        tree.place(home.communityId()).map(Place::name).orElse("")),
                home.address(),
                home.location().longitude(),
                home.location().latitude(),
                home.openingHours(),
                home.spaceM2(),
                home.stage(),
                metres);
    }
}
