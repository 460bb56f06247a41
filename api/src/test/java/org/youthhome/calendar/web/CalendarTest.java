package org.youthhome.calendar.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.TimezoneInfo;
import biweekly.io.text.ICalReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

/** Calendars to subscribe to, read back by another library than the one that writes them. */
@ApiTest
class CalendarTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private @Nullable Instant soon;

    private static EntityExchangeResult<byte[]> get(WebTestClient http, String path) {
        return http.mutate()
                // Other tests' activities are in it, too.
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(2 << 20))
                .build()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.parseMediaType("text/calendar;charset=UTF-8"))
                .expectBody()
                .returnResult();
    }

    private static String text(EntityExchangeResult<byte[]> answer) {
        return new String(Objects.requireNonNull(answer.getResponseBody()), StandardCharsets.UTF_8);
    }

    /** What another library reads, which finds nothing to complain about. */
    private static ICalendar read(EntityExchangeResult<byte[]> answer) {
        try (ICalReader reader = new ICalReader(
                new ByteArrayInputStream(Objects.requireNonNull(answer.getResponseBody())), ICalVersion.V2_0)) {
            ICalendar calendar = Objects.requireNonNull(reader.readNext());
            assertThat(reader.getWarnings()).isEmpty();
            assertThat(calendar.validate(ICalVersion.V2_0).getWarnings()).isEmpty();
            return calendar;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static VEvent event(ICalendar calendar, UUID occurrenceId) {
        return calendar.getEvents().stream()
                .filter(event -> event.getUid().getValue().equals(occurrenceId.toString()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event of the occurrence"));
    }

    private static String problem(WebTestClient http, String path) {
        return Objects.requireNonNull(http.get()
                        .uri(path)
                        .exchange()
                        .expectStatus()
                        .isNotFound()
                        .expectBody(JsonNode.class)
                        .returnResult()
                        .getResponseBody())
                .get("code")
                .asString();
    }

    /** Said once in a test, since the clock goes on. */
    private Instant soon() {
        Instant said = soon;
        if (said == null) {
            said = clock.instant().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
            soon = said;
        }
        return said;
    }

    private Gathering.Plan plan() {
        return Gathering.now(demo, clock).between(soon(), soon().plus(Duration.ofHours(2)));
    }

    private String home(Gathering gathering) {
        return Objects.requireNonNull(demo.anonymous()
                        .get()
                        .uri("/activities/" + gathering.activityId())
                        .exchange()
                        .expectBody(JsonNode.class)
                        .returnResult()
                        .getResponseBody())
                .get("youthHome")
                .get("id")
                .asString();
    }

    @Test
    void a_homes_calendar_says_what_is_on_and_where() {
        String title = "读书会：《活着》; 第一章, 与\\你 \"共读\"——" + "很长的标题".repeat(8);
        Gathering gathering = plan().with("title", title)
                .with("summary", "一起读; 一起聊, 好吗\\n")
                .with("meetingPoint", "二楼")
                .published();

        ICalendar calendar = read(get(demo.anonymous(), "/youth-homes/" + home(gathering) + "/calendar.ics"));

        VEvent event = event(calendar, gathering.occurrenceId());
        assertThat(event.getSummary().getValue()).isEqualTo(title);
        assertThat(event.getDescription().getValue()).contains("一起读; 一起聊, 好吗\\n\n联系：社区值班室\n详情：http", "/a/");
        assertThat(event.getLocation().getValue()).contains("演示之家", "演示路 1 号", "二楼");
        assertThat(event.getDateStart().getValue().toInstant()).isEqualTo(soon());
        assertThat(event.getDateEnd().getValue().toInstant()).isEqualTo(soon().plus(Duration.ofHours(2)));
        assertThat(event.getStatus().getValue()).isEqualTo("CONFIRMED");
        assertThat(event.getUrl().getValue()).contains("/a/");
        assertThat(event.getLastModified()).isNotNull();
        assertThat(event.getCategories().get(0).getValues()).containsExactly("志愿服务");
        // WGS 84: some hundred metres beside the GCJ-02 that the home has.
        assertThat(event.getGeo().getLatitude()).isCloseTo(32.02, within(0.01)).isNotEqualTo(32.02);
        assertThat(event.getGeo().getLongitude())
                .isCloseTo(120.27, within(0.01))
                .isNotEqualTo(120.27);
        assertThat(calendar.getRefreshInterval().getValue().toString()).isEqualTo("PT1H");
    }

    @Test
    void no_text_begins_an_event_of_its_own() {
        Gathering gathering = plan().with("contact", "值班室\rEND:VEVENT\rBEGIN:VEVENT\rUID:forged\rSUMMARY:假的\u000b")
                .published();

        EntityExchangeResult<byte[]> answer =
                get(demo.anonymous(), "/occurrences/" + gathering.occurrenceId() + "/calendar.ics");

        assertThat(read(answer).getEvents()).singleElement().satisfies(event -> assertThat(
                        event.getDescription().getValue())
                .contains("值班室\nEND:VEVENT\n"));
        assertThat(text(answer).lines()).noneMatch(line -> line.startsWith("UID:forged"));
        assertThat(text(answer).replace("\r\n", "")).doesNotContain("\r", "\u000b");
    }

    @Test
    void a_busy_home_has_what_comes_next_and_as_much_of_what_was_as_there_is_room_for() {
        Gathering gathering = plan().published();
        String path = "/youth-homes/" + home(gathering) + "/calendar.ics";
        String extra =
                "SELECT CONCAT(x'019fffff0000', UNHEX(LPAD(HEX(s.seq), 20, '0'))), activity_id, 900000000 + s.seq,"
                        + " UTC_TIMESTAMP(6) - INTERVAL s.seq HOUR, UTC_TIMESTAMP(6) - INTERVAL s.seq - 1 HOUR,"
                        + " UTC_TIMESTAMP(6) - INTERVAL s.seq HOUR, UTC_TIMESTAMP(6) - INTERVAL s.seq - 1 HOUR"
                        + " FROM occurrence JOIN seq_1_to_600 s WHERE id = "
                        + "UNHEX(REPLACE('" + gathering.occurrenceId() + "', '-', ''))";
        try {
            demo.elsewhere(
                    "INSERT INTO occurrence (id, activity_id, code_number, starts_at, ends_at, volunteer_starts_at,"
                            + " volunteer_ends_at) " + extra);
            clock.advance(Duration.ofSeconds(2));

            List<VEvent> events = read(get(demo.anonymous(), path)).getEvents();

            assertThat(events).hasSize(500);
            assertThat(events)
                    .extracting(event -> event.getUid().getValue())
                    .contains(gathering.occurrenceId().toString())
                    .doesNotContain("019fffff-0000-0000-0000-000000000258");
        } finally {
            demo.elsewhere("DELETE FROM occurrence WHERE code_number BETWEEN 900000001 AND 900000600");
        }
    }

    @Test
    void times_are_the_citys_and_the_calendar_brings_the_zone() {
        Gathering gathering = plan().published();

        EntityExchangeResult<byte[]> answer =
                get(demo.anonymous(), "/occurrences/" + gathering.occurrenceId() + "/calendar.ics");

        assertThat(text(answer))
                .contains("BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "TZOFFSETTO:+0800", "DTSTART;TZID=Asia/Shanghai:");
        TimezoneInfo zones = read(answer).getTimezoneInfo();
        assertThat(zones.getTimezone(
                        event(read(answer), gathering.occurrenceId()).getDateStart()))
                .isNull();
        assertThat(zones.getComponents()).hasSize(1);
    }

    @Test
    void no_line_is_longer_than_75_octets_and_no_character_is_torn() {
        Gathering gathering = plan().with("title", "长".repeat(39) + "🎨" + "长".repeat(38))
                .with("summary", "a" + "字".repeat(199))
                .published();

        EntityExchangeResult<byte[]> answer =
                get(demo.anonymous(), "/occurrences/" + gathering.occurrenceId() + "/calendar.ics");

        String text = text(answer);
        assertThat(text).doesNotContain("\uFFFD").endsWith("END:VCALENDAR\r\n");
        assertThat(text.split("\r\n")).allSatisfy(line -> assertThat(line.getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(75));
        assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        assertThat(event(read(answer), gathering.occurrenceId()).getSummary().getValue())
                .contains("🎨");
    }

    @Test
    void what_is_cancelled_stays_under_the_same_name_and_says_so() {
        Gathering gathering = plan().published();
        String path = "/youth-homes/" + home(gathering) + "/calendar.ics";
        VEvent before = event(read(get(demo.anonymous(), path)), gathering.occurrenceId());

        gathering.cancel("台风，安全第一");

        VEvent after = event(read(get(demo.anonymous(), path)), gathering.occurrenceId());
        assertThat(after.getStatus().getValue()).isEqualTo("CANCELLED");
        assertThat(after.getSummary().getValue()).startsWith("【已取消】");
        assertThat(after.getDescription().getValue()).contains("台风，安全第一");
        assertThat(after.getSequence().getValue())
                .isGreaterThan(before.getSequence().getValue());
        assertThat(after.getLastModified().getValue())
                .isAfterOrEqualTo(before.getLastModified().getValue());
    }

    @Test
    void communities_and_programmes_have_calendars_too() {
        // It began long ago, so that it stands before what other tests have on now.
        Gathering gathering = Gathering.now(demo, clock)
                .between(
                        clock.instant().minus(Duration.ofHours(20)),
                        clock.instant().plus(Duration.ofHours(2)))
                .published();

        for (String path : List.of(
                "/communities/" + demo.place(Demo.RIVERSIDE) + "/calendar.ics",
                "/programmes/volunteering/calendar.ics")) {
            assertThat(event(read(get(demo.anonymous(), path)), gathering.occurrenceId()))
                    .as(path)
                    .isNotNull();
        }
        assertThat(text(get(demo.anonymous(), "/communities/" + demo.place(Demo.HILLSIDE) + "/calendar.ics")))
                .doesNotContain(gathering.occurrenceId().toString());
        assertThat(text(get(demo.anonymous(), "/programmes/culture/calendar.ics")))
                .doesNotContain(gathering.occurrenceId().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/youth-homes/00000000-0000-7000-8000-000000000000/calendar.ics",
                "/youth-homes/nonsense/calendar.ics",
                "/communities/00000000-0000-7000-8000-000000000000/calendar.ics",
                "/programmes/nonsense/calendar.ics",
                "/occurrences/00000000-0000-7000-8000-000000000000/calendar.ics",
                "/calendar-feeds/nonsense.ics",
                "/calendar-feeds/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics"
            })
    void a_calendar_of_nothing_is_not_found(String path) {
        assertThat(problem(demo.anonymous(), path)).endsWith("_not_found");
    }

    @Test
    void a_local_unit_is_no_community() {
        assertThat(problem(demo.anonymous(), "/communities/" + demo.place(Demo.NORTH) + "/calendar.ics"))
                .isEqualTo("community_not_found");
    }

    @Test
    void a_calendar_that_is_still_the_same_is_304_and_a_change_is_seen_at_once() {
        Gathering gathering = plan().published();
        String path = "/youth-homes/" + home(gathering) + "/calendar.ics";
        EntityExchangeResult<byte[]> first = get(demo.anonymous(), path);
        String eTag = Objects.requireNonNull(first.getResponseHeaders().getETag());
        assertThat(first.getResponseHeaders().getCacheControl()).contains("public");

        clock.advance(Duration.ofMinutes(5));
        demo.anonymous()
                .get()
                .uri(path)
                .header(HttpHeaders.IF_NONE_MATCH, eTag)
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectBody()
                .isEmpty();
        demo.anonymous()
                .head()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(HttpHeaders.ETAG, eTag)
                .expectBody()
                .isEmpty();

        gathering.cancel("台风，安全第一");
        assertThat(get(demo.anonymous(), path).getResponseHeaders().getETag()).isNotEqualTo(eTag);
    }

    @Test
    void a_calendar_with_nothing_in_it_is_a_calendar() {
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);

        ICalendar calendar = Biweekly.parse(text(get(demo.anonymous(), "/youth-homes/" + home + "/calendar.ics")))
                .first();

        assertThat(calendar.getEvents()).isEmpty();
        assertThat(calendar.getTimezoneInfo().getComponents()).hasSize(1);
    }

    @Test
    void nothing_of_a_draft_stands_in_any_calendar() {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
        Map<String, Object> plan = new HashMap<>();
        plan.put("title", "还没发布的秘密");
        plan.put("programme", "volunteering");
        plan.put("youthHomeId", home);
        plan.put(
                "occurrences",
                List.of(Map.of(
                        "startsAt", soon().toString(),
                        "endsAt", soon().plusSeconds(3_600).toString(),
                        "volunteerCapacity", 10)));
        JsonNode draft = Objects.requireNonNull(worker.http()
                .post()
                .uri("/activities")
                .bodyValue(plan)
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
        String occurrence = draft.get("occurrences").get(0).get("id").asString();

        for (WebTestClient http : List.of(demo.anonymous(), worker.http())) {
            for (String path : List.of(
                    "/youth-homes/" + home + "/calendar.ics",
                    "/communities/" + demo.place(Demo.RIVERSIDE) + "/calendar.ics",
                    "/programmes/volunteering/calendar.ics")) {
                assertThat(text(get(http, path))).as(path).doesNotContain("秘密").doesNotContain(occurrence);
            }
            assertThat(problem(http, "/occurrences/" + occurrence + "/calendar.ics"))
                    .isEqualTo("occurrence_not_found");
        }

        // Cancelled before anybody saw it: it stays unseen.
        worker.http()
                .post()
                .uri("/activities/" + draft.get("id").asString() + "/cancel")
                .bodyValue(Map.of("reason", "不办了"))
                .exchange()
                .expectStatus()
                .isOk();
        assertThat(text(get(demo.anonymous(), "/youth-homes/" + home + "/calendar.ics")))
                .doesNotContain("秘密");
    }

    private String newLink(Demo.Account person) {
        JsonNode link = Objects.requireNonNull(person.http()
                .post()
                .uri("/me/calendar-link")
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
        assertThat(link.get("webcalUrl").asString()).startsWith("webcal://");
        return link.get("url").asString().replaceFirst("^.*/api/v1", "");
    }

    private void enrol(Demo.Account person, Gathering gathering, String as) {
        person.http()
                .put()
                .uri("/occurrences/" + gathering.occurrenceId() + "/enrolment")
                .bodyValue(Map.of("as", as))
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
    }

    @Test
    void a_persons_calendar_has_their_own_times_and_nobody_elses() {
        Demo.Account person = demo.stranger();
        Gathering mine = plan().places(10, 10).published();
        Gathering another = plan().between(
                        soon().plus(Duration.ofDays(1)),
                        soon().plus(Duration.ofDays(1).plusHours(1)))
                .published();
        enrol(person, mine, "participant");
        enrol(demo.stranger(), another, "volunteer");

        EntityExchangeResult<byte[]> answer = get(demo.anonymous(), newLink(person));

        ICalendar calendar = read(answer);
        assertThat(calendar.getEvents()).hasSize(1);
        assertThat(event(calendar, mine.occurrenceId()).getDescription().getValue())
                .contains("您已报名");
        assertThat(answer.getResponseHeaders().getCacheControl()).contains("private", "no-cache");
        assertThat(answer.getResponseHeaders().getETag()).isNotNull();
    }

    @Test
    void a_place_that_was_given_up_leaves_the_calendar_and_a_cancelled_activity_stays_as_such() {
        Demo.Account person = demo.stranger();
        Gathering gathering = plan().published();
        enrol(person, gathering, "volunteer");
        String link = newLink(person);
        gathering.cancel("台风，安全第一");
        VEvent event = event(read(get(demo.anonymous(), link)), gathering.occurrenceId());
        assertThat(event.getStatus().getValue()).isEqualTo("CANCELLED");

        Gathering other = plan().published();
        enrol(person, other, "volunteer");
        assertThat(read(get(demo.anonymous(), link)).getEvents()).hasSize(2);
        person.http()
                .delete()
                .uri("/occurrences/" + other.occurrenceId() + "/enrolment")
                .exchange()
                .expectStatus()
                .isNoContent();
        assertThat(read(get(demo.anonymous(), link)).getEvents()).hasSize(1);
    }

    @Test
    void a_new_link_ends_the_old_one_and_a_revoked_one_is_gone() {
        Demo.Account person = demo.stranger();
        assertThat(mine(person).get("active").asBoolean()).isFalse();

        String first = newLink(person);
        assertThat(mine(person).get("active").asBoolean()).isTrue();
        String second = newLink(person);
        assertThat(problem(demo.anonymous(), first)).isEqualTo("calendar_feed_not_found");
        get(demo.anonymous(), second);
        get(demo.anonymous(), second.replace(".ics", ""));

        for (int twice = 0; twice < 2; twice++) {
            person.http()
                    .delete()
                    .uri("/me/calendar-link")
                    .exchange()
                    .expectStatus()
                    .isNoContent();
        }
        assertThat(problem(demo.anonymous(), second)).isEqualTo("calendar_feed_not_found");
        assertThat(mine(person).get("active").asBoolean()).isFalse();
    }

    @Test
    void the_token_is_kept_as_a_hash_only() {
        Demo.Account person = demo.stranger();
        String link = newLink(person);
        String token = link.substring(link.lastIndexOf('/') + 1).replace(".ics", "");

        assertThat(token).hasSize(43);
        assertThat(demo.texts(
                        "SELECT HEX(token_hash) FROM calendar_link WHERE person_id = " + Demo.hex(person.personId())))
                .containsExactly(Demo.hex(org.youthhome.kernel.Tokens.hash(token)));
    }

    @Test
    void nobody_makes_or_ends_anothers_link() {
        Demo.Account person = demo.stranger();
        String link = newLink(person);

        demo.anonymous()
                .post()
                .uri("/me/calendar-link")
                .exchange()
                .expectStatus()
                .isUnauthorized();
        demo.stranger()
                .http()
                .delete()
                .uri("/me/calendar-link")
                .exchange()
                .expectStatus()
                .isNoContent();
        get(demo.anonymous(), link);
    }

    private static JsonNode mine(Demo.Account person) {
        return Objects.requireNonNull(person.http()
                .get()
                .uri("/me/calendar-link")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }
}
