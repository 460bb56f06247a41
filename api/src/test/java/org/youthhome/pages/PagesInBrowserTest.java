package org.youthhome.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.youthhome.identity.Role;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;

/** The other pages, as a browser shows them. */
@ApiTest
class PagesInBrowserTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private Browsing browsing;

    @BeforeEach
    void open() {
        browsing = Browsing.at("http://127.0.0.1:" + port);
    }

    @AfterEach
    void close() {
        if (browsing != null) {
            browsing.close();
        }
    }

    private static String offer(String name, String description) {
        return """
                [{"name": "%s", "description": "%s", "community": "演示江畔社区"}]""".formatted(name, description);
    }

    @Test
    void the_start_page_lists_the_accounts_of_a_demonstration_and_how_to_walk_through() {
        Page page = browsing.window(1440, 900);
        Browsing.offer(page, offer("worker-1", "社区工作人员"));
        page.navigate("/");
        assertThat(page.locator("#accounts tr")).hasCount(1);
        assertThat(page.locator("#accounts")).containsText("demo:worker-1");
        assertThat(page.locator("#walk")).hasText("java deploy/demo/WalkThrough.java --base http://127.0.0.1:" + port);
        browsing.assertNoTroubles();
    }

    @Test
    void outside_of_a_demonstration_no_account_is_offered() {
        Page page = browsing.window(390, 844);
        page.route(
                "**/demo/accounts.json",
                route -> route.fulfill(new Route.FulfillOptions().setStatus(404).setBody("")));
        page.navigate("/");
        assertThat(page.locator("h1")).containsText("青年之家");
        assertThat(page.locator("#demo")).isHidden();
        // The list is asked for and is not there; nothing else is wrong.
        assertThat(browsing.troubles()).allMatch(trouble -> trouble.contains("/demo/accounts.json"));
    }

    @Test
    void an_officer_of_the_city_sees_today_move() {
        String name = "city-" + UUID.randomUUID();
        demo.appoint(demo.login(name).personId(), Role.CITY_LEAGUE, demo.place(Demo.CITY));
        Gathering gathering = Gathering.now(demo, clock).published();
        Page page = browsing.window(1440, 900);
        Browsing.offer(page, offer(name, "市级工作人员"));
        page.navigate("/today");
        page.locator("#choices button").click();
        String title = gathering
                .texts("SELECT a.title FROM activity a JOIN occurrence o ON o.activity_id = a.id"
                        + " WHERE o.id = :here")
                .get(0);
        var line = page.locator("#rows tr").filter(new Locator.FilterOptions().setHasText(title));
        assertThat(line).containsText("进行中");
        assertThat(line.locator("td.now")).hasText("0");
        demo.stranger()
                .http()
                .post()
                .uri("/check-ins")
                .bodyValue(Map.of(
                        "code", gathering.code(), "nonce", UUID.randomUUID().toString()))
                .exchange()
                .expectStatus()
                .isCreated();
        assertThat(line.locator("td.now")).hasText("1");
        assertThat(page.locator("#map .home").first()).isVisible();
        browsing.assertNoTroubles();
    }

    @Test
    void who_is_no_officer_is_told_who_can_help() {
        String name = "city-" + UUID.randomUUID();
        Page page = browsing.window(390, 844);
        Browsing.offer(page, offer(name, "无权限的人"));
        page.navigate("/today");
        page.locator("#choices button").click();
        assertThat(page.locator("#forbidden")).containsText("请联系");
        assertThat(page.locator("#board")).isHidden();
    }

    @Test
    void a_scanned_link_shows_its_activity_and_how_to_go_on_in_wechat() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page page = browsing.window(390, 844);
        Browsing.offer(page, "[]");
        page.navigate("/c/" + gathering.code());
        assertThat(page.locator("#title")).containsText("演示·集中服务日");
        assertThat(page.locator("#how")).containsText("扫一扫");
        assertThat(page.locator("#browser-part")).isHidden();
        browsing.assertNoTroubles();
    }

    @Test
    void an_old_link_still_leads_to_the_activity_and_sends_to_the_code_on_the_screen() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = gathering.code();
        clock.advance(Duration.ofMinutes(2));
        Page page = browsing.window(390, 844);
        Browsing.offer(page, "[]");
        page.navigate("/c/" + code);
        assertThat(page.locator("#title")).containsText("演示·集中服务日");
        assertThat(page.locator("#how")).containsText("对准现场屏幕上的码");
        browsing.assertNoTroubles();
    }

    @Test
    void a_link_that_is_no_code_of_ours_says_so_and_what_to_do() {
        Page page = browsing.window(390, 844);
        page.navigate("/c/nonsense");
        assertThat(page.locator("#title")).hasText("认不出这个码");
        assertThat(page.locator("#word")).containsText("再扫一次现场屏幕上的码");
    }

    @Test
    void a_link_to_a_cancelled_activity_says_so() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = gathering.code();
        gathering.cancel("大风");
        Page page = browsing.window(390, 844);
        Browsing.offer(page, "[]");
        page.navigate("/c/" + code);
        assertThat(page.locator("#word")).containsText("活动已取消");
        assertThat(page.locator("#how")).isHidden();
    }

    @Test
    void a_page_that_is_loaded_again_keeps_what_it_may_do() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page page = browsing.window(390, 844);
        Browsing.offer(page, "[]");
        page.navigate("/c/" + gathering.code());
        page.reload();
        assertThat(page.locator("#title")).containsText("演示·集中服务日");
        browsing.assertNoTroubles();
    }
}
