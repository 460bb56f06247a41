package org.youthhome.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.youthhome.kernel.Refusal;

/** The examples of RFC 5545, section 3.8.5.3, as far as they speak of days, and the rules that homes have. */
class RecurrenceTest {

    private static final HolidayCalendar.Days NONE = new HolidayCalendar.Days(List.of());

    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource(delimiter = '|', textBlock = """
            FREQ=DAILY;COUNT=10                                      | 1997-09-02 | 1997-09-02 1997-09-03 1997-09-04 1997-09-05 1997-09-06 1997-09-07 1997-09-08 1997-09-09 1997-09-10 1997-09-11
            FREQ=DAILY;INTERVAL=10;COUNT=5                           | 1997-09-02 | 1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12
            FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH   | 1997-09-02 | 1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 1997-09-18 1997-09-23 1997-09-25 1997-09-30 1997-10-02 1997-10-07
            FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH                 | 1997-09-02 | 1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 1997-09-18 1997-09-23 1997-09-25 1997-09-30 1997-10-02
            FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH       | 1997-09-02 | 1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16
            FREQ=MONTHLY;COUNT=10;BYDAY=1FR                          | 1997-09-05 | 1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 1998-05-01 1998-06-05
            FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU          | 1997-09-07 | 1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25 1998-03-01 1998-03-29 1998-05-03 1998-05-31
            FREQ=MONTHLY;COUNT=6;BYDAY=-2MO                          | 1997-09-22 | 1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16
            FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6                       | 1997-09-28 | 1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26
            FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15                    | 1997-09-02 | 1997-09-02 1997-09-15 1997-10-02 1997-10-15 1997-11-02 1997-11-15 1997-12-02 1997-12-15 1998-01-02 1998-01-15
            FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1                    | 1997-09-30 | 1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30 1997-12-01 1997-12-31 1998-01-01 1998-01-31 1998-02-01
            FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15 | 1997-09-10 | 1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10 1999-03-11 1999-03-12 1999-03-13
            FREQ=YEARLY;COUNT=4;BYMONTH=6,7                          | 1997-06-10 | 1997-06-10 1997-07-10 1998-06-10 1998-07-10
            FREQ=YEARLY;BYDAY=20MO;COUNT=3                           | 1997-05-19 | 1997-05-19 1998-05-18 1999-05-17
            FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=2                 | 1997-05-12 | 1997-05-12 1998-05-11
            FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3           | 1997-09-04 | 1997-09-04 1997-10-07 1997-11-06
            FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7    | 1997-09-29 | 1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29 1998-02-26 1998-03-30
            FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3              | 1997-09-02 | 1998-02-13 1998-03-13 1998-11-13
            FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO       | 1997-08-05 | 1997-08-05 1997-08-10 1997-08-19 1997-08-24
            FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU       | 1997-08-05 | 1997-08-05 1997-08-17 1997-08-19 1997-08-31
            FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5                    | 2007-01-15 | 2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30
            """)
    void the_examples_of_the_standard_hold(String rule, String from, String days) {
        assertThat(of(from, rule)).isEqualTo(dates(days.split(" ")));
    }

    @Test
    void the_31st_skips_the_months_that_have_none_and_minus_one_is_the_last_of_each() {
        assertThat(of("2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4"))
                .isEqualTo(dates("2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"));
        assertThat(of("2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"))
                .isEqualTo(dates("2026-01-31", "2026-02-28", "2026-03-31"));
    }

    @Test
    void second_and_fourth_friday_and_third_sunday() {
        assertThat(of("2026-12-01", "FREQ=MONTHLY;BYDAY=2FR,4FR;COUNT=4"))
                .isEqualTo(dates("2026-12-11", "2026-12-25", "2027-01-08", "2027-01-22"));
        assertThat(of("2026-12-01", "FREQ=MONTHLY;BYDAY=3SU;COUNT=3"))
                .isEqualTo(dates("2026-12-20", "2027-01-17", "2027-02-21"));
    }

    @Test
    void an_end_said_in_utc_is_the_day_that_it_is_in_the_city() {
        // 16:30 UTC on the 3rd is half past midnight on the 4th.
        assertThat(of("2026-12-01", "FREQ=DAILY;UNTIL=20261203T163000Z"))
                .isEqualTo(dates("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"));
        assertThat(of("2026-12-01", "FREQ=DAILY;UNTIL=20261203T150000Z"))
                .isEqualTo(dates("2026-12-01", "2026-12-02", "2026-12-03"));
        assertThat(of("2026-12-01", "FREQ=DAILY;UNTIL=20261202")).isEqualTo(dates("2026-12-01", "2026-12-02"));
    }

