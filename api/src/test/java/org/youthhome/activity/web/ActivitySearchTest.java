package org.youthhome.activity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.activity.web.Organiser.Answer;
import org.youthhome.kernel.Times;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.ExpectedHits;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

@ApiTest
class ActivitySearchTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private MeterRegistry meters;

    private Organiser organiser;

    @BeforeEach
    void organiser() {
        organiser = new Organiser(demo, clock, Demo.NEWTOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "零基础",
                "书法",
                "法六",
                "六讲",
                "ＳＨＵＦＡ",
                "shufa",
                "shuf",
                "ljcsf",
                "sflj",
                "ljcsflj",
                "零基础 六讲",
                "pm",
                "PM",
                "ｐｍ3",
                "cy",
                "zy",
                "chongyang",
                "qingchuang",
                "qcsl"
            })
    void words_pieces_of_them_pinyin_and_initials_find_an_activity_in_any_width_and_case(String q) {
        Map<String, Object> wanted = organiser.complete("零基础书法六讲·PM3 重阳");
        wanted.put("programme", "employment");
        wanted.put("brand", "青创沙龙");
        organiser.published(wanted);

        assertThat(titles(here("&q=" + encoded(q)))).containsExactly("零基础书法六讲·PM3 重阳");
    }

    @ParameterizedTest
    @ValueSource(strings = {"基零", "shufu", "sfj", "ufa", "书 法律", "jljc"})
    void what_neither_is_written_nor_sounds_like_that_is_not_found(String q) {
        organiser.published(organiser.complete("零基础书法六讲"));

        assertThat(titles(here("&q=" + encoded(q)))).isEmpty();
    }

    @Test
    void what_a_person_expects_of_a_question_is_what_is_found() {
        // Later ones begin later, so that equals come in this order.
        for (int i = 0; i < ExpectedHits.TITLES.size(); i++) {
            organiser.published(
                    at(ExpectedHits.TITLES.get(i), Duration.ofDays(1).plusHours(i)));
        }

        SoftAssertions all = new SoftAssertions();
        for (ExpectedHits.Hit hit : ExpectedHits.ALL) {
            all.assertThat(titles(here("&q=" + encoded(hit.q())))).as(hit.q()).containsExactlyElementsOf(hit.titles());
        }
        all.assertAll();
        assertThat(ExpectedHits.ALL).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void how_far_the_index_is_behind_is_measured() throws Exception {
        await().until(() -> behind() < 10);
        try (Connection connection = demo.connect();
                Statement statement = connection.createStatement()) {
            boolean unused = statement.execute("LOCK TABLES activity WRITE");
            clock.advance(Duration.ofMinutes(1));
            // It looks several times meanwhile, and reads nothing.
            await().during(Duration.ofSeconds(2)).until(() -> behind() >= 60);
            unused = statement.execute("UNLOCK TABLES");
        }
        await().until(() -> behind() < 10);
    }

    private double behind() {
        return meters.get("youthhome.search.behind").gauge().value();
    }

    @Test
    void the_best_fitting_come_first_and_the_next_of_equals() {
        Map<String, Object> summary = at("义卖集市", Duration.ofDays(1));
        summary.put("summary", "现场有读书角。");
        organiser.published(summary);
        organiser.published(at("周末一起读书", Duration.ofDays(3)));
        organiser.published(at("社区读书会", Duration.ofDays(2)));
        organiser.published(at("读书分享", Duration.ofDays(5)));

        assertThat(titles(here("&q=" + encoded("读书")))).containsExactly("读书分享", "社区读书会", "周末一起读书", "义卖集市");
        List<String> leafed = new ArrayList<>();
        Answer page = here("&limit=1&q=" + encoded("读书"));
        while (true) {
            leafed.addAll(titles(page));
            if (page.body().path("next").isMissingNode()) {
                break;
            }
            page = here("&limit=1&q=" + encoded("读书") + "&after=" + page.text("next"));
        }
        assertThat(leafed).containsExactly("读书分享", "社区读书会", "周末一起读书", "义卖集市");
    }

    @Test
    void the_part_of_the_week_is_that_of_an_occurrence_in_the_time_asked_for() {
        Instant saturday = next(DayOfWeek.SATURDAY, LocalTime.of(19, 0));
        Instant wednesday = next(DayOfWeek.WEDNESDAY, LocalTime.of(10, 0));
        Instant friday = next(DayOfWeek.FRIDAY, LocalTime.of(18, 0));
        organiser.published(starting("周六晚", saturday));
        organiser.published(starting("周三上午", wednesday));
        organiser.published(starting("周五晚", friday));
        organiser.published(starting("两样", wednesday.plus(1, ChronoUnit.HOURS), saturday.plus(1, ChronoUnit.HOURS)));

        assertThat(titles(here("&when=weekend"))).containsExactlyInAnyOrder("周六晚", "两样");
        assertThat(titles(here("&when=evening"))).containsExactlyInAnyOrder("周六晚", "周五晚", "两样");
        assertThat(titles(here("&when=weekday"))).containsExactlyInAnyOrder("周三上午", "两样");
        assertThat(titles(here("&when=weekday,weekend"))).containsExactlyInAnyOrder("周六晚", "周三上午", "两样");
        assertThat(titles(here("&when=weekend&from=" + wednesday + "&to=" + wednesday.plus(3, ChronoUnit.HOURS))))
                .isEmpty();
        assertThat(organiser.anonymously("/activities?when=noon").status()).isEqualTo(400);
    }

    @Test
    void an_activity_is_found_by_whom_it_is_made_for() {
        Map<String, Object> families = organiser.complete("亲子陶艺");
        families.put("audiences", List.of("families", "students"));
        Answer published = organiser.published(families);
        organiser.published(organiser.complete("人人都来"));

        assertThat(titles(here("&audience=families"))).containsExactly("亲子陶艺");
        assertThat(titles(here("&audience=students"))).containsExactly("亲子陶艺");
        assertThat(titles(here("&audience=older_people"))).isEmpty();
        assertThat(published.body().get("audiences")).hasSize(2);
    }

    @Test
    void a_place_is_searched_with_all_below_it() {
        String word = word();
        organiser.published(organiser.complete(word + "新苑"));
        Organiser riverside = new Organiser(demo, clock, Demo.RIVERSIDE);
        riverside.published(riverside.complete(word + "江畔"));
        Organiser hillside = new Organiser(demo, clock, Demo.HILLSIDE);
        hillside.published(hillside.complete(word + "山前"));

        assertThat(titles(at(Demo.NORTH, word))).containsExactlyInAnyOrder(word + "江畔", word + "山前");
        assertThat(titles(at(Demo.RIVERSIDE, word))).containsExactly(word + "江畔");
        assertThat(titles(at(Demo.CITY, word))).hasSize(3);
        assertThat(titles(organiser.anonymously("/activities?placeId=" + UUID.randomUUID())))
                .isEmpty();
    }

    @Test
    void the_nearest_come_first_when_asked_so_page_by_page() {
        String word = word();
        for (double east : new double[] {120.30, 120.28, 120.275, 120.29}) {
            Organiser there =
                    new Organiser(demo, clock, organiser.account, Organiser.home(demo, Demo.NEWTOWN, east, 32.02));
            there.published(there.complete(word + east));
        }
        String near = "/activities?order=distance&near=120.27,32.02&limit=3&q=" + word;
        Answer first = organiser.anonymously(near);
        assertThat(titles(first)).containsExactly(word + "120.275", word + "120.28", word + "120.29");
        assertThat(titles(organiser.anonymously(near + "&after=" + first.text("next"))))
                .containsExactly(word + "120.3");
        assertThat(organiser.anonymously("/activities?order=distance").fields()).containsExactly("near");
    }

    @Test
    void of_many_at_the_same_time_each_comes_once_page_by_page_by_its_id() {
        Instant start = clock.instant().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        List<String> inOrder = new ArrayList<>();
        List<Answer> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(organiser.published(starting("同时" + i, start)));
            inOrder.add("同时" + i);
        }
        assertThat(titles(here("&limit=8"))).isEqualTo(inOrder);
        // What is written again moves to another place of the index, the first of all to the last.
        for (int i = 3; i >= 0; i--) {
            Map<String, Object> wanted = starting("同时" + i, start);
            wanted.put("occurrences", Organiser.asTheyAre(all.get(i)));
            wanted.put("summary", "改过。");
            assertThat(organiser.put(all.get(i).id(), all.get(i).eTag(), wanted).status())
                    .isEqualTo(200);
            assertThat(titles(here("&limit=3"))).isEqualTo(inOrder.subList(0, 3));
        }

        List<String> leafed = new ArrayList<>();
        Answer page = here("&limit=3");
        while (true) {
            leafed.addAll(titles(page));
            if (page.body().path("next").isMissingNode()) {
                break;
            }
            page = here("&limit=3&after=" + page.text("next"));
        }
        assertThat(leafed).isEqualTo(inOrder);
    }

    @Test
    void what_was_published_since_the_last_visit_is_found() {
        organiser.published(organiser.complete("早就有了"));
        clock.advance(Duration.ofSeconds(30));
        String visit = clock.instant().toString();
        clock.advance(Duration.ofSeconds(30));
        organiser.published(organiser.complete("刚刚发布"));

        assertThat(titles(here("&publishedSince=" + visit))).containsExactly("刚刚发布");
    }

    @Test
    void each_filter_is_counted_as_if_it_alone_were_free() {
        Instant saturday = next(DayOfWeek.SATURDAY, LocalTime.of(9, 0));
        Instant monday = next(DayOfWeek.MONDAY, LocalTime.of(9, 0));
        for (int i = 0; i < 3; i++) {
            Map<String, Object> culture = starting("文化" + i, saturday.plus(i, ChronoUnit.HOURS));
            culture.put("programme", "culture");
            organiser.published(culture);
        }
        Map<String, Object> health = starting("健康", monday);
        health.put("programme", "health");
        health.put("audiences", List.of("families"));
        organiser.published(health);

        JsonNode all = counts("");
        assertThat(all.get("total").asInt()).isEqualTo(4);
        assertThat(all.get("open").asInt()).isEqualTo(4);
        assertThat(count(all, "programmes", "programme", "culture")).isEqualTo(3);
        assertThat(count(all, "programmes", "programme", "health")).isEqualTo(1);
        assertThat(count(all, "when", "when", "weekend")).isEqualTo(3);
        assertThat(count(all, "audiences", "audience", "families")).isEqualTo(1);
        assertThat(count(all, "youthHomes", "id", organiser.home.toString())).isEqualTo(4);

        JsonNode culture = counts("&programme=culture");
        assertThat(culture.get("total").asInt()).isEqualTo(3);
        assertThat(count(culture, "programmes", "programme", "health")).isEqualTo(1);
        assertThat(count(culture, "when", "when", "weekday")).isZero();
        assertThat(count(culture, "audiences", "audience", "families")).isZero();

        JsonNode nothing = counts("&programme=culture&audience=families");
        assertThat(nothing.get("total").asInt()).isZero();
        assertThat(count(nothing, "programmes", "programme", "health")).isEqualTo(1);
    }

    @Test
    void a_map_shows_each_home_when_near_and_takes_them_together_from_afar() {
        String word = word();
        Organiser here =
                new Organiser(demo, clock, organiser.account, Organiser.home(demo, Demo.NEWTOWN, 120.2701, 32.0201));
        Organiser beside =
                new Organiser(demo, clock, organiser.account, Organiser.home(demo, Demo.NEWTOWN, 120.2702, 32.0202));
        Organiser outside =
                new Organiser(demo, clock, organiser.account, Organiser.home(demo, Demo.NEWTOWN, 121.5, 32.0202));
        here.published(here.complete(word + "一"));
        here.published(here.complete(word + "二"));
        beside.published(beside.complete(word + "三"));
        outside.published(outside.complete(word + "四"));

        String box = "/activities/map?box=120.2,32.0,120.3,32.1&q=" + word;
        JsonNode near = organiser.anonymously(box + "&zoom=16").body().get("points");
        assertThat(near).hasSize(2);
        assertThat(near).anySatisfy(point -> {
            assertThat(point.get("youthHomeId").asString()).isEqualTo(here.home.toString());
            assertThat(point.get("activities").asInt()).isEqualTo(2);
        });
        JsonNode far = organiser.anonymously(box + "&zoom=8").body().get("points");
        assertThat(far).hasSize(1);
        assertThat(far.get(0).get("activities").asInt()).isEqualTo(3);
        assertThat(far.get(0).get("youthHomes").asInt()).isEqualTo(2);
        assertThat(far.get(0).path("youthHomeId").isMissingNode()).isTrue();
        assertThat(organiser.anonymously("/activities/map?box=everywhere").status())
                .isEqualTo(422);
        assertThat(organiser.anonymously("/activities/map?box=121,32,120,33").status())
                .isEqualTo(422);
    }

    @Test
    void related_are_others_that_share_brand_programme_or_home_the_most_alike_first() {
        Map<String, Object> one = organiser.complete("青创沙龙·开店");
        one.put("programme", "property");
        String brand = "青年业主委员会联谊会";
        one.put("brand", brand);
        Answer shown = organiser.published(one);
        Map<String, Object> brother = organiser.complete("青创沙龙·记账");
        brother.put("programme", "property");
        brother.put("brand", brand);
        organiser.published(brother);
        organiser.published(organiser.complete("同一个家"));
        organiser.post(organiser.draft("还是草稿"));

        JsonNode related = organiser
                .anonymously("/activities/" + shown.id() + "/related")
                .body()
                .get("items");
        assertThat(related.size()).isLessThanOrEqualTo(6);
        assertThat(related.get(0).get("title").asString()).isEqualTo("青创沙龙·记账");
        List<String> titles = new ArrayList<>();
        related.forEach(item -> titles.add(item.get("title").asString()));
        assertThat(titles).contains("同一个家").doesNotContain("还是草稿", "青创沙龙·开店");
    }

    @Test
    void a_programme_in_common_is_more_than_the_community_however_many_share_that() {
        Organiser alone = new Organiser(demo, clock, Demo.HILLSIDE);
        Map<String, Object> rare = alone.complete("相亲会");
        rare.put("programme", "social");
        Answer shown = alone.published(rare);
        Organiser neighbour =
                new Organiser(demo, clock, alone.account, Organiser.home(demo, Demo.HILLSIDE, 120.27, 32.02));
        for (int i = 0; i < 6; i++) {
            neighbour.published(neighbour.complete("邻家 " + i));
        }
        Organiser elsewhere = new Organiser(demo, clock, Demo.NEWTOWN);
        Map<String, Object> alike = elsewhere.complete("另一场相亲会");
        alike.put("programme", "social");
        elsewhere.published(alike);

        JsonNode related = alone.anonymously("/activities/" + shown.id() + "/related")
                .body()
                .get("items");
        assertThat(related.get(0).get("programme").asString()).isEqualTo("social");
        assertThat(related).hasSize(6);
    }

    @Test
    void what_another_process_writes_is_found_within_two_seconds() {
        String word = word();
        Answer published = organiser.published(organiser.complete("原来的"));
        assertThat(titles(here(""))).containsExactly("原来的");
        // As another process would: the row, and no event in this one.
        demo.elsewhere("UPDATE activity SET title = '" + word + "' WHERE id = "
                + Organiser.hex(UUID.fromString(published.id())));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(titles(organiser.anonymously("/activities?limit=7&q=" + word)))
                        .containsExactly(word));
    }

    @Test
    void how_many_activities_the_index_holds_is_measured() {
        double before = activities();
        organiser.published(organiser.complete(word()));
        organiser.anonymously("/activities");

        assertThat(activities()).isEqualTo(before + 1);
    }

    private double activities() {
        return meters.get("youthhome.search.activities").gauge().value();
    }

    @Test
    void a_draft_is_found_by_nobody_else() {
        String word = word();
        organiser.post(organiser.draft(word));
        for (String path : List.of(
                "/activities?q=" + word, "/activities?from=2020-01-01T00:00:00Z&to=2199-01-01T00:00:00Z&q=" + word)) {
            assertThat(titles(organiser.anonymously(path))).isEmpty();
        }
        assertThat(organiser
                        .anonymously("/activities/counts?q=" + word)
                        .body()
                        .get("total")
                        .asInt())
                .isZero();
        assertThat(organiser
                        .anonymously("/activities/map?box=73,3,136,54&q=" + word)
                        .body()
                        .get("points"))
                .isEmpty();
    }

    private static String word() {
        return "w" + UUID.randomUUID().toString().substring(0, 8);
    }

    private Map<String, Object> at(String title, Duration from) {
        return organiser.complete(title, List.of(organiser.occurrence(from, 5, 5)));
    }

    private Map<String, Object> starting(String title, Instant... starts) {
        List<Map<String, Object>> occurrences = new ArrayList<>();
        for (Instant start : starts) {
            Map<String, Object> occurrence = new LinkedHashMap<>();
            occurrence.put("startsAt", start.toString());
            occurrence.put("endsAt", start.plus(1, ChronoUnit.HOURS).toString());
            occurrence.put("participantCapacity", 5);
            occurrences.add(occurrence);
        }
        return organiser.complete(title, occurrences);
    }

    private Instant next(DayOfWeek day, LocalTime time) {
        return ZonedDateTime.ofInstant(clock.instant(), Times.CITY_ZONE)
                .with(TemporalAdjusters.next(day))
                .with(time)
                .toInstant();
    }

    private Answer at(String place, String word) {
        return organiser.anonymously("/activities?placeId=" + demo.place(place) + "&q=" + word);
    }

    private JsonNode counts(String more) {
        return organiser
                .anonymously("/activities/counts?youthHomeId=" + organiser.home + more)
                .body();
    }

    private static int count(JsonNode counts, String list, String field, String value) {
        for (JsonNode one : counts.get(list)) {
            if (one.get(field).asString().equals(value)) {
                return one.get("activities").asInt();
            }
        }
        return 0;
    }

    private Answer here(String more) {
        return organiser.anonymously("/activities?youthHomeId=" + organiser.home + more);
    }

    private static String encoded(String q) {
        return URLEncoder.encode(q, StandardCharsets.UTF_8);
    }

    private static List<String> titles(Answer page) {
        List<String> titles = new ArrayList<>();
        page.body().get("items").forEach(item -> titles.add(item.get("title").asString()));
        return titles;
    }
}
