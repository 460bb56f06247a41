package org.youthhome.attendance.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.attendance.Headcount;
import org.youthhome.attendance.Today;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.programme.Programme;
import org.youthhome.territory.Place;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "today")
class TodayController {

    private final Today today;

    TodayController(Today today) {
        this.today = today;
    }

    /** Sums of occurrences of today, in people. */
    record TodaySumView(long activities, long enrolled, long checkedIn, long present, long checkedOut) {

        private static final TodaySumView NOTHING = new TodaySumView(0, 0, 0, 0, 0);

        TodaySumView plus(TodaySumView other) {
            return new TodaySumView(
                    activities + other.activities,
                    enrolled + other.enrolled,
                    checkedIn + other.checkedIn,
                    present + other.present,
                    checkedOut + other.checkedOut);
        }

        static TodaySumView of(Today.Line line) {
            Headcount headcount = line.headcount();
            return new TodaySumView(
                    1, headcount.enrolled(), headcount.checkedIn(), headcount.present(), headcount.checkedOut());
        }

        static TodaySumView of(List<Today.Line> lines) {
            return lines.stream().map(TodaySumView::of).reduce(NOTHING, TodaySumView::plus);
        }
    }

    /** A home with something on today. */
    record TodayHomeView(
            UUID id,
            String name,
            String communityName,
            double longitude,
            double latitude,
            long activities,
            long enrolled,
            long checkedIn,
            long present,
            long checkedOut) {

        static TodayHomeView of(List<Today.Line> lines) {
            Occurrence any = lines.get(0).occurrence();
            TodaySumView sum = TodaySumView.of(lines);
            return new TodayHomeView(
                    any.youthHomeId(),
                    any.youthHomeName(),
                    lines.get(0).communityName(),
                    any.longitude(),
                    any.latitude(),
                    sum.activities(),
                    sum.enrolled(),
                    sum.checkedIn(),
                    sum.present(),
                    sum.checkedOut());
        }
    }

    /** A community or a local unit with something on today. */
    record TodayPlaceView(
            UUID id, String name, long activities, long enrolled, long checkedIn, long present, long checkedOut) {

        static TodayPlaceView of(Place place, List<Today.Line> lines) {
            TodaySumView sum = TodaySumView.of(lines);
            return new TodayPlaceView(
                    place.id(),
                    place.name(),
                    sum.activities(),
                    sum.enrolled(),
                    sum.checkedIn(),
                    sum.present(),
                    sum.checkedOut());
        }
    }

    /** A programme with something on today. */
    record TodayProgrammeView(
            Programme programme,
            String programmeName,
            long activities,
            long enrolled,
            long checkedIn,
            long present,
            long checkedOut) {

        static TodayProgrammeView of(Programme programme, List<Today.Line> lines) {
            TodaySumView sum = TodaySumView.of(lines);
            return new TodayProgrammeView(
                    programme,
                    programme.chineseName(),
                    sum.activities(),
                    sum.enrolled(),
                    sum.checkedIn(),
                    sum.present(),
                    sum.checkedOut());
        }
    }

    /** An occurrence of today. */
    record TodayOccurrenceView(
            UUID occurrenceId,
            UUID activityId,
            String activityTitle,
            Programme programme,
            String programmeName,
            String youthHomeName,
            String communityName,
            Instant startsAt,
            Instant endsAt,
            ActivityStatus status,
            long capacity,
            long enrolled,
            long checkedIn,
            long present,
            long checkedOut) {

        static TodayOccurrenceView of(Today.Line line) {
            var occurrence = line.occurrence();
            var headcount = line.headcount();
            return new TodayOccurrenceView(
                    occurrence.id(),
                    occurrence.activityId(),
                    occurrence.activityTitle(),
                    occurrence.programme(),
                    occurrence.programme().chineseName(),
                    occurrence.youthHomeName(),
                    line.communityName(),
                    occurrence.startsAt(),
                    occurrence.endsAt(),
                    occurrence.status(),
                    line.capacity(),
                    headcount.enrolled(),
                    headcount.checkedIn(),
                    headcount.present(),
                    headcount.checkedOut());
        }
    }

    /**
     * Today at a glance.
     *
     * @param city the sum of everything shown, which is the caller's own places
     */
    record TodayView(
            Instant asOf,
            TodaySumView city,
            List<TodayPlaceView> localUnits,
            List<TodayPlaceView> communities,
            List<TodayHomeView> youthHomes,
            List<TodayProgrammeView> programmes,
            List<TodayOccurrenceView> occurrences) {

        static TodayView of(Today.Day day) {
            List<Today.Line> lines = day.lines();
            return new TodayView(
                    day.asOf(),
                    TodaySumView.of(lines),
                    places(lines, Today.Line::localUnit),
                    places(lines, Today.Line::community),
                    grouped(lines, line -> line.occurrence().youthHomeId()).values().stream()
                            .map(TodayHomeView::of)
                            .toList(),
                    grouped(lines, line -> line.occurrence().programme()).entrySet().stream()
                            .map(one -> TodayProgrammeView.of(one.getKey(), one.getValue()))
                            .toList(),
                    lines.stream().map(TodayOccurrenceView::of).toList());
        }

        private static List<TodayPlaceView> places(
                List<Today.Line> lines, Function<Today.Line, @Nullable Place> where) {
            return grouped(lines, where).entrySet().stream()
                    .map(one -> TodayPlaceView.of(one.getKey(), one.getValue()))
                    .toList();
        }

        /** In the order in which they come first; lines without the thing are in no group. */
        private static <K> Map<K, List<Today.Line>> grouped(
                List<Today.Line> lines, Function<Today.Line, @Nullable K> by) {
            Map<K, List<Today.Line>> groups = new LinkedHashMap<>();
            for (Today.Line line : lines) {
                K key = by.apply(line);
                if (key != null) {
                    groups.computeIfAbsent(key, first -> new ArrayList<>()).add(line);
                }
            }
            return groups;
        }
    }

    @GetMapping("/api/v1/today")
    @Access(value = Access.Who.RIGHT, right = Right.SEE_TODAY)
    @SharedAnswer(SharedAnswer.Among.COLLEAGUES)
    @Operation(
            operationId = "getToday",
            summary = "今日一览 · Today at a glance",
            description = "只含本人所辖范围，按街镇、社区、青年之家和项目汇总。Only the places that the caller looks after,"
                    + " summed by local unit, community, home and programme.")
    Mono<ResponseEntity<TodayView>> today(Caller caller) {
        return today.seenBy(caller.personId()).map(day -> {
            // The numbers, not the moment they were read, decide whether anything changed: the tag is a weak one.
            TodayView view = TodayView.of(day);
            String tag = Integer.toHexString(
                    List.of(view.city(), view.localUnits(), view.communities(), view.youthHomes(), view.occurrences())
                            .hashCode());
            return ResponseEntity.ok()
                    .cacheControl(CacheControl.noCache().cachePrivate())
                    .eTag("W/\"" + tag + '"')
                    .body(view);
        });
    }
}
