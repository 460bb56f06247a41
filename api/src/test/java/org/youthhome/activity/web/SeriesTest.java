package org.youthhome.activity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.youthhome.activity.web.Organiser.Answer;
import org.youthhome.kernel.Times;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

@ApiTest
class SeriesTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private Organiser organiser;
    private LocalDate first;
    private Answer published;

    /** A class at 16:30 on five days in a row, beginning in three days. */
    @BeforeEach
    void series() {
        organiser = new Organiser(demo, clock, Demo.RIVERSIDE);
        first = LocalDate.ofInstant(clock.instant(), Times.CITY_ZONE).plusDays(3);
        Map<String, Object> occurrence = new LinkedHashMap<>();
        occurrence.put("startsAt", at(first, "16:30").toString());
        occurrence.put("endsAt", at(first, "18:00").toString());
        occurrence.put("participantCapacity", 5);
        published = organiser.published(organiser.complete("四点半课堂", List.of(occurrence)));
        published = put(published, series(first, "FREQ=DAILY;COUNT=5"));
    }

    @Test
    void a_rule_lays_out_the_occurrences_and_keeps_the_one_that_was_there() {
        assertThat(published.status()).isEqualTo(200);
        assertThat(starts(published))
                .containsExactly(
                        at(first, "16:30"),
                        at(first.plusDays(1), "16:30"),
                        at(first.plusDays(2), "16:30"),
                        at(first.plusDays(3), "16:30"),
                        at(first.plusDays(4), "16:30"));
        assertThat(published.occurrence(4).get("participantCapacity").asInt()).isEqualTo(30);
        Answer rule = Organiser.get(organiser.account.http(), "/activities/" + published.id() + "/series");
        assertThat(rule.text("rrule")).isEqualTo("FREQ=DAILY;COUNT=5");
        assertThat(rule.text("startsAt")).isEqualTo("16:30");
    }

    @Test
    void one_occurrence_is_moved_alone_and_stays_so_when_the_rule_changes_the_rest() {
        Demo.Account child = enrolled(published, 2);
        Answer moved = change(published, 2, "one", at(first.plusDays(2), "15:00"), at(first.plusDays(2), "16:00"));
        assertThat(starts(moved)).contains(at(first.plusDays(2), "15:00"), at(first.plusDays(3), "16:30"));
        assertThat(notice(child).get("kind").asString()).isEqualTo("activity_changed");

        Map<String, Object> later = series(first, "FREQ=DAILY;COUNT=5");
        later.put("startsAt", "17:00");
        Answer again = put(moved, later);

        assertThat(starts(again))
                .containsExactly(
                        at(first, "17:00"),
                        at(first.plusDays(1), "17:00"),
                        at(first.plusDays(2), "15:00"),
                        at(first.plusDays(3), "17:00"),
                        at(first.plusDays(4), "17:00"));
        assertThat(id(again, 2)).isEqualTo(id(published, 2));
        assertThat(again.occurrence(2).get("participantSeatsLeft").asInt()).isEqualTo(29);
    }

    @Test
    void this_and_following_get_the_same_times_of_day_and_keep_their_enrolments() {
        Demo.Account child = enrolled(published, 3);

        Answer moved =
                change(published, 2, "following", at(first.plusDays(2), "17:15"), at(first.plusDays(2), "18:15"));

        assertThat(starts(moved))
                .containsExactly(
                        at(first, "16:30"),
                        at(first.plusDays(1), "16:30"),
                        at(first.plusDays(2), "17:15"),
                        at(first.plusDays(3), "17:15"),
                        at(first.plusDays(4), "17:15"));
        assertThat(id(moved, 3)).isEqualTo(id(published, 3));
        JsonNode told = notice(child).get("occurrences").get(0);
        assertThat(told.get("previousStartsAt").asString())
                .isEqualTo(at(first.plusDays(3), "16:30").toString());
        assertThat(told.get("startsAt").asString())
                .isEqualTo(at(first.plusDays(3), "17:15").toString());
    }

    @Test
    void all_to_come_are_changed_at_once() {
        Answer moved = change(published, 4, "all", at(first.plusDays(5), "09:00"), at(first.plusDays(5), "10:00"));

        assertThat(starts(moved))
                .containsExactly(
                        at(first.plusDays(1), "09:00"),
                        at(first.plusDays(2), "09:00"),
                        at(first.plusDays(3), "09:00"),
                        at(first.plusDays(4), "09:00"),
                        at(first.plusDays(5), "09:00"));
    }

    @Test
    void one_called_off_is_told_with_its_reason_and_the_rule_does_not_bring_it_back() {
        Demo.Account child = enrolled(published, 1);
        Answer off = organiser.callOff(published, 1, "老师生病");

        assertThat(off.occurrence(1).get("cancelled").asBoolean()).isTrue();
        assertThat(off.occurrence(2).get("cancelled").asBoolean()).isFalse();
        assertThat(off.text("status")).isEqualTo("published");
        JsonNode told = notice(child);
        assertThat(told.get("kind").asString()).isEqualTo("occurrences_cancelled");
        assertThat(told.get("text").asString()).contains("老师生病");
        Answer again = put(off, series(first, "FREQ=DAILY;COUNT=5"));
        assertThat(again.body().get("occurrences")).hasSize(5);
        assertThat(again.occurrence(1).get("cancelled").asBoolean()).isTrue();
    }

    @Test
    void what_a_shorter_rule_no_longer_has_is_cancelled_where_somebody_enrolled_and_removed_elsewhere() {
        Demo.Account child = enrolled(published, 4);

        Answer shorter = put(published, series(first, "FREQ=DAILY;COUNT=3"));

        assertThat(shorter.body().get("occurrences")).hasSize(4);
        assertThat(id(shorter, 3)).isEqualTo(id(published, 4));
        assertThat(shorter.occurrence(3).get("cancelled").asBoolean()).isTrue();
        assertThat(notice(child).get("kind").asString()).isEqualTo("occurrences_cancelled");
    }

    @Test
    void what_was_made_by_hand_stays_when_the_rule_comes_again() {
        Demo.Account child = enrolled(published, 2);
        List<Map<String, Object>> occurrences = Organiser.asTheyAre(published);
        Map<String, Object> byHand = new LinkedHashMap<>();
        byHand.put("startsAt", at(first.plusDays(2), "09:00").toString());
        byHand.put("endsAt", at(first.plusDays(2), "10:00").toString());
        byHand.put("participantCapacity", 7);
        occurrences.add(byHand);
        Answer edited = organiser.put(published.id(), published.eTag(), organiser.complete("四点半课堂", occurrences));
        assertThat(edited.status()).isEqualTo(200);

        Answer again = put(edited, series(first, "FREQ=DAILY;COUNT=5"));

        assertThat(starts(again)).contains(at(first.plusDays(2), "09:00"), at(first.plusDays(2), "16:30"));
        assertThat(again.body().get("occurrences")).hasSize(6).noneMatch(there -> there.get("cancelled")
                .asBoolean());
        assertThat(Organiser.get(child.http(), "/me/notices").body().get("items"))
                .isEmpty();
    }

    @Test
    void a_rule_without_an_end_goes_as_far_as_there_is_room() {
        Answer changed = put(published, series(first.plusDays(3), "FREQ=DAILY"));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(starts(changed)).hasSize(100).contains(at(first, "16:30"), at(first.plusDays(99), "16:30"));
    }

    @Test
    void another_rule_from_a_day_on_leaves_what_lies_before() {
        Answer changed = put(published, series(first.plusDays(3), "FREQ=DAILY;INTERVAL=2;COUNT=2"));

        assertThat(starts(changed))
                .containsExactly(
                        at(first, "16:30"),
                        at(first.plusDays(1), "16:30"),
                        at(first.plusDays(2), "16:30"),
                        at(first.plusDays(3), "16:30"),
                        at(first.plusDays(5), "16:30"));
    }

    @Test
    void a_rule_is_tried_without_making_anything_and_a_bad_one_is_told() {
        Answer days = Organiser.answer(organiser
                .account
                .http()
                .post()
                .uri("/series-days")
                .bodyValue(Map.of("startsOn", first.toString(), "rrule", "FREQ=WEEKLY;COUNT=2")));
        assertThat(days.body().get("days").get(1).asString())
                .isEqualTo(first.plusDays(7).toString());

        assertThat(put(published, series(first, "FREQ=MINUTELY")).fields()).containsExactly("rrule");
        assertThat(put(published, series(first, "FREQ=DAILY;COUNT=101")).fields())
                .containsExactly("rrule");
        assertThat(put(published, series(LocalDate.of(9999, 1, 1), "FREQ=DAILY;COUNT=2"))
                        .fields())
                .containsExactly("startsOn");
    }

    @Test
    void the_holidays_of_2026_are_there_and_the_city_enters_another_year() {
        Answer year = organiser.anonymously("/public-holidays/2026");
        List<String> days = new ArrayList<>();
        year.body()
                .get("days")
                .forEach(day -> days.add(
                        day.get("date").asString() + " " + day.get("kind").asString()));
        assertThat(days)
                .hasSize(39)
                .contains("2026-02-14 workday", "2026-02-15 holiday", "2026-10-07 holiday", "2026-10-10 workday");

        // A year that no other test plans in.
        Map<String, Object> next = Map.of(
                "days",
                List.of(
                        Map.of("date", "2031-01-01", "kind", "holiday", "name", "元旦"),
                        Map.of("date", "2031-01-04", "kind", "workday", "name", "元旦")));
        Answer entered = Organiser.answer(
                demo.city().http().put().uri("/public-holidays/2031").bodyValue(next));
        assertThat(entered.body().get("days")).hasSize(2);
        assertThat(Organiser.answer(organiser
                                .account
                                .http()
                                .put()
                                .uri("/public-holidays/2031")
                                .bodyValue(next))
                        .status())
                .isEqualTo(403);
        assertThat(Organiser.answer(demo.city()
                                .http()
                                .put()
                                .uri("/public-holidays/2032")
                                .bodyValue(next))
                        .fields())
                .containsExactly("days[0].date", "days[1].date");
    }

    @Test
    void a_neighbours_worker_changes_nothing_here() {
        Demo.Account neighbour = demo.worker(Demo.HILLSIDE);

        assertThat(Organiser.answer(neighbour
                                .http()
                                .put()
                                .uri("/activities/" + published.id() + "/series")
                                .header(HttpHeaders.IF_MATCH, published.eTag())
                                .bodyValue(series(first, "FREQ=DAILY;COUNT=2")))
                        .code())
                .isEqualTo("not_your_place");
    }

    private Map<String, Object> series(LocalDate from, String rule) {
        Map<String, Object> series = new LinkedHashMap<>();
        series.put("recurrence", Map.of("startsOn", from.toString(), "rrule", rule));
        series.put("startsAt", "16:30");
        series.put("endsAt", "18:00");
        series.put("participantCapacity", 30);
        return series;
    }

    private Answer put(Answer before, Map<String, Object> series) {
        return Organiser.answer(organiser
                .account
                .http()
                .put()
                .uri("/activities/" + before.id() + "/series")
                .header(HttpHeaders.IF_MATCH, before.eTag())
                .bodyValue(series));
    }

    private Answer change(Answer before, int occurrence, String scope, Instant starts, Instant ends) {
        return Organiser.answer(organiser
                .account
                .http()
                .method(HttpMethod.PUT)
                .uri("/activities/" + before.id() + "/occurrences/" + id(before, occurrence) + "?scope=" + scope)
                .header(HttpHeaders.IF_MATCH, before.eTag())
                .bodyValue(
                        Map.of("startsAt", starts.toString(), "endsAt", ends.toString(), "participantCapacity", 30)));
    }

    private Demo.Account enrolled(Answer activity, int occurrence) {
        Demo.Account person = demo.stranger();
        person.http()
                .put()
                .uri("/occurrences/" + id(activity, occurrence) + "/enrolment")
                .bodyValue(Map.of("as", "participant"))
                .exchange()
                .expectStatus()
                .isCreated();
        return person;
    }

    private static JsonNode notice(Demo.Account person) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> Organiser.get(person.http(), "/me/notices").body().get("items"), items -> !items.isEmpty())
                .get(0);
    }

    private static String id(Answer activity, int occurrence) {
        return activity.occurrence(occurrence).get("id").asString();
    }

    private static List<Instant> starts(Answer activity) {
        List<Instant> starts = new ArrayList<>();
        activity.body()
                .get("occurrences")
                .forEach(occurrence ->
                        starts.add(Instant.parse(occurrence.get("startsAt").asString())));
        return starts;
    }

    private static Instant at(LocalDate day, String time) {
        return day.atTime(LocalTime.parse(time)).atZone(Times.CITY_ZONE).toInstant();
    }
}
