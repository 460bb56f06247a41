package org.youthhome.notification.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.youthhome.notification.Retention;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@ApiTest
class NoticeTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private ApplicationContext program;

    @Test
    void a_cancelled_activity_is_told_to_whoever_is_enrolled_with_its_reason() {
        Gathering gathering = soon();
        Demo.Account enrolled = enrolled(gathering);
        Demo.Account gone = enrolled(gathering);
        gone.http().delete().uri(enrolment(gathering)).exchange().expectStatus().is2xxSuccessful();

        gathering.cancel("下雨");

        JsonNode notice = first(enrolled);
        assertThat(notice.get("kind").asString()).isEqualTo("activity_cancelled");
        assertThat(notice.get("reason").asString()).isEqualTo("下雨");
        assertThat(notice.get("title").asString()).contains("取消");
        assertThat(notice.get("text").asString()).contains("下雨");
        assertThat(notices(gone)).isEmpty();
        assertThat(notices(demo.stranger())).isEmpty();
    }

    @Test
    void what_was_told_goes_after_a_year_and_its_announcement_after_a_month() {
        Gathering gathering = soon();
        Demo.Account enrolled = enrolled(gathering);
        gathering.cancel("下雨");
        JsonNode unused = first(enrolled);
        long swept = Retention.sweep(program);
        assertThat(first(enrolled)).isEqualTo(unused);
        String announced = "SELECT COUNT(*) FROM announcement a JOIN notice n ON n.announcement_id = a.id"
                + " WHERE n.person_id = " + Demo.hex(enrolled.personId());
        assertThat(demo.texts(announced)).containsExactly("1");

        clock.advance(Duration.ofDays(31));
        swept += Retention.sweep(program);
        assertThat(demo.texts(announced)).containsExactly("0");
        String told = "SELECT COUNT(*) FROM notice WHERE person_id = " + Demo.hex(enrolled.personId());
        assertThat(demo.texts(told)).containsExactly("1");

        clock.advance(Duration.ofDays(335));
        swept += Retention.sweep(program);
        assertThat(demo.texts(told)).containsExactly("0");
        assertThat(swept).isPositive();
    }

    @Test
    void it_is_told_in_english_to_whoever_asks_for_it() {
        Gathering gathering = soon();
        Demo.Account enrolled = enrolled(gathering);
        gathering.cancel("下雨");
        JsonNode unused = first(enrolled);

        JsonNode english = Objects.requireNonNull(enrolled.http()
                .get()
                .uri("/me/notices")
                .header(HttpHeaders.ACCEPT_LANGUAGE, "en")
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());

        assertThat(english.get("items").get(0).get("title").asString()).contains("is cancelled");
    }

    @Test
    void another_time_and_another_place_are_told_and_other_words_are_not() {
        Gathering gathering = soon();
        Demo.Account enrolled = enrolled(gathering);
        Instant later = clock.instant().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);

        edit(gathering, wanted -> {
            wanted.put("summary", "换一句话");
        });
        edit(gathering, wanted -> {
            wanted.put("meetingPoint", "三楼");
            ObjectNode occurrence = (ObjectNode) wanted.get("occurrences").get(0);
            occurrence.put("startsAt", later.toString());
            occurrence.put("endsAt", later.plus(Duration.ofHours(1)).toString());
        });

        JsonNode notice = first(enrolled);
        assertThat(notice.get("kind").asString()).isEqualTo("activity_changed");
        assertThat(notice.get("place").get("meetingPoint").asString()).isEqualTo("三楼");
        assertThat(notice.get("text").asString()).contains("三楼", "改为");
        JsonNode occurrence = notice.get("occurrences").get(0);
        assertThat(Instant.parse(occurrence.get("startsAt").asString())).isEqualTo(later);
        assertThat(occurrence.has("previousStartsAt")).isTrue();
        assertThat(notices(enrolled)).hasSize(1);
        assertThat(enrolments(enrolled))
                .allMatch(own -> own.get("status").asString().equals("confirmed"));
    }

    @Test
    void notices_are_paged_counted_and_marked_as_read() {
        Demo.Account person = demo.stranger();
        for (int i = 0; i < 3; i++) {
            int day = 5 + i;
            Gathering gathering = Gathering.now(demo, clock)
                    .between(
                            clock.instant().plus(Duration.ofDays(day)),
                            clock.instant().plus(Duration.ofDays(day).plusHours(2)))
                    .published();
            enrol(person, gathering);
            gathering.cancel("第" + i + "次");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> notices(person).size() == 3);

        JsonNode page = get(person, "/me/notices?limit=2");
        JsonNode rest =
                get(person, "/me/notices?limit=2&after=" + page.get("next").asString());
        assertThat(page.get("items")).hasSize(2);
        assertThat(rest.get("items")).hasSize(1);
        assertThat(rest.has("next")).isFalse();
        assertThat(unread(person)).isEqualTo(3);

        String id = page.get("items").get(0).get("id").asString();
        person.http()
                .put()
                .uri("/me/notices/" + id + "/read")
                .exchange()
                .expectStatus()
                .isNoContent();
        person.http()
                .put()
                .uri("/me/notices/" + id + "/read")
                .exchange()
                .expectStatus()
                .isNoContent();
        assertThat(unread(person)).isEqualTo(2);
        assertThat(get(person, "/me/notices?unread=true").get("items")).hasSize(2);
        demo.stranger()
                .http()
                .put()
                .uri("/me/notices/" + id + "/read")
                .exchange()
                .expectStatus()
                .isNotFound();
        person.http().put().uri("/me/notices/read").exchange().expectStatus().isNoContent();
        assertThat(unread(person)).isZero();
    }

    @Test
    void many_are_told_in_batches_and_each_once() {
        Gathering gathering = Gathering.now(demo, clock)
                .between(
                        clock.instant().plus(Duration.ofDays(2)),
                        clock.instant().plus(Duration.ofDays(2).plusHours(2)))
                .places(0, 5000)
                .published();
        String occurrence = Demo.hex(gathering.occurrenceId());
        long enrolled = demo.run("""
                INSERT INTO enrolment (id, occurrence_id, person_id, enrolled_as, status, origin, version, created_at,
                       updated_at)
                SELECT UNHEX(LPAD(HEX(seq + 7000000), 32, 'a')), %s, UNHEX(LPAD(HEX(seq + 7000000), 32, 'b')),
                       'volunteer', 'confirmed', 'self', 1, '2026-01-01', '2026-01-01'
                  FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS seq FROM
                        (SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5
                          UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) a,
                        (SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5
                          UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) b,
                        (SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5
                          UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) c,
                        (SELECT 0 n UNION SELECT 1) d) numbers
                """.formatted(occurrence));
        assertThat(enrolled).isEqualTo(2000);

        gathering.cancel("停电");

        String told = "SELECT COUNT(*) FROM notice WHERE activity_id = " + Demo.hex(gathering.activityId());
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(demo.texts(told)).containsExactly("2000"));
        assertThat(demo.texts("SELECT COUNT(DISTINCT person_id) FROM notice WHERE activity_id = "
                        + Demo.hex(gathering.activityId())))
                .containsExactly("2000");
    }

    @Test
    void both_languages_have_the_same_words() {
        ResourceBundle chinese = ResourceBundle.getBundle("notices", Locale.ROOT);
        ResourceBundle english = ResourceBundle.getBundle("notices", Locale.ENGLISH);

        assertThat(english.keySet()).isEqualTo(chinese.keySet());
    }

    private Gathering soon() {
        return Gathering.now(demo, clock)
                .between(
                        clock.instant().plus(Duration.ofDays(2)),
                        clock.instant().plus(Duration.ofDays(2).plusHours(2)))
                .published();
    }

    private void edit(Gathering gathering, java.util.function.Consumer<ObjectNode> change) {
        var read = gathering
                .worker()
                .http()
                .get()
                .uri("/activities/" + gathering.activityId())
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult();
        ObjectNode wanted = (ObjectNode) Objects.requireNonNull(read.getResponseBody());
        wanted.put("youthHomeId", wanted.get("youthHome").get("id").asString());
        for (String shown : List.of(
                "id",
                "programmeName",
                "youthHome",
                "community",
                "status",
                "version",
                "open",
                "publishedAt",
                "review")) {
            JsonNode unused = wanted.remove(shown);
        }
        wanted.get("occurrences").forEach(occurrence -> {
            ((ObjectNode) occurrence).remove(List.of("participantSeatsLeft", "volunteerSeatsLeft", "cancelled"));
        });
        change.accept(wanted);
        gathering
                .worker()
                .http()
                .put()
                .uri("/activities/" + gathering.activityId())
                .header(HttpHeaders.IF_MATCH, read.getResponseHeaders().getETag())
                .bodyValue(wanted)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private Demo.Account enrolled(Gathering gathering) {
        Demo.Account person = demo.stranger();
        enrol(person, gathering);
        return person;
    }

    private static void enrol(Demo.Account person, Gathering gathering) {
        person.http()
                .put()
                .uri(enrolment(gathering))
                .bodyValue(Map.of("as", "volunteer"))
                .exchange()
                .expectStatus()
                .isCreated();
    }

    private static String enrolment(Gathering gathering) {
        return "/occurrences/" + gathering.occurrenceId() + "/enrolment";
    }

    private static JsonNode first(Demo.Account person) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> notices(person), found -> !found.isEmpty())
                .get(0);
    }

    private static List<JsonNode> notices(Demo.Account person) {
        return items(get(person, "/me/notices"));
    }

    private static List<JsonNode> enrolments(Demo.Account person) {
        return items(get(person, "/me/enrolments"));
    }

    private static List<JsonNode> items(JsonNode page) {
        List<JsonNode> items = new ArrayList<>();
        page.get("items").forEach(items::add);
        return items;
    }

    private static long unread(Demo.Account person) {
        return get(person, "/me/notices/unread").get("unread").asLong();
    }

    private static JsonNode get(Demo.Account person, String path) {
        return Objects.requireNonNull(person.http()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }
}