    @Test
    void school_days_skip_the_holidays_and_count_the_made_up_workdays() {
        HolidayCalendar.Days calendar = spring();

        List<LocalDate> days = new Recurrence(
                        LocalDate.parse("2026-02-09"),
                        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260301",
                        Set.of(),
                        Set.of(),
                        true)
                .days(calendar, LocalDate.parse("2026-02-01"), 100);

        assertThat(days)
                .isEqualTo(dates(
                        "2026-02-09",
                        "2026-02-10",
                        "2026-02-11",
                        "2026-02-12",
                        "2026-02-13",
                        "2026-02-14",
                        "2026-02-24",
                        "2026-02-25",
                        "2026-02-26",
                        "2026-02-27",
                        "2026-02-28"));
    }

    @Test
    void a_rule_of_one_weekday_skips_holidays_and_gets_no_other_days() {
        List<LocalDate> days = new Recurrence(
                        LocalDate.parse("2026-02-11"), "FREQ=WEEKLY;BYDAY=WE;COUNT=4", Set.of(), Set.of(), true)
                .days(spring(), LocalDate.parse("2026-02-01"), 100);

        assertThat(days).isEqualTo(dates("2026-02-11", "2026-02-25", "2026-03-04"));
    }

    @Test
    void single_days_come_in_and_go_out() {
        List<LocalDate> days = new Recurrence(
                        LocalDate.parse("2026-12-01"),
                        "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3",
                        Set.of(LocalDate.parse("2026-12-08")),
                        Set.of(LocalDate.parse("2026-12-10")),
                        false)
                .days(NONE, LocalDate.parse("2026-12-01"), 100);

        assertThat(days).isEqualTo(dates("2026-12-01", "2026-12-10", "2026-12-15"));
    }

    @Test
    void without_an_end_it_takes_the_room_there_is_and_reaches_two_years() {
        LocalDate today = LocalDate.parse("2026-12-01");

        assertThat(of("2026-12-01", "FREQ=DAILY")).hasSize(100);
        List<LocalDate> yearly =
                new Recurrence(today, "FREQ=MONTHLY;BYMONTHDAY=1", Set.of(), Set.of(), false).days(NONE, today, 100);
        assertThat(yearly).hasSize(25).last().isEqualTo(LocalDate.parse("2028-12-01"));
    }

    @Test
    void more_than_there_is_room_for_is_refused_and_not_cut() {
        assertThatThrownBy(() -> of("2026-12-01", "FREQ=DAILY;COUNT=101"))
                .isInstanceOfSatisfying(Refusal.class, no -> assertThat(no.fields())
                        .extracting(Refusal.Field::code)
                        .containsExactly("bad_count"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every day",
                "FREQ=HOURLY;COUNT=3",
                "FREQ=DAILY;BYHOUR=9,10",
                "FREQ=SECONDLY",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=NEVER",
                "FREQ=DAILY;COUNT=-1",
                "FREQ=DAILY;UNTIL=20261399",
                "FREQ=MONTHLY;BYMONTHDAY=32",
                "FREQ=WEEKLY;BYDAY=XX",
                "FREQ=YEARLY;RSCALE=CHINESE",
                "BYDAY=MO",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY\\r\\nX=1",
            })
    void what_is_no_rule_or_gives_no_day_is_refused(String rule) {
        assertThatThrownBy(() -> of("2026-12-01", rule)).isInstanceOf(Refusal.class);
    }

    @Test
    void a_class_on_every_school_day_of_2026_is_never_on_a_day_off() {
        List<LocalDate> days = new Recurrence(
                        LocalDate.parse("2026-02-01"),
                        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260531",
                        Set.of(),
                        Set.of(),
                        true)
                .days(spring(), LocalDate.parse("2026-02-01"), 100);

        assertThat(days)
                .noneMatch(spring()::holiday)
                .filteredOn(day -> day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY)
                .isEqualTo(spring().workdays());
    }

    private static List<LocalDate> of(String from, String rule) {
        LocalDate start = LocalDate.parse(from);
        return new Recurrence(start, rule, Set.of(), Set.of(), false).days(NONE, start, 100);
    }

    private static List<LocalDate> dates(String... days) {
        return Stream.of(days).map(LocalDate::parse).collect(Collectors.toList());
    }

    /** The State Council's spring festival of 2026. */
    private static HolidayCalendar.Days spring() {
        List<HolidayCalendar.Day> days = new ArrayList<>();
        LocalDate.parse("2026-02-15")
                .datesUntil(LocalDate.parse("2026-02-24"))
                .forEach(day -> days.add(new HolidayCalendar.Day(day, HolidayCalendar.Kind.HOLIDAY, "春节")));
        days.add(new HolidayCalendar.Day(LocalDate.parse("2026-02-14"), HolidayCalendar.Kind.WORKDAY, "春节"));
        days.add(new HolidayCalendar.Day(LocalDate.parse("2026-02-28"), HolidayCalendar.Kind.WORKDAY, "春节"));
        return new HolidayCalendar.Days(days);
    }
}
