package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.Activity;
import org.youthhome.activity.ActivitySeries;
import org.youthhome.activity.Recurrence;
import org.youthhome.activity.SeriesDesk;
import org.youthhome.activity.web.ActivityRequest.OccurrenceRequest;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "publishing")
class SeriesController {

    private static final String TIME = "([01]\\d|2[0-3]):[0-5]\\d";

    private final SeriesDesk series;
    private final ActivityAnswers answers;

    SeriesController(SeriesDesk series, ActivityAnswers answers) {
        this.series = series;
        this.answers = answers;
    }

    /** On which days something takes place again and again. */
    record RecurrenceRequest(
            @Schema(description = "从哪天算起（DTSTART） · Where counting begins", example = "2026-12-01") @NotNull
            LocalDate startsOn,

            @Schema(
                    description = "RFC 5545 RRULE，只到天 · nothing below days",
                    example = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
            @NotBlank
            @Size(max = 200)
            String rrule,

            @Schema(description = "不办的日子（EXDATE） · Days on which it does not take place") @Size(max = 200) @Nullable
            List<@NotNull LocalDate> exdates,

            @Schema(description = "加办的日子（RDATE） · More days") @Size(max = 100) @Nullable
            List<@NotNull LocalDate> rdates,

            @Schema(
                    description = "跳过法定节假日；规则为每周一至周五时，调休上班日也算 ·"
                            + " Skip public holidays; where the rule is every Monday to Friday, made-up workdays count",
                    defaultValue = "false")
            @Nullable
            Boolean schoolDays) {

        Recurrence recurrence() {
            return new Recurrence(
                    startsOn,
                    rrule,
                    exdates == null ? Set.of() : new TreeSet<>(exdates),
                    rdates == null ? Set.of() : new TreeSet<>(rdates),
                    schoolDays != null && schoolDays);
        }
    }

    /** Occurrences that come again and again, at times of day in Asia/Shanghai. */
    record SeriesRequest(
            @NotNull @Valid RecurrenceRequest recurrence,

            @Schema(example = "16:30") @NotNull @Pattern(regexp = TIME)
            String startsAt,

            @Schema(description = "不晚于开始则为次日 · On the next day where it is not after the start", example = "18:00")
            @NotNull
            @Pattern(regexp = TIME)
            String endsAt,

            @Pattern(regexp = TIME) @Nullable String volunteerStartsAt,
            @Pattern(regexp = TIME) @Nullable String volunteerEndsAt,

            @Schema(description = "0 when left out") @Min(0) @Max(Activity.MOST_PLACES) @Nullable
            Integer participantCapacity,

            @Schema(description = "0 when left out") @Min(0) @Max(Activity.MOST_PLACES) @Nullable
            Integer volunteerCapacity) {

        ActivitySeries series() {
            return new ActivitySeries(
                    recurrence.recurrence(),
                    LocalTime.parse(startsAt),
                    LocalTime.parse(endsAt),
                    volunteerStartsAt == null ? null : LocalTime.parse(volunteerStartsAt),
                    volunteerEndsAt == null ? null : LocalTime.parse(volunteerEndsAt),
                    participantCapacity == null ? 0 : participantCapacity,
                    volunteerCapacity == null ? 0 : volunteerCapacity);
        }
    }

    /** The rule by which the occurrences were laid out last. */
    record SeriesView(
            LocalDate startsOn,
            String rrule,
            List<LocalDate> exdates,
            List<LocalDate> rdates,
            boolean schoolDays,
            @Schema(example = "16:30") String startsAt,
            @Schema(example = "18:00") String endsAt,
            @Nullable String volunteerStartsAt,
            @Nullable String volunteerEndsAt,
            int participantCapacity,
            int volunteerCapacity) {

        static SeriesView of(ActivitySeries series) {
            Recurrence recurrence = series.recurrence();
            LocalTime shiftStart = series.volunteerStartsAt();
            LocalTime shiftEnd = series.volunteerEndsAt();
            return new SeriesView(
                    recurrence.startsOn(),
                    recurrence.rrule(),
                    recurrence.exdates().stream().sorted().toList(),
                    recurrence.rdates().stream().sorted().toList(),
                    recurrence.schoolDays(),
                    series.startsAt().toString(),
                    series.endsAt().toString(),
                    shiftStart == null ? null : shiftStart.toString(),
                    shiftEnd == null ? null : shiftEnd.toString(),
                    series.participantCapacity(),
                    series.volunteerCapacity());
        }
    }

    /** The days that a rule gives. */
    record SeriesDays(List<LocalDate> days) {}

    /** Why it will not take place; everybody who enrolled reads it. */
    record CancelOccurrenceRequest(
            @NotBlank @Size(max = 200) String reason,

            @Schema(defaultValue = "one") SeriesDesk.@Nullable Scope scope) {}

    @PostMapping("/api/v1/series-days")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY)
    @Operation(operationId = "listSeriesDays", summary = "试算重复日期 · The days that a rule gives, without making anything")
    Mono<SeriesDays> days(@Valid @RequestBody RecurrenceRequest request) {
        return Mono.defer(() -> series.days(request.recurrence())).map(SeriesDays::new);
    }

