package org.youthhome.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.r2dbc.core.DatabaseClient;
import org.youthhome.identity.Role;
import org.youthhome.kernel.Ids;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;

/**
 * Every page of the mini-program in light, in dark and in large type: axe-core finds nothing serious, and nothing is wider
 * than the phone. With {@code -Dgallery=FOLDER} the pictures are hung there, one sheet for each look.
 */
@ApiTest
class MiniProgramLooksTest {

    enum Look {
        LIGHT,
        DARK,
        ELDER
    }

    private static final @Nullable String GALLERY = System.getProperty("gallery");

    private static final Path AXE = Path.of("../wechat/miniprogram/node_modules/axe-core/axe.min.js");

    private static final String SERIOUS = "async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }))"
            + ".violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')"
            + ".map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | '))";

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private DatabaseClient database;

    @LocalServerPort
    private int port;

    private Browsing browsing;
    private final Map<String, byte[]> pictures = new LinkedHashMap<>();

    @BeforeEach
    void open() {
        Browsing.needPhoneClient();
        browsing = Browsing.at("http://127.0.0.1:" + port);
    }

    @AfterEach
    void close() {
        if (browsing != null) {
            browsing.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_page_can_be_read_by_everybody(Look look) throws IOException {
        Gathering gathering = named("七彩志愿服务进社区·集中服务日", 40, 60);
        assertThat(named("青年讲师团·板凳微课", 40, 0)).isNotNull();
        assertThat(named("四点半课堂·消防员来了", 30, 4)).isNotNull();
        for (int i = 0; i < 6; i++) {
            demo.stranger()
                    .http()
                    .put()
                    .uri("/occurrences/{id}/enrolment", gathering.occurrenceId())
                    .bodyValue(Map.of("as", i % 2 == 0 ? "volunteer" : "participant"))
                    .exchange()
                    .expectStatus()
                    .isCreated();
        }
        String name = "looks-" + UUID.randomUUID();
        demo.appoint(demo.login(name).personId(), Role.CITY_LEAGUE, demo.place(Demo.CITY));
        Page page = browsing.window(390, 844);
        Browsing.offer(
                page,
                "[{\"name\": \"" + name + "\", \"description\": \"团市委 city league\", \"community\": \"演示市\"},"
                        + " {\"name\": \"volunteer-1\", \"description\": \"志愿者 volunteer\", \"community\": \"\"}]");
        if (look == Look.DARK) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        }
        if (look == Look.ELDER) {
            page.addInitScript("localStorage.setItem('yh.elder', '{\"type\":\"boolean\",\"data\":true}')");
        }

        page.addInitScript("localStorage.setItem('yh.visit', '2026-01-01T00:00:00Z')");

        List<String> found = new ArrayList<>();
        page.navigate("/m/#/pages/mine/mine");
        found.addAll(looked(page, look, "mine-signed-out"));
        page.navigate("/m/#/pages/arrive/arrive?code=" + gathering.code());
        page.locator("[data-test='arrive-login']:visible").waitFor();
        found.addAll(looked(page, look, "arrived-signed-out"));
        page.navigate("/m/#/pages/login/login");
        page.locator("[data-test='accounts']:visible").waitFor();
        found.addAll(looked(page, look, "login"));
        page.locator("[data-test='agree']:visible").click();
        page.locator("[data-account='" + name + "']:visible").click();
        assertThat(page.locator("[data-test='agree']:visible")).isHidden();
        // Back at the code, which has been kept good meanwhile.
        page.locator("[data-test='role']:visible").waitFor();
        found.addAll(looked(page, look, "role"));
        page.locator("[data-test='as-volunteer']:visible").click();
        page.locator("[data-test='came']:visible").waitFor();
        found.addAll(looked(page, look, "came"));

        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("activities", "/pages/activities/activities");
        pages.put("activity", "/pages/activity/activity?id=" + gathering.activityId());
        pages.put("scan", "/pages/scan/scan");
        pages.put("refused", "/pages/arrive/arrive?code=AAECAwQFBgcICQoLDA0ODxAREhMUFRYX");
        pages.put("mine", "/pages/mine/mine");
        pages.put("calendar", "/pages/calendar/calendar");
        pages.put("profile", "/pages/profile/profile");
        pages.put("records", "/pages/records/records");
        pages.put("notices", "/pages/notices/notices");
        pages.put("invitation", "/pages/invitation/invitation?token=abc");
        pages.put("privacy", "/pages/privacy/privacy");
        pages.put("complaint", "/pages/complaint/complaint");
        pages.put("desk", "/work/desk/desk");
        pages.put("publish", "/work/publish/publish");
        pages.put("again", "/work/again/again?id=" + gathering.activityId());
        pages.put("code", "/work/code/code?id=" + gathering.occurrenceId());
        pages.put("roster", "/work/roster/roster?id=" + gathering.occurrenceId());
        pages.put("invite", "/work/invite/invite");
        pages.put("today", "/city/today/today");
        for (Map.Entry<String, String> entry : pages.entrySet()) {
            // A new start each time; a page that is left half-way would leave its scan behind.
            page.navigate("about:blank");
            page.navigate("/m/#" + entry.getValue());
            found.addAll(looked(page, look, entry.getKey()));
            if (entry.getKey().equals("activities")) {
                filtered(page, look);
                found.addAll(looked(page, look, "activities-filtered"));
            } else if (entry.getKey().equals("activity")) {
                page.locator("[data-test='make-poster']:visible").click();
                page.getByText("长按图片").waitFor();
                found.addAll(looked(page, look, "activity-poster"));
            } else if (entry.getKey().equals("mine")) {
                page.locator("[data-test='calendar-make']:visible").click();
                page.locator("[data-test='calendar-address']:visible").waitFor();
                found.addAll(looked(page, look, "mine-calendar"));
            } else if (entry.getKey().equals("publish")) {
                begun(page);
                found.addAll(looked(page, look, "publish-draft"));
            }
        }
        page.route("**/api/v1/**", Route::abort);
        page.evaluate("location.hash = '#/pages/records/records'");
        page.locator("[data-test='trouble']:visible").waitFor();
        found.addAll(looked(page, look, "offline"));
        page.evaluate("location.hash = '#/pages/arrive/arrive?code=AAECAwQFBgcICQoLDA0ODxAREhMUFRYX'");
        page.locator("[data-test='queued']:visible").waitFor();
        found.addAll(looked(page, look, "queued"));
        if (GALLERY != null) {
            hang(Path.of(GALLERY, look.name().toLowerCase(Locale.ROOT) + ".jpg"));
        }
        assertThat(found).isEmpty();
    }

    private static void filtered(Page page, Look look) {
        page.locator("[data-test='search']:visible input").fill("集中服务日");
        page.locator("[data-test='search']:visible input").press("Enter");
        page.locator("[data-test='total']:visible").waitFor();
        // Large type has fewer choices.
        if (look != Look.ELDER) {
            page.locator("[data-test='open']:visible").click();
            page.waitForResponse(
                    answer -> answer.url().contains("/activities/counts"),
                    () -> page.locator("[data-test='fresh']:visible").click());
            page.locator("[data-test='activity']:visible").first().waitFor();
        }
    }

    /** With a draft, and what it still lacks. */
    private static void begun(Page page) throws IOException {
        ByteArrayOutputStream photo = new ByteArrayOutputStream();
        assertThat(ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "jpeg", photo))
                .isTrue();
        page.waitForFileChooser(
                        () -> page.locator("[data-test='add-photo']:visible").click())
                .setFiles(new FilePayload("photo.jpg", "image/jpeg", photo.toByteArray()));
        page.locator("[data-test='photo-state']:visible").waitFor();
        page.locator("[data-test='title']:visible input").fill("周末清洁家园");
        page.locator("[data-test='volunteers']:visible input").fill("12");
        page.locator("[data-test='timed']:visible").click();
        page.locator("[data-test='check']:visible").click();
        page.locator("[data-test='preview']:visible").waitFor();
    }

