package org.youthhome.youthhome.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.kernel.Ids;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import tools.jackson.databind.JsonNode;

@ApiTest
class YouthHomeTest {

    @Autowired
    private Demo demo;

    private UUID community;

    /** Far from the homes of other tests. */
    @BeforeEach
    void someHomes() {
        community = UUID.randomUUID();
        home("南", 100.0, 30.0, "listed");
        home("中", 100.0, 30.01, "listed");
        home("北", 100.0, 30.02, "suspended");
        home("未建成", 100.0, 30.0, "planned");
        home("已关", 100.0, 30.0, "closed");
    }

    @Test
    void the_nearest_home_is_first_and_its_distance_is_in_metres() {
        JsonNode items = items("&near=100,30.019");

        assertThat(names(items)).containsExactly("北", "中", "南");
        assertThat(items.get(0).get("distance").asInt()).isBetween(110, 112);
        assertThat(items.get(2).get("distance").asInt()).isBetween(2110, 2115);
    }

    @Test
    void a_radius_leaves_out_what_is_farther() {
        assertThat(names(items("&near=100,30.019&radius=1100"))).containsExactly("北", "中");
    }

    @Test
    void what_is_not_yet_or_no_more_a_home_is_not_shown() {
        assertThat(names(items(""))).containsExactlyInAnyOrder("南", "中", "北");
    }

    @Test
    void every_home_is_met_once_page_by_page() {
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = get("/youth-homes?limit=1&near=100,30&communityId=" + community + after);
            seen.addAll(names(page.get("items")));
            after = page.path("next").isMissingNode()
                    ? ""
                    : "&after=" + page.get("next").asString();
        } while (!after.isEmpty());

        assertThat(seen).containsExactly("南", "中", "北");
    }

    @Test
    void a_home_says_how_far_it_is_when_asked() {
        String id = items("&near=100,30").get(0).get("id").asString();

        assertThat(get("/youth-homes/" + id + "?near=100,30.001")
                        .get("distance")
                        .asInt())
                .isEqualTo(111);
        assertThat(get("/youth-homes/" + id).path("distance").isMissingNode()).isTrue();
    }

    @Test
    void a_place_outside_the_country_is_no_place_to_be_near() {
        demo.anonymous()
                .get()
                .uri("/youth-homes?near=2.35,48.85")
                .exchange()
                .expectStatus()
                .isEqualTo(422);
        demo.anonymous()
                .get()
                .uri("/youth-homes?radius=5")
                .exchange()
                .expectStatus()
                .isEqualTo(422);
    }

    @Test
    void an_unknown_home_is_not_found() {
        demo.anonymous()
                .get()
                .uri("/youth-homes/" + UUID.randomUUID())
                .exchange()
                .expectStatus()
                .isNotFound();
        demo.anonymous().get().uri("/youth-homes/7").exchange().expectStatus().isNotFound();
    }

    @Test
    void communities_say_what_they_are_and_whose() {
        JsonNode found = get("/communities?limit=100")
                .get("items")
                .valueStream()
                .filter(item -> item.get("name").asString().equals(Demo.RIVERSIDE))
                .findFirst()
                .orElseThrow();

        assertThat(found.get("kind").asString()).isEqualTo("modern");
        assertThat(found.get("localUnit").get("name").asString()).isEqualTo(Demo.NORTH);
        assertThat(found.get("localUnit").get("kind").asString()).isEqualTo("subdistrict");
    }

    @Test
    void there_are_ten_programmes_with_their_brands() {
        JsonNode items = get("/programmes").get("items");

        assertThat(items).hasSize(10);
        assertThat(items.get(2).get("code").asString()).isEqualTo("health");
        assertThat(items.get(2).get("name").asString()).isEqualTo("身心健康");
        assertThat(items.get(2).get("brands").get(0).asString()).isEqualTo("成长论坛");
    }

    private JsonNode items(String more) {
        return get("/youth-homes?communityId=" + community + more).get("items");
    }

    private JsonNode get(String path) {
        return Objects.requireNonNull(demo.anonymous()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    private static List<String> names(JsonNode items) {
        return items.valueStream().map(item -> item.get("name").asString()).toList();
    }

    private void home(String name, double longitude, double latitude, String stage) {
        long unused = demo.run("""
                INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, stage, created_at, updated_at)
                VALUES (%s, %s, '%s', '演示路', %s, %s, '%s', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """.formatted(hex(UUID.randomUUID()), hex(community), name, longitude, latitude, stage));
    }

    private static String hex(UUID id) {
        return "X'" + HexFormat.of().formatHex(Ids.bytes(id)) + "'";
    }
}
