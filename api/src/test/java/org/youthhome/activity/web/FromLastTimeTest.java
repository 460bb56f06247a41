package org.youthhome.activity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.activity.web.Organiser.Answer;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;

@ApiTest
class FromLastTimeTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private Organiser organiser;

    @BeforeEach
    void organiser() {
        organiser = new Organiser(demo, clock, Demo.RIVERSIDE);
    }

    @Test
    void from_last_time_and_publish_are_two_calls() {
        Map<String, Object> occurrence = organiser.occurrence(Duration.ofDays(2), 20, 10);
        occurrence.put(
                "volunteerStartsAt",
                organiser.in(Duration.ofDays(2).minusHours(1)).toString());
        Map<String, Object> wanted = organiser.complete("每周服务", List.of(occurrence));
        wanted.put("doorsOpenMinutes", 15);
        Answer last = organiser.published(wanted);
        enrol(last.occurrence(0).get("id").asString());

        Answer copy = copy(last.id(), Map.of());
        Answer published = organiser.publish(copy.id());

        assertThat(copy.status()).isEqualTo(201);
        assertThat(copy.text("status")).isEqualTo("draft");
        assertThat(copy.id()).isNotEqualTo(last.id());
        assertThat(published.text("status")).isEqualTo("published");
        for (String same : List.of(
                "title",
                "programme",
                "description",
                "conditions",
                "risks",
                "safeguards",
                "contact",
                "doorsOpenMinutes")) {
            assertThat(published.body().get(same))
                    .as(same)
                    .isEqualTo(last.body().get(same));
        }
        assertThat(published.occurrence(0).get("participantCapacity").asInt()).isEqualTo(20);
        assertThat(published.occurrence(0).get("volunteerSeatsLeft").asInt()).isEqualTo(10);
        assertThat(time(published, 0, "startsAt"))
                .isEqualTo(time(last, 0, "startsAt").plus(Duration.ofDays(7)));
        assertThat(time(published, 0, "volunteerStartsAt"))
                .isEqualTo(time(last, 0, "volunteerStartsAt").plus(Duration.ofDays(7)));
    }

    @Test
    void one_of_long_ago_comes_next_on_the_same_weekday() {
        Answer last = organiser.published("去年的");
        organiser.past(last.id(), Duration.ofDays(100));
        long unused = demo.run("UPDATE occurrence SET volunteer_starts_at = starts_at, volunteer_ends_at = ends_at"
                + " WHERE activity_id = " + Organiser.hex(java.util.UUID.fromString(last.id())));

        Instant starts = time(copy(last.id(), Map.of()), 0, "startsAt");

        Instant was = time(organiser.get(last.id()), 0, "startsAt");
        assertThat(starts).isBetween(clock.instant(), clock.instant().plus(Duration.ofDays(7)));
        assertThat(Duration.between(was, starts).toHours() % (7 * 24)).isZero();
    }

    @Test
    void moved_to_a_day_all_keep_their_distance_and_their_times_of_day() {
        Answer last = organiser.published(organiser.complete(
                "两场",
                List.of(
                        organiser.occurrence(Duration.ofDays(2), 5, 5),
                        organiser.occurrence(Duration.ofDays(5), 5, 5))));
        LocalDate day = local(time(last, 0, "startsAt")).toLocalDate().plusDays(30);

        Answer copy = copy(last.id(), Map.of("startsOn", day.toString(), "title", "两场·下月"));

        assertThat(copy.text("title")).isEqualTo("两场·下月");
        assertThat(local(time(copy, 0, "startsAt")).toLocalDate()).isEqualTo(day);
        assertThat(time(copy, 0, "startsAt"))
                .isEqualTo(time(last, 0, "startsAt").plus(Duration.ofDays(30)));
        assertThat(time(copy, 1, "endsAt")).isEqualTo(time(last, 1, "endsAt").plus(Duration.ofDays(30)));
    }

    @Test
    void dates_of_its_own_replace_the_pattern() {
        Answer last = organiser.published("自定时间");

        Answer copy = copy(last.id(), Map.of("occurrences", List.of(organiser.occurrence(Duration.ofDays(40), 3, 0))));

        assertThat(copy.body().get("occurrences")).hasSize(1);
        assertThat(copy.occurrence(0).get("participantCapacity").asInt()).isEqualTo(3);
    }

    @Test
    void a_day_that_is_over_or_far_away_is_refused() {
        Answer last = organiser.published("日期不对");

        assertThat(copy(last.id(), Map.of("startsOn", "2001-01-01")).fields()).containsExactly("startsOn");
        assertThat(copy(last.id(), Map.of("startsOn", "9999-12-31")).fields()).containsExactly("startsOn");
    }

    @Test
    void a_neighbours_worker_copies_and_keeps_nothing_of_here() {
        Answer last = organiser.published("不借");
        Organiser neighbour = new Organiser(demo, clock, Demo.HILLSIDE);

        assertThat(Organiser.answer(neighbour
                                .account
                                .http()
                                .post()
                                .uri("/activities/" + last.id() + "/copies")
                                .bodyValue(Map.of()))
                        .code())
                .isEqualTo("not_your_place");
        String template = keep(last.id(), "本社区的").id();
        assertThat(draft(neighbour, template, Map.of("youthHomeId", neighbour.home))
                        .code())
                .isEqualTo("not_your_place");
    }

    @Test
    void every_brand_has_a_template_and_none_makes_up_a_safeguard() {
        Answer list = Organiser.get(organiser.account.http(), "/activity-templates");
        Set<String> brands = new TreeSet<>();
        Set<String> programmes = new TreeSet<>();
        list.body().get("items").forEach(item -> {
            programmes.add(item.get("programme").asString());
            if (item.has("brand")) {
                brands.add(item.get("brand").asString());
            }
        });

        assertThat(programmes).hasSize(Programme.values().length);
        for (Programme programme : Programme.values()) {
            assertThat(brands).containsAll(programme.brands());
        }
        String first = list.body().get("items").get(0).get("id").asString();
        Answer draft = draft(
                organiser,
                first,
                Map.of(
                        "youthHomeId",
                        organiser.home,
                        "startsOn",
                        local(clock.instant()).toLocalDate().plusDays(3).toString()));
        assertThat(draft.status()).isEqualTo(201);
        assertThat(missing(draft)).containsExactlyInAnyOrder("safeguards", "contact");
    }

    @Test
    void an_activity_is_kept_as_a_template_and_comes_back_at_its_times_of_day() {
        Answer last = organiser.published("每月服务日");
        Answer kept = keep(last.id(), "模板一");
        LocalDate day = local(clock.instant()).toLocalDate().plusDays(20);

        Answer draft = draft(organiser, kept.id(), Map.of("youthHomeId", organiser.home, "startsOn", day.toString()));

        assertThat(kept.status()).isEqualTo(201);
        assertThat(missing(draft)).isEmpty();
        assertThat(local(time(draft, 0, "startsAt")).toLocalDate()).isEqualTo(day);
        assertThat(local(time(draft, 0, "startsAt")).toLocalTime())
                .isEqualTo(local(time(last, 0, "startsAt")).toLocalTime());
        Answer published =
                Organiser.answer(organiser.account.http().post().uri("/activity-drafts/" + draft.id() + "/publish"));
        assertThat(published.text("status")).isEqualTo("published");
        assertThat(Organiser.get(
                                organiser.account.http(),
                                "/activity-templates?communityId=" + demo.place(Demo.RIVERSIDE))
                        .body()
                        .get("items"))
                .anyMatch(item -> item.get("id").asString().equals(kept.id()));

        organiser
                .account
                .http()
                .delete()
                .uri("/activity-templates/" + kept.id())
                .exchange()
                .expectStatus()
                .isNoContent();
        assertThat(draft(organiser, kept.id(), Map.of("youthHomeId", organiser.home))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_template_leaves_out_what_was_called_off_and_a_copy_what_was_refused() {
        Answer last = organiser.published(organiser.complete(
                "两场",
                List.of(
                        organiser.occurrence(Duration.ofDays(2), 20, 10),
                        organiser.occurrence(Duration.ofDays(3), 8, 0))));
        Answer off = organiser.callOff(last, 0, "场地检修");
        assertThat(off.status()).isEqualTo(200);
        UUID photo = UUID.randomUUID();
        long unused =
                demo.run("INSERT INTO photo (id, community_id, uploaded_by, uploaded_at, width, height, state) VALUES ("
                        + Demo.hex(photo) + ", " + Demo.hex(demo.place(Demo.RIVERSIDE)) + ", "
                        + Demo.hex(organiser.account.personId()) + ", UTC_TIMESTAMP(6), 1, 1, 'refused')");
        unused = demo.run("INSERT INTO activity_photo (activity_id, position, photo_id) VALUES ("
                + Demo.hex(UUID.fromString(last.id())) + ", 0, " + Demo.hex(photo) + ")");

        Answer kept = keep(last.id(), "一场的模板");
        Answer copied = Organiser.answer(organiser
                .account
                .http()
                .post()
                .uri("/activities/" + last.id() + "/copies")
                .bodyValue(Map.of()));

        Answer draft = draft(organiser, kept.id(), Map.of("youthHomeId", organiser.home));
        assertThat(draft.body().get("occurrences")).singleElement().satisfies(slot -> assertThat(
                        slot.get("participantCapacity").asInt())
                .isEqualTo(8));
        assertThat(copied.status()).isEqualTo(201);
        assertThat(copied.body().get("occurrences")).hasSize(1);
        assertThat(copied.body().path("photos")).isEmpty();
    }

    private void enrol(String occurrence) {
        demo.stranger()
                .http()
                .put()
                .uri("/occurrences/" + occurrence + "/enrolment")
                .bodyValue(Map.of("as", "volunteer"))
                .exchange()
                .expectStatus()
                .isCreated();
    }

    private Answer copy(String id, Map<String, Object> when) {
        return Organiser.answer(organiser
                .account
                .http()
                .post()
                .uri("/activities/" + id + "/copies")
                .bodyValue(when));
    }

    private Answer keep(String id, String name) {
        return Organiser.answer(organiser
                .account
                .http()
                .post()
                .uri("/activities/" + id + "/templates")
                .bodyValue(Map.of("name", name)));
    }

    private static Answer draft(Organiser by, String template, Map<String, Object> said) {
        return Organiser.answer(by.account
                .http()
                .post()
                .uri("/activity-templates/" + template + "/drafts")
                .bodyValue(said));
    }

    private static List<String> missing(Answer answer) {
        List<String> fields = new java.util.ArrayList<>();
        answer.body()
                .get("missing")
                .forEach(missing -> fields.add(missing.get("field").asString()));
        return fields;
    }

    private static Instant time(Answer answer, int occurrence, String field) {
        return Instant.parse(answer.occurrence(occurrence).get(field).asString());
    }

    private static ZonedDateTime local(Instant time) {
        return time.atZone(Times.CITY_ZONE);
    }
}