    @GetMapping("/api/v1/activities/{id}/series")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(operationId = "getSeries", summary = "重复规则 · The rule by which occurrences were laid out last")
    Mono<SeriesView> get(@PathVariable String id) {
        return id(id, "activity").flatMap(series::get).map(SeriesView::of);
    }

    @PutMapping("/api/v1/activities/{id}/series")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(
            operationId = "putSeries",
            summary = "按规则排场次 · Lay out the occurrences by a rule, from its first day on",
            description = """
                    须带 `If-Match`。最多 100 场、两年之内。`startsOn` 之前的、已开始的和单独改过时间的场次不动；\
                    有人报名而规则不再包含的场次取消并通知，没人报名的删除。
                    Needs `If-Match`. At most 100 occurrences, two years ahead. What lies before `startsOn`, what has begun \
                    and what was moved alone stays; what the rule no longer has is cancelled and told where somebody \
                    enrolled, and removed where nobody did.""")
    Mono<ResponseEntity<ActivityView>> put(
            Caller caller,
            @PathVariable String id,
            @Parameter(required = true) @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable
                    String ifMatch,
            @Valid @RequestBody SeriesRequest request) {
        return id(id, "activity")
                .flatMap(found -> series.put(caller.personId(), found, Versions.required(ifMatch), request.series()))
                .flatMap(answers::checked);
    }

    @PutMapping("/api/v1/activities/{id}/occurrences/{occurrenceId}")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(
            operationId = "changeOccurrence",
            summary = "改一场、这场及以后、或全部 · Change one occurrence, this and following, or all to come",
            description = """
                    须带 `If-Match`。报名保留，并通知已报名的人。
                    Needs `If-Match`. Enrolments are kept, and whoever is enrolled is told.""")
    Mono<ResponseEntity<ActivityView>> change(
            Caller caller,
            @PathVariable String id,
            @PathVariable String occurrenceId,
            @RequestParam(defaultValue = "one") SeriesDesk.Scope scope,
            @Parameter(required = true) @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable
                    String ifMatch,
            @Valid @RequestBody OccurrenceRequest request) {
        return id(id, "activity")
                .zipWith(id(occurrenceId, "occurrence"))
                .flatMap(found -> series.change(
                        caller.personId(),
                        found.getT1(),
                        Versions.required(ifMatch),
                        found.getT2(),
                        scope,
                        request.plan()))
                .flatMap(answers::checked);
    }

    @PostMapping("/api/v1/activities/{id}/occurrences/{occurrenceId}/cancel")
    @Access(value = Access.Who.RIGHT, right = Right.PUBLISH_ACTIVITY, at = "activity")
    @Operation(
            operationId = "cancelOccurrence",
            summary = "取消场次 · Cancel one occurrence, this and following, or all to come",
            description = "须带 `If-Match`。通知已报名的人。 Needs `If-Match`. Whoever is enrolled is told.")
    Mono<ResponseEntity<ActivityView>> cancel(
            Caller caller,
            @PathVariable String id,
            @PathVariable String occurrenceId,
            @Parameter(required = true) @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable
                    String ifMatch,
            @Valid @RequestBody CancelOccurrenceRequest request) {
        SeriesDesk.Scope scope = request.scope() == null ? SeriesDesk.Scope.ONE : request.scope();
        return id(id, "activity")
                .zipWith(id(occurrenceId, "occurrence"))
                .flatMap(found -> series.cancel(
                        caller.personId(),
                        found.getT1(),
                        Versions.required(ifMatch),
                        found.getT2(),
                        scope,
                        request.reason().strip()))
                .flatMap(answers::checked);
    }

    private static Mono<UUID> id(String id, String noun) {
        return Ids.parse(id).switchIfEmpty(Mono.error(() -> Refusal.notFound(noun)));
    }
}
