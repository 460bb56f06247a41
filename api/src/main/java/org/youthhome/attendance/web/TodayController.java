package org.youthhome.attendance.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.attendance.Today;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "today")
class TodayController {

    private final Today today;

    TodayController(Today today) {
        this.today = today;
    }

    /** The sums of everything shown. */
    record TodaySumView(long activities, long enrolled, long checkedIn, long present, long checkedOut) {}

    /** A home with something on today. */
    record TodayHomeView(
            UUID id,
            String name,
            String communityName,
            double longitude,
            double latitude,
            long activities,
            long present) {}

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

    /** Today at a glance. */
    record TodayView(
            Instant asOf, TodaySumView city, List<TodayHomeView> youthHomes, List<TodayOccurrenceView> occurrences) {

        static TodayView of(Today.Day day) {
            Map<UUID, TodayHomeView> homes = new LinkedHashMap<>();
            long enrolled = 0;
            long checkedIn = 0;
            long checkedOut = 0;
            for (Today.Line line : day.lines()) {
                var occurrence = line.occurrence();
                enrolled += line.headcount().enrolled();
                checkedIn += line.headcount().checkedIn();
                checkedOut += line.headcount().checkedOut();
                homes.merge(
                        occurrence.youthHomeId(),
                        new TodayHomeView(
                                occurrence.youthHomeId(),
                                occurrence.youthHomeName(),
                                line.communityName(),
                                occurrence.longitude(),
                                occurrence.latitude(),
                                1,
                                line.headcount().present()),
                        (one, other) -> new TodayHomeView(
                                one.id(),
                                one.name(),
                                one.communityName(),
                                one.longitude(),
                                one.latitude(),
                                one.activities() + other.activities(),
                                one.present() + other.present()));
            }
            return new TodayView(
                    day.asOf(),
                    new TodaySumView(day.lines().size(), enrolled, checkedIn, checkedIn - checkedOut, checkedOut),
                    List.copyOf(homes.values()),
                    day.lines().stream().map(TodayOccurrenceView::of).toList());
        }
    }

    @GetMapping("/api/v1/today")
    @Access(value = Access.Who.RIGHT, right = Right.SEE_TODAY)
    @Operation(
            operationId = "getToday",
            summary = "今日一览 · Today at a glance",
            description = "只含本人所辖范围。Only the places that the caller looks after.")
    Mono<ResponseEntity<TodayView>> today(Caller caller) {
        return today.seenBy(caller.personId()).map(day -> {
            // The numbers, not the moment they were read, decide whether anything changed.
            TodayView view = TodayView.of(day);
            String tag = Integer.toHexString(
                    List.of(view.city(), view.youthHomes(), view.occurrences()).hashCode());
            return ResponseEntity.ok()
                    .cacheControl(CacheControl.noCache().cachePrivate())
                    .eTag(tag)
                    .body(view);
        });
    }
}
