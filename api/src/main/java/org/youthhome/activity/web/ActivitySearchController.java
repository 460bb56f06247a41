package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.Audience;
import org.youthhome.activity.PartOfWeek;
import org.youthhome.activity.search.ActivityCounts;
import org.youthhome.activity.search.ActivitySearch;
import org.youthhome.activity.search.MapPoint;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "activities")
class ActivitySearchController {

    private static final Pattern BOX = Pattern.compile(
            "\\d{1,3}(\\.\\d{1,12})?,\\d{1,2}(\\.\\d{1,12})?,\\d{1,3}(\\.\\d{1,12})?,\\d{1,2}(\\.\\d{1,12})?");

    private static final String COUNTRY = "73,3,136,54";

    private final ActivitySearch search;
    private final ActivityViews views;

    ActivitySearchController(ActivitySearch search, ActivityViews views) {
        this.search = search;
        this.views = views;
    }

    /** In which order a list is. */
    enum Order {
        TIME,
        DISTANCE
    }

    /**
     * How many activities each choice would show, as if that filter alone were still free.
     *
     * @param total with all filters as they are
     * @param open how many of them somebody could enrol in now
     * @param places local units and communities, the most first
     * @param youthHomes the most first, at most 100
     */
    record CountsView(
            int total,
            int open,
            List<ProgrammeCount> programmes,
            List<PartCount> when,
            List<AudienceCount> audiences,
            List<PlaceCount> places,
            List<HomeCount> youthHomes) {

        record ProgrammeCount(Programme programme, String name, int activities) {}

        record PartCount(PartOfWeek when, int activities) {}

        record AudienceCount(Audience audience, int activities) {}

        record PlaceCount(UUID id, String name, String kind, int activities) {}

        record HomeCount(UUID id, String name, int activities) {}

        static CountsView of(ActivityCounts counts) {
            return new CountsView(
                    counts.total(),
                    counts.open(),
                    Arrays.stream(Programme.values())
                            .map(programme -> new ProgrammeCount(
                                    programme,
                                    programme.chineseName(),
                                    counts.programmes().getOrDefault(programme, 0)))
                            .toList(),
                    counts.parts().entrySet().stream()
                            .map(count -> new PartCount(count.getKey(), count.getValue()))
                            .toList(),
                    counts.audiences().entrySet().stream()
                            .map(count -> new AudienceCount(count.getKey(), count.getValue()))
                            .toList(),
                    counts.places().stream()
                            .map(count -> new PlaceCount(count.id(), count.name(), count.kind(), count.activities()))
                            .toList(),
                    counts.youthHomes().stream()
                            .map(count -> new HomeCount(count.id(), count.name(), count.activities()))
                            .toList());
        }
    }

    /** What a map shows: homes, or several taken together. */
    record MapView(List<PointView> points) {

        /**
         * A home, or several that would lie upon each other.
         *
         * @param longitude GCJ-02 degrees east; the middle, where it is several
         * @param latitude GCJ-02 degrees north
         * @param youthHomes how many homes
         * @param youthHomeId the home, where it is one
         * @param name of the home, where it is one
         */
        record PointView(
                double longitude,
                double latitude,
                int activities,
                int youthHomes,
                @Nullable UUID youthHomeId,
                @Nullable String name) {

            static PointView of(MapPoint point) {
                return new PointView(
                        point.longitude(),
                        point.latitude(),
                        point.activities(),
                        point.youthHomes(),
                        point.youthHomeId(),
                        point.name());
            }
        }
    }

    /** Some activities, all of them. */
    record ActivitiesView(List<ActivityView.ActivityItem> items) {}

    @GetMapping("/api/v1/activities")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(value = SharedAnswer.Among.EVERYBODY, unless = "mine")
    @Operation(
            summary = "活动列表与搜索 · Activities: what runs or comes next first, then what is over, the latest first",
            operationId = "listActivities",
            description = """
                    有 `q` 时，最贴切的在前：标题开头、标题、品牌和青年之家、拼音、其他。
                    With `q` the best fitting come first: at the beginning of the title, in it, in brand and home, by \
                    sound, elsewhere.""")
    Mono<Page<ActivityView.ActivityItem>> list(
            @Nullable Caller caller,
            @ParameterObject ActivityFilters filters,
            @Parameter(description = "我的社区 · true: those of my own communities, drafts too; needs a login")
                    @RequestParam(defaultValue = "false")
                    boolean mine,
            @Parameter(description = "distance: 由近及远 · The nearest first; needs `near`")
                    @RequestParam(defaultValue = "time")
                    Order order,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String after) {
        return Mono.defer(() -> search.page(
                        filters.query(mine ? signedIn(caller) : null, order == Order.DISTANCE, limit, after)))
                .map(page -> page.map(views::item));
    }

    @GetMapping("/api/v1/activities/counts")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.EVERYBODY)
    @Operation(
            summary = "各筛选项的活动数 · How many activities each choice of each filter would show",
            operationId = "countActivities")
    Mono<CountsView> counts(@ParameterObject ActivityFilters filters) {
        return Mono.defer(() -> search.counts(filters.query())).map(CountsView::of);
    }

    @GetMapping("/api/v1/activities/map")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.EVERYBODY)
    @Operation(
            summary = "地图上的活动 · Where activities are: homes with their numbers, taken together where zoomed out",
            operationId = "mapActivities")
    Mono<MapView> map(
            @ParameterObject ActivityFilters filters,
            @Parameter(
                            description =
                                    "西,南,东,北，默认全国 · west,south,east,north (GCJ-02); the whole country when left out",
                            example = "120.0,31.9,120.5,32.2")
                    @RequestParam(defaultValue = COUNTRY)
                    String box,
            @Parameter(description = "地图缩放级别 · Zoom of the map, 3 to 20; from 15 on every home stands alone")
                    @RequestParam(defaultValue = "15")
                    @Min(3)
                    @Max(20)
                    int zoom) {
        return Mono.defer(() -> search.map(filters.query(), box(box), zoom))
                .map(points ->
                        new MapView(points.stream().map(MapView.PointView::of).toList()));
    }

    @GetMapping("/api/v1/activities/{id}/related")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.EVERYBODY)
    @Operation(
            summary = "相关活动 · Others of the same brand, home or programme that are on; at most six",
            operationId = "listRelatedActivities")
    Mono<ActivitiesView> related(@PathVariable UUID id) {
        return search.related(id)
                .map(cards -> new ActivitiesView(cards.stream().map(views::item).toList()));
    }

    private static UUID signedIn(@Nullable Caller caller) {
        if (caller == null) {
            throw Refusal.of(Refusal.Kind.UNAUTHENTICATED, "login_needed");
        }
        return caller.personId();
    }

    private static double[] box(String said) {
        if (!BOX.matcher(said).matches()) {
            throw Refusal.invalid("box", "bad_coordinates");
        }
        double[] box =
                Arrays.stream(said.split(",")).mapToDouble(Double::parseDouble).toArray();
        if (box[0] > box[2] || box[1] > box[3] || box[2] > 180 || box[3] > 90) {
            throw Refusal.invalid("box", "bad_coordinates");
        }
        return box;
    }
}
