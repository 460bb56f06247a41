package org.youthhome.activity;

import io.r2dbc.spi.Readable;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.audit.AuditTrail;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Public holidays, and weekends that are workdays instead, as the State Council's office gives notice of each autumn.
 * 2026 is there from the beginning; the city enters the years that follow.
 */
@Component
public class HolidayCalendar {

    /** A notice has some forty days. */
    public static final int MOST_DAYS = 120;

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2199;

    private final DatabaseClient database;
    private final Territory territory;
    private final AuditTrail audit;
    private final TransactionalOperator transaction;

    HolidayCalendar(DatabaseClient database, Territory territory, AuditTrail audit, TransactionalOperator transaction) {
        this.database = database;
        this.territory = territory;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** What a day is against its weekday. */
    public enum Kind {
        HOLIDAY,
        /** A Saturday or Sunday on which people work, and children go to school. */
        WORKDAY
    }

    /**
     * One day of the calendar.
     *
     * @param name of the festival, 1 to 20 characters
     */
    public record Day(LocalDate date, Kind kind, String name) {}

    /** The days of some years. */
    public static final class Days {

        private final SortedMap<LocalDate, Day> days = new TreeMap<>();

        Days(Iterable<Day> some) {
            some.forEach(day -> days.put(day.date(), day));
        }

        boolean holiday(LocalDate date) {
            Day day = days.get(date);
            return day != null && day.kind() == Kind.HOLIDAY;
        }

        /** What it is called, where it is a holiday. */
        java.util.Optional<String> festival(LocalDate date) {
            return java.util.Optional.ofNullable(days.get(date))
                    .filter(day -> day.kind() == Kind.HOLIDAY)
                    .map(Day::name);
        }

        List<LocalDate> workdays() {
            return days.values().stream()
                    .filter(day -> day.kind() == Kind.WORKDAY)
                    .map(Day::date)
                    .toList();
        }
    }

    /** The days of a year, in order; none where the year is not entered. */
    public Mono<List<Day>> of(int year) {
        return between(LocalDate.of(checked(year), 1, 1), LocalDate.of(year, 12, 31))
                .collectList();
    }

    Mono<Days> from(LocalDate first, int years) {
        return between(first, first.plusYears(years)).collectList().map(Days::new);
    }

    /** The year is to be like this. */
    public Mono<List<Day>> put(UUID caller, int year, List<Day> days) {
        LocalDate first = LocalDate.of(checked(year), 1, 1);
        Set<LocalDate> met = new HashSet<>();
        List<Refusal.Field> wrong = new java.util.ArrayList<>();
        for (int i = 0; i < days.size(); i++) {
            Day day = days.get(i);
            String field = "days[%d].date".formatted(i);
            if (day.date().getYear() != year) {
                wrong.add(Refusal.Field.of(field, "other_year"));
            } else if (!met.add(day.date())) {
                wrong.add(Refusal.Field.of(field, "repeated"));
            } else if (day.kind() == Kind.WORKDAY && !Recurrence.weekend(day.date())) {
                wrong.add(Refusal.Field.of(field, "not_a_weekend"));
            }
        }
        if (!wrong.isEmpty()) {
            return Mono.error(Refusal.invalid(wrong));
        }
        return database.sql("DELETE FROM public_holiday WHERE on_date BETWEEN :first AND :last")
                .bind("first", first)
                .bind("last", LocalDate.of(year, 12, 31))
                .then()
                .thenMany(Flux.fromIterable(days).concatMap(this::add))
                .then(territory.tree())
                .flatMap(tree -> audit.record(
                        caller,
                        "public_holidays.put",
                        null,
                        tree.all().stream()
                                .filter(place -> place.kind() == Place.Kind.CITY)
                                .map(Place::id)
                                .findFirst()
                                .orElse(null),
                        Map.of("year", year, "days", days.size())))
                .as(transaction::transactional)
                .then(Mono.defer(() -> of(year)));
    }

    private Mono<Void> add(Day day) {
        return database.sql("INSERT INTO public_holiday (on_date, kind, name) VALUES (:date, :kind, :name)")
                .bind("date", day.date())
                .bind("kind", day.kind().name().toLowerCase(Locale.ROOT))
                .bind("name", day.name())
                .then();
    }

    private Flux<Day> between(LocalDate first, LocalDate last) {
        return database.sql(
                        "SELECT on_date, kind, name FROM public_holiday WHERE on_date BETWEEN :first AND :last ORDER BY on_date")
                .bind("first", first)
                .bind("last", last)
                .map(HolidayCalendar::read)
                .all();
    }

    private static Day read(Readable readable) {
        Row row = new Row(readable);
        return new Day(
                Objects.requireNonNull(readable.get("on_date", LocalDate.class)),
                Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                row.text("name"));
    }

    private static int checked(int year) {
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw Refusal.notFound("calendar_year");
        }
        return year;
    }
}
