package org.youthhome.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.youthhome.engines.TestEngines;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;

/** The wall screen, read as people in the hall read it: by a camera, and from afar. */
@ApiTest
class WallScreenTest {

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

    /** A screen that shows the gathering, paired as a worker does it: by scanning what the screen shows. */
    private Page paired(Gathering gathering) {
        Page screen = browsing.window(1600, 900);
        screen.navigate("/screen");
        String link = Browsing.scanned(screen, text -> text.contains("/s/"));
        String pairingCode = link.substring(link.lastIndexOf('/') + 1);
        assertThat(screen.locator("#pairing-text")).hasText(pairingCode);
        gathering
                .worker()
                .http()
                .put()
                .uri("/screens/{pairingCode}", pairingCode)
                .bodyValue(Map.of("occurrenceId", gathering.occurrenceId().toString()))
                .exchange()
                .expectStatus()
                .isOk();
        return screen;
    }

    private static String code(Page screen) {
        return Browsing.scanned(screen, text -> text.contains("/c/"));
    }

    private int scan(String text) {
        return demo.stranger()
                .http()
                .post()
                .uri("/check-ins")
                .bodyValue(Map.of("code", text, "nonce", UUID.randomUUID().toString()))
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    private static Locator number(Page screen) {
        return screen.locator("#present");
    }

    private static void assertShows(Page screen, long people) {
        assertThat(number(screen)).hasAttribute("aria-label", Long.toString(people));
    }

    @Test
    void the_code_is_read_back_from_the_picture_and_lets_people_in_while_the_number_moves() {
        Gathering gathering = Gathering.now(demo, clock).places(0, 40).published();
        Page screen = paired(gathering);
        String first = code(screen);
        assertThat(screen.locator("#title")).containsText("演示·集中服务日");
        assertShows(screen, 0);

        assertThat(scan(first)).isEqualTo(201);
        assertShows(screen, 1);
        for (int people = 2; people <= 4; people++) {
            assertThat(scan(code(screen))).isEqualTo(201);
            assertShows(screen, people);
        }
        for (int more = 0; more < 8; more++) {
            assertThat(scan(code(screen))).isEqualTo(201);
        }
        assertShows(screen, 12);
        assertThat(screen.locator("#checked-in")).hasText("12");
        assertThat(screen.locator("#finding")).containsText("最近 5 分钟 12 人");

        // It is another code before long, and as good as the first was.
        String later = Browsing.scanned(screen, text -> text.contains("/c/") && !text.equals(first));
        assertThat(scan(later)).isEqualTo(201);
        assertShows(screen, 13);
        browsing.assertNoTroubles();
    }

    @Test
    void the_code_is_readable_on_every_screen_in_light_and_dark_and_the_number_from_afar() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page screen = paired(gathering);
        assertShows(screen, 0);
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            screen.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int[] size :
                    new int[][] {{1920, 1080}, {1440, 900}, {1024, 768}, {768, 1024}, {390, 844}, {360, 780}}) {
                screen.setViewportSize(size[0], size[1]);
                assertThat(scan(code(screen)))
                        .as("%d×%d %s", size[0], size[1], scheme)
                        .isEqualTo(201);
                boolean upright = size[0] < size[1];
                BoundingBox code = screen.locator("#code").boundingBox();
                BoundingBox digits = number(screen).boundingBox();
                assertThat(code.height / size[1]).isGreaterThan(upright ? 0.4 : 0.45);
                assertThat(digits.height / size[1]).isGreaterThan(upright ? 0.1 : 0.2);
                assertThat(digits.x + digits.width).isLessThanOrEqualTo(size[0]);
                assertThat(digits.y + digits.height).isLessThanOrEqualTo(size[1]);
            }
        }
        browsing.assertNoTroubles();
    }

    @Test
    void a_cut_network_is_said_calmly_and_leaves_no_old_code_and_the_screen_comes_back_by_itself() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page screen = paired(gathering);
        String before = code(screen);
        assertShows(screen, 0);

        screen.context().setOffline(true);
        assertThat(screen.locator("#line")).hasAttribute("data-state", "lost");
        assertThat(screen.locator("#line-word")).hasText("网络断开，正在重连…");
        assertThat(screen.locator("#since")).containsText("时的数字");
        // People whose phones have a network of their own come in nevertheless.
        assertThat(scan(before)).isEqualTo(201);
        // The last code stays as long as it is good, and not longer.
        assertThat(screen.locator("#code")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(40_000));
        assertThat(screen.locator("#code-word")).hasText("网络断开，正在重连…");
        assertThat(Browsing.seen(screen)).isEmpty();
        assertThat(scan(before)).isEqualTo(409);

        screen.context().setOffline(false);
        assertThat(screen.locator("#line")).hasAttribute("data-state", "open");
        assertShows(screen, 1);
        assertThat(screen.locator("#since")).isHidden();
        assertThat(scan(code(screen))).isEqualTo(201);
        assertShows(screen, 2);
    }

    @Test
    void a_screen_that_is_loaded_anew_shows_what_it_was_paired_to() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page screen = paired(gathering);
        assertThat(scan(code(screen))).isEqualTo(201);
        screen.reload();
        assertThat(scan(code(screen))).isEqualTo(201);
        assertShows(screen, 2);
        browsing.assertNoTroubles();
    }

    @Test
    void with_redis_away_the_screen_goes_on() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page screen = paired(gathering);
        assertThat(scan(code(screen))).isEqualTo(201);
        assertShows(screen, 1);
        TestEngines.redis().kill();
        try {
            String shown = code(screen);
            assertThat(scan(shown)).isEqualTo(201);
            assertShows(screen, 2);
            // The codes go on changing.
            assertThat(scan(Browsing.scanned(screen, text -> text.contains("/c/") && !text.equals(shown))))
                    .isEqualTo(201);
            assertShows(screen, 3);
        } finally {
            TestEngines.redis().start();
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(3L, 3L, 3L, 0L));
        assertThat(scan(code(screen))).isEqualTo(201);
        assertShows(screen, 4);
        // Minute by minute is what Redis alone knows: it is back, and knows of those who came in between.
        assertThat(screen.locator("#finding")).containsText("最近 5 分钟 4 人");
        browsing.assertNoTroubles();
    }

    @Test
    void changing_the_occurrence_leads_back_to_a_new_pairing_code() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page screen = paired(gathering);
        code(screen);
        screen.locator("#change").click();
        screen.locator("#sure .button").first().click();
        Browsing.scanned(screen, text -> text.contains("/s/"));
        browsing.assertNoTroubles();
    }

    @Test
    void a_cancelled_activity_says_so_and_shows_no_code() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page screen = paired(gathering);
        code(screen);
        gathering.cancel("大风");
        assertThat(screen.locator("#waiting-title")).hasText("活动已取消");
        assertThat(Browsing.seen(screen)).isEmpty();
    }
}
