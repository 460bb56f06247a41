package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.activity.HolidayCalendar;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "public-holidays")
class PublicHolidayController {

    private final HolidayCalendar calendar;

    PublicHolidayController(HolidayCalendar calendar) {
        this.calendar = calendar;
    }

    /** All of a year, as the State Council's office gives notice of it. */
    record HolidaysRequest(
            @NotNull @Size(max = HolidayCalendar.MOST_DAYS) List<@NotNull @Valid HolidayRequest> days) {}

    record HolidayRequest(
            @NotNull @Schema(example = "2027-01-01") LocalDate date,
            @NotNull HolidayCalendar.Kind kind,

            @NotBlank @Size(max = 20) @Schema(example = "元旦")
            String name) {

        HolidayCalendar.Day day() {
            return new HolidayCalendar.Day(date, kind, name.strip());
        }
    }

    /** The days of a year; none where it has not been entered. */
    record HolidaysView(int year, List<HolidayView> days) {
        static HolidaysView of(int year, List<HolidayCalendar.Day> days) {
            return new HolidaysView(
                    year,
                    days.stream()
                            .map(day -> new HolidayView(day.date(), day.kind(), day.name()))
                            .toList());
        }
    }

    record HolidayView(LocalDate date, HolidayCalendar.Kind kind, String name) {}

    @GetMapping("/api/v1/public-holidays/{year}")
    @Access(Access.Who.ANYONE)
    @Operation(
            operationId = "getPublicHolidays",
            summary = "某年节假日与调休 · Public holidays of a year, and weekends that are workdays")
    Mono<HolidaysView> get(@PathVariable int year) {
        return Mono.defer(() -> calendar.of(year)).map(days -> HolidaysView.of(year, days));
    }

    @PutMapping("/api/v1/public-holidays/{year}")
    @Access(value = Access.Who.RIGHT, right = Right.SET_HOLIDAYS)
    @Operation(
            operationId = "putPublicHolidays",
            summary = "录入某年节假日与调休 · Enter a year's holidays, all of it, as the State Council's notice has them",
            description = "已排好的场次不随之变动。 Occurrences that are laid out already do not move with it.")
    Mono<HolidaysView> put(Caller caller, @PathVariable int year, @Valid @RequestBody HolidaysRequest request) {
        return Mono.defer(() -> calendar.put(
                        caller.personId(),
                        year,
                        request.days().stream().map(HolidayRequest::day).toList()))
                .map(days -> HolidaysView.of(year, days));
    }
}
