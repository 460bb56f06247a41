package org.youthhome.activity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.activity.web.Organiser.Answer;
import org.youthhome.identity.Role;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;

@ApiTest
class ContentReviewTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    private Organiser organiser;
    private Demo.Account reviewer;

    @BeforeEach
    void people() {
        organiser = new Organiser(demo, clock, Demo.RIVERSIDE);
        reviewer = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH);
    }

    @Test
    void what_wechat_leaves_to_a_person_waits_and_is_published_when_accepted() {
        Answer drafted = organiser.post(organiser.complete("待审活动"));

        Answer asked = organiser.publish(drafted.id());
        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.text("status")).isEqualTo("in_review");
        assertThat(organiser.anonymously("/activities/" + drafted.id()).status())
                .isEqualTo(404);

        assertThat(decide(reviewer, review(drafted), "accept").text("state")).isEqualTo("accepted");
        assertThat(organiser.anonymously("/activities/" + drafted.id()).text("status"))
                .isEqualTo("published");
    }

    @Test
    void what_is_refused_goes_back_to_its_author_with_the_reason() {
        Answer drafted = organiser.post(organiser.complete("待审二"));
        organiser.publish(drafted.id());

        assertThat(decide(reviewer, review(drafted), "refuse").text("state")).isEqualTo("refused");

        Answer back = organiser.get(drafted.id());
        assertThat(back.text("status")).isEqualTo("draft");
        assertThat(back.body().get("review").get("reason").asString()).isEqualTo("请改一改");
    }

    @Test
    void nobody_reviews_what_they_asked_for_themselves() {
        Organiser league = new Organiser(demo, clock, reviewer, organiser.home);
        Answer drafted = league.post(league.complete("待审三"));
        league.publish(drafted.id());

        assertThat(decide(reviewer, review(drafted), "accept").code()).isEqualTo("own_review");
        assertThat(decide(demo.city(), review(drafted), "accept").status()).isEqualTo(200);
    }

    @Test
    void workers_and_neighbouring_local_units_review_nothing() {
        Answer drafted = organiser.post(organiser.complete("待审四"));
        organiser.publish(drafted.id());
        String review = review(drafted);

        assertThat(decide(organiser.account, review, "accept").status()).isEqualTo(403);
        Demo.Account south = demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.SOUTH);
        assertThat(decide(south, review, "accept").code()).isEqualTo("not_your_place");
        assertThat(queue(south)).noneMatch(item -> item.contains(drafted.id()));
        assertThat(Organiser.get(south.http(), "/content-reviews?placeId=" + demo.place(Demo.NORTH))
                        .code())
                .isEqualTo("not_your_place");
    }

    @Test
    void an_outage_of_the_content_check_leads_to_a_person_and_not_to_publication() {
        Answer drafted = organiser.post(organiser.complete("微信不在"));
        org.youthhome.testing.Surroundings.weChat().fail(org.youthhome.wechat.SimulatedWeChat.MSG_SEC_CHECK, -1);
        try {
            assertThat(organiser.publish(drafted.id()).text("status")).isEqualTo("in_review");
        } finally {
            org.youthhome.testing.Surroundings.weChat().recover();
        }
    }

    @Test
    void an_edit_withdraws_what_is_waiting() {
        Answer drafted = organiser.post(organiser.complete("待审五"));
        Answer asked = organiser.publish(drafted.id());
        String review = review(drafted);

        Answer edited = organiser.put(drafted.id(), asked.eTag(), organiser.complete("不再提那个词"));

        assertThat(edited.text("status")).isEqualTo("draft");
        assertThat(decide(reviewer, review, "accept").code()).isEqualTo("review_decided");
        assertThat(organiser.publish(drafted.id()).text("status")).isEqualTo("published");
    }

    @Test
    void new_texts_of_a_published_activity_wait_beside_the_old_ones() {
        Answer published = organiser.published("已发布");

        Answer edited = organiser.put(published.id(), published.eTag(), keeping(published, "待审的新标题", 11));
        assertThat(edited.status()).isEqualTo(202);
        Answer seen = organiser.anonymously("/activities/" + published.id());
        assertThat(seen.text("title")).isEqualTo("已发布");
        assertThat(seen.text("status")).isEqualTo("published");
        assertThat(seen.occurrence(0).get("volunteerCapacity").asInt()).isEqualTo(11);

        assertThat(decide(reviewer, review(published), "accept").status()).isEqualTo(200);
        assertThat(organiser.anonymously("/activities/" + published.id()).text("title"))
                .isEqualTo("待审的新标题");
    }

    @Test
    void risky_new_texts_of_a_published_activity_change_nothing() {
        Answer published = organiser.published("已发布二");

        Answer refused = organiser.put(published.id(), published.eTag(), keeping(published, "违规标题", 11));

        assertThat(refused.code()).isEqualTo("content_risky");
        Answer seen = organiser.anonymously("/activities/" + published.id());
        assertThat(seen.text("title")).isEqualTo("已发布二");
        assertThat(seen.occurrence(0).get("volunteerCapacity").asInt()).isEqualTo(10);
    }

    @Test
    void a_cancelled_activity_leaves_the_queue() {
        Answer drafted = organiser.post(organiser.complete("待审六"));
        organiser.publish(drafted.id());
        String review = review(drafted);
        organiser.cancel(drafted.id(), "不办了");

        assertThat(queue(reviewer)).noneMatch(item -> item.contains(review));
    }

    private Map<String, Object> keeping(Answer activity, String title, int volunteers) {
        Map<String, Object> occurrence = organiser.occurrence(Duration.ofDays(2), 20, volunteers);
        occurrence.put("id", activity.occurrence(0).get("id").asString());
        return organiser.complete(title, List.of(occurrence));
    }

    private String review(Answer activity) {
        return organiser.get(activity.id()).body().get("review").get("id").asString();
    }

    private static List<String> queue(Demo.Account account) {
        List<String> items = new java.util.ArrayList<>();
        Organiser.get(account.http(), "/content-reviews?limit=100")
                .body()
                .get("items")
                .forEach(item -> items.add(item.toString()));
        return items;
    }

    private static Answer decide(Demo.Account account, String review, String how) {
        var request = account.http().post().uri("/content-reviews/" + review + "/" + how);
        return Organiser.answer(how.equals("refuse") ? request.bodyValue(Map.of("reason", "请改一改")) : request);
    }
}