    /** As the demonstration has them: what a person would read, and no test's numbers. */
    private Gathering named(String title, int participants, int volunteers) {
        Gathering gathering = Gathering.now(demo, clock)
                .with("title", title)
                .places(participants, volunteers)
                .with("showsHeadcount", true)
                .published();
        // A community has one home of a name: the first of these, and the others are held there.
        for (String change : List.of(
                "UPDATE IGNORE youth_home SET name = '江畔青年之家'"
                        + " WHERE id = (SELECT youth_home_id FROM activity WHERE id = :activity)",
                "UPDATE activity a JOIN youth_home h ON h.name = '江畔青年之家' SET a.youth_home_id = h.id"
                        + " WHERE a.id = :activity")) {
            Long changed = database.sql(change)
                    .bind("activity", Ids.bytes(gathering.activityId()))
                    .fetch()
                    .rowsUpdated()
                    .block();
            assertThat(changed).isNotNull();
        }
        return gathering;
    }

    /** All pictures on one sheet. */
    private void hang(Path sheet) throws IOException {
        int columns = 6;
        int width = 300;
        int height = 649;
        int gap = 12;
        int rows = (pictures.size() + columns - 1) / columns;
        BufferedImage wall = new BufferedImage(
                columns * (width + gap) + gap, rows * (height + gap) + gap, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = wall.createGraphics();
        pen.setColor(Color.GRAY);
        pen.fillRect(0, 0, wall.getWidth(), wall.getHeight());
        int i = 0;
        for (byte[] picture : pictures.values()) {
            Image scaled = ImageIO.read(new ByteArrayInputStream(picture))
                    .getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
            pen.drawImage(scaled, gap + i % columns * (width + gap), gap + i / columns * (height + gap), null);
            i++;
        }
        pen.dispose();
        assertThat(ImageIO.write(wall, "jpeg", sheet.toFile())).isTrue();
    }

    enum Wire {
        /** As Chromium's own tools have them: kbit/s down, kbit/s up, milliseconds there and back. */
        TWO_G(250, 50, 300),
        SLOW_3G(400, 400, 400),
        FAST_3G(1_440, 675, 150);

        private final int down;
        private final int up;
        private final int latency;

        Wire(int down, int up, int latency) {
            this.down = down;
            this.up = up;
            this.latency = latency;
        }

        /** Makes this page's network as slow. */
        void slow(CDPSession session) {
            JsonObject unused = session.send("Network.enable", new JsonObject());
            JsonObject conditions = new JsonObject();
            conditions.addProperty("offline", false);
            conditions.addProperty("latency", latency);
            conditions.addProperty("downloadThroughput", down * 1000 / 8);
            conditions.addProperty("uploadThroughput", up * 1000 / 8);
            unused = session.send("Network.emulateNetworkConditions", conditions);
        }
    }

    /** What it weighs is judged; how long it took is written down, not judged. */
    @ParameterizedTest
    @EnumSource
    void the_first_page_is_light_enough_for_2g(Wire wire) {
        assertThat(named("团橡社区行·周末桌游", 30, 0).activityId()).isNotNull();
        Page page = browsing.window(390, 844);
        CDPSession session = page.context().newCDPSession(page);
        wire.slow(session);
        AtomicLong bytes = new AtomicLong();
        session.on(
                "Network.loadingFinished",
                event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
        page.setDefaultTimeout(60_000);
        for (String visit : List.of("first", "second")) {
            bytes.set(0);
            long began = System.nanoTime();
            if (visit.equals("first")) {
                page.navigate("/m/");
            } else {
                page.reload();
            }
            page.locator(".yh:visible").first().waitFor();
            long frame = Duration.ofNanos(System.nanoTime() - began).toMillis();
            page.locator("[data-test='activity']:visible").first().waitFor();
            long whole = Duration.ofNanos(System.nanoTime() - began).toMillis();
            System.out.printf(
                    "[mini-program] %s, %d kbit/s, %d ms, %s visit: first content %d ms, activities %d ms, %d KiB%n",
                    wire, wire.down, wire.latency, visit, frame, whole, bytes.get() / 1024);
            assertThat(bytes.get()).isLessThan(180 * 1024);
        }
    }

    private List<String> looked(Page page, Look look, String name) throws IOException {
        page.locator(".yh:visible").first().waitFor();
        page.waitForCondition(() -> page.locator(".bone:visible").count() == 0);
        if (name.equals("activities")) {
            page.locator("[data-test='activity']:visible").first().waitFor();
        }
        if (GALLERY != null) {
            // Whatever moves in has arrived.
            page.waitForTimeout(350);
            pictures.put(name, page.screenshot());
            byte[] whole = page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(
                            Path.of("target", "pictures", look.name().toLowerCase(Locale.ROOT) + "-" + name + ".png")));
            assertThat(whole).isNotEmpty();
        }
        List<String> found = new ArrayList<>();
        Object unused = page.evaluate(Files.readString(AXE));
        for (Object violation : (List<?>) page.evaluate(SERIOUS)) {
            found.add(name + " " + look + ": " + violation);
        }
        if ((boolean) page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")) {
            found.add(name + " " + look + ": wider than the phone");
        }
        return found;
    }
}
