package org.youthhome.activity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.activity.web.Organiser.Answer;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;

@ApiTest
class ActivityListTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private Organiser organiser;

    @BeforeEach
    void organiser() {
        organiser = new Organiser(demo, clock, Demo.NEWTOWN);
    }

    @Test
    void what_comes_next_is_first_and_what_is_over_follows_the_latest_first() {
        at("第三", Duration.ofDays(3));
        at("第一", Duration.ofHours(-1));
        at("第二", Duration.ofDays(2));
        organiser.past(at("很久以前", Duration.ofDays(1)).id(), Duration.ofDays(30));
        organiser.past(at("上周", Duration.ofDays(1)).id(), Duration.ofDays(7));
        Answer closed = at("已结束", Duration.ofDays(1));
        organiser.past(closed.id(), Duration.ofDays(8));
        organiser.act(closed.id(), "close");

        assertThat(titles(here(""))).containsExactly("第一", "第二", "第三", "上周", "已结束", "很久以前");
    }

    @Test
    void a_cursor_that_nobody_gave_is_refused() {
        for (String made : List.of(
                "ahead\u001f9000000000000000000\u001f1\u001f" + organiser.home, "behind\u001f1\u001fx\u001fy")) {
            String after = Base64.getUrlEncoder().encodeToString(made.getBytes(StandardCharsets.UTF_8));
            assertThat(organiser.anonymously("/activities?after=" + after).status())
                    .isEqualTo(422);
        }
    }

    @Test
    void a_series_is_listed_once_with_the_occurrence_that_comes_next() {
        List<Map<String, Object>> six = new ArrayList<>();
        for (int week = 0; week < 6; week++) {
            six.add(organiser.occurrence(Duration.ofDays(7L * week).plusHours(1), 24, 0));
        }
        Answer series = organiser.published(organiser.complete("书法六讲", six));

        JsonNode items = here("").body().get("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0).get("occurrences").asInt()).isEqualTo(6);
        assertThat(items.get(0).get("nextOccurrence").get("id"))
                .isEqualTo(series.occurrence(0).get("id"));
        assertThat(items.get(0)
                        .get("nextOccurrence")
                        .get("participantSeatsLeft")
                        .asInt())
                .isEqualTo(24);
        assertThat(titles(here("&from=" + organiser.in(Duration.ofDays(13))))).containsExactly("书法六讲");
    }

    @Test
    void paging_is_bounded_and_stays_as_it_was_while_others_publish() {
        for (int i = 0; i < 5; i++) {
            at("将来" + i, Duration.ofDays(2 + i));
            organiser.past(at("过去" + i, Duration.ofDays(1)).id(), Duration.ofDays(2 + i));
        }
        List<String> seen = new ArrayList<>();
        Answer page = here("&limit=2");
        while (true) {
            assertThat(page.body().get("items").size()).isLessThanOrEqualTo(2);
            seen.addAll(titles(page));
            if (page.body().path("next").isMissingNode()) {
                break;
            }
            if (seen.size() == 4) {
                at("插队", Duration.ofHours(3));
            }
            page = here("&limit=2&after=" + page.text("next"));
        }

        assertThat(seen).containsExactly("将来0", "将来1", "将来2", "将来3", "将来4", "过去0", "过去1", "过去2", "过去3", "过去4");
    }

    @Test
    void a_page_that_what_is_ahead_fills_is_followed_by_what_is_over() {
        at("将来", Duration.ofDays(2));
        assertThat(here("&limit=1").body().path("next").isMissingNode()).isTrue();
        organiser.past(at("过去", Duration.ofDays(1)).id(), Duration.ofDays(2));

        Answer first = here("&limit=1");
        assertThat(titles(first)).containsExactly("将来");
        Answer second = here("&limit=1&after=" + first.text("next"));
        assertThat(titles(second)).containsExactly("过去");
        assertThat(second.body().path("next").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=many",
                "after=x",
                "near=1,2",
                "near=somewhere",
                "radius=500",
                "q=%E9%9D%92",
                "from=yesterday",
                "programme=sport",
                "communityId=7",
                "open=perhaps"
            })
    void a_question_that_makes_no_sense_is_refused(String query) {
        assertThat(organiser.anonymously("/activities?" + query).status()).isIn(400, 422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"麒麟", "火麒麟", "青年业委会火麒", "c++", "C＋＋ 麒麟", "就业创业 麒麟", "start-ups", "全场50%", "开_店", "汤包"})
    void two_characters_and_any_longer_piece_find_an_activity(String q) {
        Map<String, Object> wanted = organiser.complete("青年业委会火麒麟·C++ 全场50%");
        wanted.put("programme", "employment");
        wanted.put("summary", "汤包店主聊开_店。");
        organiser.published(wanted);

        assertThat(titles(here("&q=" + encoded(q)))).containsExactly("青年业委会火麒麟·C++ 全场50%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"麟火", "场5%", "开店", "聊开x店", "麒麟·C++ 全场50%汤包"})
    void what_is_not_written_there_does_not_find_it(String q) {
        Map<String, Object> wanted = organiser.complete("火麒麟·C++ 全场50%");
        wanted.put("summary", "汤包店主聊开_店。");
        organiser.published(wanted);

        assertThat(titles(here("&q=" + encoded(q)))).isEmpty();
    }

    @Test
    void what_is_over_is_found_by_its_words_everywhere() {
        String word = "凤凰" + UUID.randomUUID().toString().substring(0, 8);
        organiser.past(at(word + "往事", Duration.ofDays(1)).id(), Duration.ofDays(400));

        assertThat(titles(organiser.anonymously("/activities?q=" + encoded(word))))
                .containsExactly(word + "往事");
    }

    @Test
    void near_is_in_metres() {
        Organiser away =
                new Organiser(demo, clock, organiser.account, Organiser.home(demo, Demo.NEWTOWN, 120.2806, 32.02));
        String word = "定位" + UUID.randomUUID().toString().substring(0, 8);
        organiser.published(organiser.complete(word + "近"));
        away.published(away.complete(word + "远"));

        String near = "/activities?near=120.27,32.02&q=" + encoded(word);
        assertThat(titles(organiser.anonymously(near + "&radius=900"))).containsExactly(word + "近");
        JsonNode items = organiser.anonymously(near + "&radius=1100").body().get("items");
        assertThat(items).hasSize(2);
        assertThat(items)
                .anySatisfy(item -> assertThat(item.get("distance").asInt()).isBetween(990, 1010));
        assertThat(organiser
                        .anonymously("/activities?q=" + encoded(word))
                        .body()
                        .get("items")
                        .get(0)
                        .path("distance")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void open_is_where_somebody_could_enrol_now() {
        at("有名额", Duration.ofDays(1));
        Answer full = at("已满", Duration.ofDays(2));
        long unused = demo.run("UPDATE places SET taken = capacity WHERE occurrence_id = "
                + Organiser.hex(UUID.fromString(full.occurrence(0).get("id").asString())));
        Map<String, Object> late = organiser.complete("报名已截止");
        late.put("enrolmentClosesAt", organiser.in(Duration.ofMinutes(-5)).toString());
        organiser.published(late);
        organiser.past(at("已过去", Duration.ofDays(1)).id(), Duration.ofDays(2));

        assertThat(titles(here("&open=true"))).containsExactly("有名额");
        assertThat(here("").body().get("items"))
                .filteredOn(item -> item.get("open").asBoolean())
                .hasSize(1);
    }

    @Test
    void a_window_of_time_shows_what_takes_place_in_it() {
        at("明天", Duration.ofDays(1));
        at("后天", Duration.ofDays(2));
        organiser.past(at("昨天", Duration.ofDays(1)).id(), Duration.ofDays(1));

        String day = "&from=" + organiser.in(Duration.ofHours(-48)) + "&to=" + organiser.in(Duration.ofHours(36));
        assertThat(titles(here(day))).containsExactly("昨天", "明天");
        assertThat(titles(here("&to=" + organiser.in(Duration.ofHours(36))))).containsExactly("明天");
    }

    @Test
    void cancelled_activities_are_not_offered() {
        Answer cancelled = at("不办了", Duration.ofDays(1));
        organiser.cancel(cancelled.id(), "下雨");

        assertThat(titles(here(""))).isEmpty();
    }

    @Test
    void mine_are_those_of_my_communities_drafts_and_cancelled_ones_too() {
        Answer drafted = organiser.post(organiser.draft("我的草稿"));
        Answer cancelled = at("我取消的", Duration.ofDays(1));
        organiser.cancel(cancelled.id(), "下雨");
        Organiser neighbour = new Organiser(demo, clock, Demo.HILLSIDE);
        neighbour.post(neighbour.draft("邻居的草稿"));

        Answer mine = Organiser.get(organiser.account.http(), "/activities?mine=true&youthHomeId=" + organiser.home);
        assertThat(titles(mine)).containsExactly("我的草稿", "我取消的");
        assertThat(Organiser.get(neighbour.account.http(), "/activities?mine=true&youthHomeId=" + organiser.home)
                        .body()
                        .get("items"))
                .isEmpty();
        assertThat(Organiser.get(demo.stranger().http(), "/activities?mine=true")
                        .body()
                        .get("items"))
                .isEmpty();
        assertThat(organiser.anonymously("/activities?mine=true").status()).isEqualTo(401);
        assertThat(drafted.status()).isEqualTo(201);
    }

    private Answer at(String title, Duration from) {
        return organiser.published(organiser.complete(title, List.of(organiser.occurrence(from, 5, 5))));
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
