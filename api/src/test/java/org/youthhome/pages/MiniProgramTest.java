package org.youthhome.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.Geolocation;
import com.microsoft.playwright.options.LoadState;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.youthhome.identity.Role;
import org.youthhome.kernel.Times;
import org.youthhome.sharing.ActivityCode;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;

/** The mini-program as people use it, in a browser of a phone's size, against the really running product. */
@ApiTest
class MiniProgramTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    @TempDir
    private Path folder;

    private Browsing browsing;
    private Path seenByTheCamera;

    @BeforeEach
    void open() {
        Browsing.needPhoneClient();
        seenByTheCamera = folder.resolve("camera.mjpeg");
        browsing = Browsing.withCamera("http://127.0.0.1:" + port, seenByTheCamera);
    }

    @AfterEach
    void close() {
        if (browsing != null) {
            browsing.close();
        }
    }

    private Page phone() {
        Page page = browsing.window(390, 844);
        Browsing.offer(page, "[{\"name\": \"nobody-else\", \"description\": \"演示\", \"community\": \"\"}]");
        return page;
    }

    /** One who has opened the client and chosen who to be. */
    private Page phoneOf(String name) {
        Page page = phone();
        page.navigate("/m/#/pages/login/login");
        signIn(page, name);
        assertThat(test(page, "agree")).isHidden();
        return page;
    }

    private static void signIn(Page page, String name) {
        test(page, "agree").click();
        test(page, "own-account").locator("input").fill(name);
        test(page, "enter").click();
    }

    /** What shows of the elements that tests know by this name; pages below the top one stay in the document. */
    private static Locator test(Page page, String name) {
        return page.locator("[data-test='" + name + "']:visible");
    }

    /** To a question that is asked before something that cannot be taken back. */
    private static void agree(Page page) {
        page.locator(".uni-modal__btn_primary:visible").click();
    }

    /** Holds the camera in front of another phone's screen. */
    private void aimAt(Page other) {
        try {
            BufferedImage screen = ImageIO.read(new ByteArrayInputStream(other.screenshot()));
            BufferedImage picture = new BufferedImage(720, 1280, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = picture.createGraphics();
            pen.setColor(Color.GRAY);
            pen.fillRect(0, 0, 720, 1280);
            pen.drawImage(screen, 30, 30, 660, 660 * screen.getHeight() / screen.getWidth(), null);
            pen.dispose();
            assertThat(ImageIO.write(picture, "jpeg", seenByTheCamera.toFile())).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The account of somebody who runs the homes of a community. */
    private String workerOf(String community) {
        String name = "worker-" + UUID.randomUUID();
        demo.appoint(demo.login(name).personId(), Role.COMMUNITY_WORKER, demo.place(community));
        return name;
    }

    @Test
    void a_volunteer_enrols_scans_the_workers_phone_and_leaves_with_minutes() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String person = "volunteer-" + UUID.randomUUID();

        Page worker = phoneOf(workerOf(Demo.RIVERSIDE));
        worker.navigate("/m/#/work/code/code?id=" + gathering.occurrenceId());
        assertThat(test(worker, "present")).hasText("0");

        Page volunteer = phoneOf(person);
        volunteer.navigate("/m/#/pages/activity/activity?id=" + gathering.activityId());
        test(volunteer, "volunteer").click();
        assertThat(test(volunteer, "mine")).containsText("志愿者");

        volunteer.navigate("/m/#/pages/scan/scan");
        Browsing.scanned(worker, text -> text.contains("/c/"));
        aimAt(worker);
        long began = System.nanoTime();
        test(volunteer, "scan").click();
        assertThat(test(volunteer, "came")).containsText("签到成功");
        System.out.printf(
                "[mini-program] from opening the camera to the result: %d ms%n",
                Duration.ofNanos(System.nanoTime() - began).toMillis());
        assertThat(test(worker, "present")).hasText("1");

        clock.advance(Duration.ofMinutes(8));
        worker.reload();
        Browsing.scanned(worker, text -> text.contains("/c/"));
        aimAt(worker);
        volunteer.navigate("/m/#/pages/scan/scan");
        test(volunteer, "scan").click();
        assertThat(test(volunteer, "came")).containsText("你已经签过到");
        test(volunteer, "check-out").click();
        volunteer
                .getByText("签退", new Page.GetByTextOptions().setExact(true))
                .last()
                .click();
        assertThat(test(volunteer, "minutes")).containsText("分钟");

        volunteer.navigate("/m/#/pages/records/records");
        assertThat(test(volunteer, "record")).hasCount(1);
        await().untilAsserted(() -> assertThat(gathering.headcount()).isEqualTo(List.of(1L, 1L, 0L, 1L)));
        browsing.assertNoTroubles();
    }

    @Test
    void a_link_opened_cold_is_kept_good_through_a_slow_login() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page page = phone();
        page.navigate("/c/" + gathering.code());
        page.locator("#browser").click();
        assertThat(test(page, "arrive-login")).containsText("码已经留住了");
        // Longer than two codes.
        clock.advance(Duration.ofSeconds(45));
        test(page, "login").click();
        signIn(page, "volunteer-" + UUID.randomUUID());
        assertThat(test(page, "came")).containsText("签到成功");
        await().untilAsserted(() -> assertThat(gathering.headcount().get(1)).isEqualTo(1));
        browsing.assertNoTroubles();
    }

    /** As WeChat opens the page for an ordinary link: with the whole link in {@code q}. */
    @Test
    void the_link_that_wechat_hands_over_is_the_code_in_it() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page page = phoneOf("volunteer-" + UUID.randomUUID());
        String link = "https://youth-home.example/c/" + gathering.code();
        page.navigate("/m/#/pages/arrive/arrive?q=" + URLEncoder.encode(link, StandardCharsets.UTF_8));
        assertThat(test(page, "came")).containsText("签到成功");
        browsing.assertNoTroubles();
    }

    @Test
    void a_scan_without_network_is_kept_and_sent_once_when_it_is_back() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page worker = phoneOf(workerOf(Demo.RIVERSIDE));
        worker.navigate("/m/#/work/code/code?id=" + gathering.occurrenceId());
        Page page = phoneOf("volunteer-" + UUID.randomUUID());
        page.navigate("/m/#/pages/scan/scan");
        page.waitForLoadState(LoadState.NETWORKIDLE);
        page.context().setOffline(true);
        Browsing.scanned(worker, text -> text.contains("/c/"));
        aimAt(worker);
        test(page, "scan").click();
        assertThat(test(page, "queued")).containsText("已存好");
        assertThat(test(page, "waiting")).containsText("1 次扫码");
        assertThat(gathering.headcount().get(1)).isZero();
        page.context().setOffline(false);
        assertThat(test(page, "came")).containsText("签到成功");
        assertThat(test(page, "waiting")).isHidden();
        assertThat(gathering.rows("check_in")).isEqualTo(1);
    }

    @Test
    void a_scan_whose_answer_got_lost_is_repeated_and_counts_once() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page page = phoneOf("volunteer-" + UUID.randomUUID());
        page.route(
                "**/api/v1/check-ins",
                route -> {
                    assertThat(route.fetch().status()).isEqualTo(201);
                    route.abort();
                },
                new Page.RouteOptions().setTimes(1));
        page.navigate("/m/#/pages/arrive/arrive?code=" + gathering.code());
        assertThat(test(page, "came")).containsText("签到成功");
        assertThat(gathering.rows("check_in")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(gathering.headcount().get(1)).isEqualTo(1));
    }

    @Test
    void a_worker_publishes_from_a_phone_and_shows_the_code() {
        assertThat(demo.home(Demo.RIVERSIDE, 120.27, 32.02)).isNotNull();
        Page page = phoneOf(workerOf(Demo.RIVERSIDE));
        page.navigate("/m/#/work/publish/publish");
        test(page, "title").locator("input").fill("演示·周末清洁家园");
        test(page, "description").locator("textarea").fill("扫楼道、清小广告，工具现场备好。");
        test(page, "send").click();
        assertThat(test(page, "published")).containsText("已发布");
        test(page, "show-code").click();
        assertThat(Browsing.scanned(page, text -> text.contains("/c/"))).isNotEmpty();
        browsing.assertNoTroubles();
    }

    /** Measured as an upper bound of what a person has to do: every touch, every field, and each call that writes. */
    @Test
    void publishing_from_last_time_takes_under_a_minute() {
        Gathering last = Gathering.now(demo, clock).in(Demo.NEWTOWN).published();
        Page page = phoneOf(workerOf(Demo.NEWTOWN));
        page.navigate("/m/#/work/desk/desk");
        test(page, "again").waitFor();
        List<String> written = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/api/v1/") && !request.method().equals("GET")) {
                written.add(request.method() + " " + request.url().replaceAll(".*/api/v1|[0-9a-f-]{36}", ""));
            }
        });
        long began = System.nanoTime();
        test(page, "again").click();
        String title = last.texts("SELECT a.title FROM activity a JOIN occurrence o ON o.activity_id = a.id"
                        + " WHERE o.id = :here")
                .get(0);
        test(page, "last-time")
                .filter(new Locator.FilterOptions().setHasText(title))
                .click();
        test(page, "publish-again").click();
        assertThat(test(page, "published")).containsText("已发布");
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(test(page, "published")).containsText(title);
        System.out.printf(
                "[mini-program] from last time to published: %d ms, 3 taps, no field, %s%n", took.toMillis(), written);
        assertThat(written).containsExactly("POST /activities//copies", "POST /activities//publish");
        assertThat(took).isLessThan(Duration.ofMinutes(1));
        browsing.assertNoTroubles();
    }

    @Test
    void a_draft_is_kept_as_it_is_typed_says_what_is_missing_and_is_gone_on_with_later() {
        assertThat(demo.home(Demo.RIVERSIDE, 120.27, 32.02)).isNotNull();
        Page page = phoneOf(workerOf(Demo.RIVERSIDE));
        String title = "演示·" + UUID.randomUUID();
        page.navigate("/m/#/work/publish/publish");
        test(page, "title").locator("input").fill(title);
        assertThat(test(page, "saved")).containsText("草稿已存");
        test(page, "volunteers").locator("input").fill("5");
        test(page, "check").click();
        assertThat(test(page, "preview")).containsText("做什么");
        assertThat(test(page, "preview")).containsText("保障和保险（条例要求）");

        page.navigate("about:blank");
        page.navigate("/m/#/work/publish/publish");
        test(page, "title").waitFor();
        Locator drafts = named(page, "接着写草稿");
        String option = drafts.locator("option", new Locator.LocatorOptions().setHasText(title))
                .getAttribute("value");
        drafts.selectOption(option);
        assertThat(test(page, "title").locator("input")).hasValue(title);
        assertThat(test(page, "volunteers").locator("input")).hasValue("5");
        test(page, "volunteers").locator("input").fill("0");
        test(page, "description").locator("textarea").fill("扫楼道、清小广告，工具现场备好。");
        test(page, "send").click();
        assertThat(test(page, "published")).containsText("已发布");
        browsing.assertNoTroubles();
    }

    @Test
    void a_photo_stays_in_the_draft_and_says_how_far_its_check_is() throws IOException {
        assertThat(demo.home(Demo.RIVERSIDE, 120.27, 32.02)).isNotNull();
        Page page = phoneOf(workerOf(Demo.RIVERSIDE));
        String title = "演示·" + UUID.randomUUID();
        page.navigate("/m/#/work/publish/publish");
        test(page, "title").locator("input").fill(title);
        assertThat(test(page, "saved")).containsText("草稿已存");
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        assertThat(ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "jpeg", picture))
                .isTrue();
        page.waitForFileChooser(() -> test(page, "add-photo").click())
                .setFiles(new FilePayload("river.jpg", "image/jpeg", picture.toByteArray()));
        assertThat(test(page, "photo-state")).containsText(Pattern.compile("正在检查|等工作人员看一眼"));
        Response kept = page.waitForResponse(
                answer -> answer.url().contains("/api/v1/activity-drafts/")
                        && String.valueOf(answer.request().postData()).contains("河边"),
                () -> test(page, "photo-alt").locator("input").fill("大家在河边捡垃圾"));
        assertThat(kept.status()).isEqualTo(200);

        page.navigate("about:blank");
        page.navigate("/m/#/work/publish/publish");
        test(page, "title").waitFor();
        Locator drafts = named(page, "接着写草稿");
        drafts.selectOption(drafts.locator("option", new Locator.LocatorOptions().setHasText(title))
                .getAttribute("value"));
        assertThat(test(page, "photo-alt").locator("input")).hasValue("大家在河边捡垃圾");
        assertThat(test(page, "photo-state")).containsText(Pattern.compile("正在检查|等工作人员看一眼"));
        test(page, "drop-photo").click();
        assertThat(test(page, "photo")).isHidden();
        browsing.assertNoTroubles();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Times.CITY_ZONE);
    }

    @Test
    void a_draft_from_a_template_is_published_at_its_time() {
        assertThat(demo.home(Demo.RIVERSIDE, 120.27, 32.02)).isNotNull();
        Page page = phoneOf(workerOf(Demo.RIVERSIDE));
        page.navigate("/m/#/work/publish/publish");
        test(page, "title").waitFor();
        named(page, "从模板开始").selectOption("1");
        assertThat(test(page, "title").locator("input")).not().hasValue("");
        test(page, "title").locator("input").fill("演示·" + UUID.randomUUID());
        test(page, "participants").locator("input").fill("20");
        test(page, "volunteers").locator("input").fill("0");
        test(page, "description").locator("textarea").fill("带上家里旧书来换。");
        named(page, "日期").fill(today().plusDays(9).toString());
        test(page, "timed").click();
        named(page, "发布日期").fill(today().plusDays(2).toString());
        test(page, "send").click();
        assertThat(test(page, "scheduled")).containsText("自动发布");
        browsing.assertNoTroubles();
    }

    @Test
    void what_is_changed_after_a_refused_time_is_what_will_be_published() {
        assertThat(demo.home(Demo.RIVERSIDE, 120.27, 32.02)).isNotNull();
        Page page = phoneOf(workerOf(Demo.RIVERSIDE));
        page.navigate("/m/#/work/publish/publish");
        String mark = UUID.randomUUID().toString();
        test(page, "title").locator("input").fill("演示·先前 " + mark);
        test(page, "description").locator("textarea").fill("带上家里旧书来换。");
        named(page, "日期").fill(today().plusDays(9).toString());
        test(page, "timed").click();
        named(page, "发布日期").fill(today().toString());
        named(page, "发布时间").fill("00:00");
        test(page, "send").click();
        test(page, "trouble").waitFor();

        test(page, "title").locator("input").fill("演示·后来 " + mark);
        named(page, "发布日期").fill(today().plusDays(2).toString());
        test(page, "send").click();

        assertThat(test(page, "scheduled")).containsText("自动发布");
        assertThat(demo.texts("SELECT title FROM activity WHERE title LIKE '%" + mark + "'"))
                .containsExactly("演示·后来 " + mark);
    }

    @Test
    void an_activity_of_every_week_is_published_with_all_its_days() {
        assertThat(demo.home(Demo.RIVERSIDE, 120.27, 32.02)).isNotNull();
        Page page = phoneOf(workerOf(Demo.RIVERSIDE));
        page.navigate("/m/#/work/publish/publish");
        String title = "演示·" + UUID.randomUUID();
        test(page, "title").locator("input").fill(title);
        test(page, "description").locator("textarea").fill("每周一次，自带笔墨。");
        LocalDate first = today().plusDays(8);
        named(page, "日期").fill(first.toString());
        named(page, "重复").selectOption("1");
        named(page, "办到哪天").fill(first.plusDays(15).toString());
        assertThat(test(page, "days")).containsText("共 3 次");

        test(page, "send").click();

        assertThat(test(page, "published")).containsText("已发布");
        page.navigate("/m/");
        test(page, "search").locator("input").fill(title.substring(title.length() - 12));
        test(page, "search").locator("input").press("Enter");
        assertThat(test(page, "activity")).hasCount(1);
        assertThat(test(page, "activity")).containsText("等 3 场");
        browsing.assertNoTroubles();
    }

    @Test
    void whoever_has_not_signed_in_sees_what_is_on_and_finds_it_by_its_name() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String title = gathering
                .texts("SELECT a.title FROM activity a JOIN occurrence o ON o.activity_id = a.id"
                        + " WHERE o.id = :here")
                .get(0);
        Page page = phone();
        page.navigate("/m/");
        test(page, "search").locator("input").fill(title.substring(title.length() - 12));
        test(page, "search").locator("input").press("Enter");
        Locator found = test(page, "activity");
        assertThat(found).hasCount(1);
        assertThat(found).containsText("演示·集中服务日");
        found.click();
        assertThat(test(page, "activity-page")).containsText("演示路 1 号");
        browsing.assertNoTroubles();
    }

    /** One that is held for two hours from this time on, in the week after the next such day. */
    private Gathering.Plan on(DayOfWeek day, int hour) {
        Instant starts = today().with(TemporalAdjusters.next(day))
                .plusWeeks(1)
                .atTime(hour, 0)
                .atZone(Times.CITY_ZONE)
                .toInstant();
        return Gathering.now(demo, clock)
                .between(starts, starts.plus(Duration.ofHours(2)))
                .places(20, 0);
    }

    @Test
    void whoever_enrolled_reads_what_became_of_it_and_has_read_it_once_it_was_opened() {
        Gathering meeting = on(DayOfWeek.SATURDAY, 9)
                .with("title", "演示·" + UUID.randomUUID())
                .published();
        Page page = phoneOf("told-" + UUID.randomUUID());
        page.navigate("/m/#/pages/notices/notices");
        assertThat(test(page, "empty")).containsText("还没有通知");
        page.navigate("/m/#/pages/activity/activity?id=" + meeting.activityId());
        test(page, "enrol").click();
        test(page, "mine").waitFor();

        meeting.cancel("场地漏水，改期再办");

        page.navigate("/m/#/pages/mine/mine");
        assertThat(test(page, "notices")).hasText("我的通知 · 1 条未读");
        test(page, "notices").click();
        assertThat(test(page, "notice")).containsText("场地漏水，改期再办");
        assertThat(test(page, "notice")).containsText("未读");
        test(page, "notice").click();
        assertThat(test(page, "activity-page")).containsText("活动已取消");
        page.goBack();
        assertThat(test(page, "notice")).not().containsText("未读");
        page.goBack();
        assertThat(test(page, "notices")).hasText("我的通知");
        browsing.assertNoTroubles();
    }

    @Test
    void photos_that_have_passed_are_seen_in_the_list_and_on_the_page_and_said_in_words() {
        String mark = UUID.randomUUID().toString().substring(0, 12);
        List<Map<String, String>> photos = List.of(
                Map.of("id", passed(Color.CYAN), "alt", "大家在江边"), Map.of("id", passed(Color.ORANGE), "alt", "合影"));
        Gathering seen = on(DayOfWeek.SUNDAY, 9)
                .with("title", "演示·江边 " + mark)
                .with("photos", photos)
                .published();
        Page page = phone();
        page.navigate("/m/");
        test(page, "search").locator("input").fill(mark);
        test(page, "search").locator("input").press("Enter");
        assertThat(test(page, "cover")).hasAttribute("aria-label", "大家在江边");
        page.waitForCondition(() -> isDrawn(test(page, "cover")));

        page.navigate("/m/#/pages/activity/activity?id=" + seen.activityId());
        page.waitForCondition(() -> isDrawn(test(page, "photo").first()));
        assertThat(test(page, "photo")).hasCount(2);
        assertThat(test(page, "photo").last()).hasAttribute("aria-label", "合影，看大图");
        Page enlarged = page.waitForPopup(() -> test(page, "photo").last().click());
        assertThat(enlarged.url()).contains(photos.get(1).get("id"));
        browsing.assertNoTroubles();
    }

    private static boolean isDrawn(Locator image) {
        return image.locator("img")
                .evaluate("picture => picture.naturalWidth > 0")
                .equals(true);
    }

    /** A photo of the Riverside's worker that somebody let pass. */
    private String passed(Color colour) {
        BufferedImage picture = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(colour);
        pen.fillRect(0, 0, 640, 480);
        pen.dispose();
        String id = demo.photo(demo.worker(Demo.RIVERSIDE), Demo.RIVERSIDE, picture);
        long rows = demo.run("UPDATE photo SET state = 'passed' WHERE id = " + Demo.hex(UUID.fromString(id)));
        assertThat(rows).isOne();
        return id;
    }

    @Test
    void whoever_looks_for_something_filters_by_numbers_and_is_led_on_to_what_is_like_it() {
        // The numbers are of this test's activities only, since only their titles have its mark.
        String mark = UUID.randomUUID().toString().substring(0, 12);
        assertThat(on(DayOfWeek.SATURDAY, 10)
                        .with("title", "演示·亲子手工 " + mark)
                        .with("audiences", List.of("families"))
                        .published()
                        .activityId())
                .isNotNull();
        assertThat(on(DayOfWeek.TUESDAY, 19)
                        .with("title", "演示·夜读 " + mark)
                        .with("audiences", List.of("students"))
                        .published()
                        .activityId())
                .isNotNull();
        Page page = phone();
        page.context().grantPermissions(List.of("geolocation"));
        page.context().setGeolocation(new Geolocation(32.02, 120.26));
        page.navigate("/m/");
        test(page, "activity").first().waitFor();
        assertThat(test(page, "fresh")).isHidden();
        test(page, "search").locator("input").fill(mark);
        test(page, "search").locator("input").press("Enter");
        Locator found = test(page, "activity");
        assertThat(found).hasCount(2);
        assertThat(test(page, "total")).hasText("找到 2 个活动");
        assertThat(named(page, "什么时候有空").locator("option")).hasText(new String[] {"什么时候", "工作日白天 0", "晚上 1", "周末 1"});
        assertThat(named(page, "适合谁").locator("option"))
                .hasText(new String[] {"适合谁", "亲子家庭 1", "学生 1", "青年职工 0", "老年人 0"});
        assertThat(test(page, "open")).hasText("能报名 2");

        named(page, "什么时候有空").selectOption("2");
        assertThat(found).hasCount(1);
        assertThat(found).containsText("夜读");
        assertThat(named(page, "适合谁").locator("option").nth(1)).hasText("亲子家庭 0");
        named(page, "适合谁").selectOption("1");
        assertThat(test(page, "empty")).containsText("没有这样的活动");
        named(page, "什么时候有空").selectOption("0");
        assertThat(found).hasCount(1);
        assertThat(found).containsText("亲子手工");
        page.getByText("离我近").click();
        assertThat(found).containsText(Pattern.compile("[0-9] (米|公里)"));

        found.click();
        assertThat(test(page, "activity-page")).containsText("亲子手工");
        Locator like = test(page, "related").locator("[data-test='activity']");
        assertThat(like.first()).not().containsText("亲子手工 " + mark);
        String title = like.first().locator(".heading").innerText();
        like.first().click();
        assertThat(test(page, "activity-page").locator(".title")).hasText(title);

        assertThat(on(DayOfWeek.SATURDAY, 14)
                        .with("title", "演示·新来的 " + mark)
                        .published()
                        .activityId())
                .isNotNull();
        page.navigate("about:blank");
        page.navigate("/m/");
        test(page, "search").locator("input").fill(mark);
        test(page, "search").locator("input").press("Enter");
        assertThat(found).hasCount(3);
        test(page, "fresh").click();
        assertThat(found).hasCount(1);
        assertThat(found).containsText("新来的");
        browsing.assertNoTroubles();
    }

    private static String titleOf(Gathering gathering) {
        return gathering
                .texts("SELECT a.title FROM activity a JOIN occurrence o ON o.activity_id = a.id WHERE o.id = :here")
                .get(0);
    }

    /** WeChat hands over what a mini-program code says as {@code scene}, and nothing else. */
    @Test
    void the_code_on_a_poster_opens_its_activity_which_makes_a_poster_again() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = new ActivityCode(gathering.activityId()).text();
        Page page = phone();
        page.navigate("/m/#/pages/activity/activity?scene=" + code);
        assertThat(test(page, "activity-page").locator(".title")).hasText(titleOf(gathering));

        test(page, "make-poster").click();
        assertThat(page.getByText("长按图片")).isVisible();
        // A real picture, since that is what a long press saves.
        assertThat(test(page, "poster").locator("img").evaluate("(one) => [one.naturalWidth, one.naturalHeight]"))
                .isEqualTo(List.of(1080, 1920));
        browsing.assertNoTroubles();
    }

    @Test
    void a_person_takes_what_they_come_to_into_a_calendar_and_ends_its_link() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page page = phoneOf("volunteer-" + UUID.randomUUID());
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.navigate("/m/#/pages/activity/activity?id=" + gathering.activityId());
        test(page, "volunteer").click();
        test(page, "mine").waitFor();

        page.navigate("/m/#/pages/mine/mine");
        test(page, "calendar-make").click();
        String link = test(page, "calendar-address").innerText();
        test(page, "calendar-copy").click();
        page.waitForCondition(() -> link.equals(page.evaluate("navigator.clipboard.readText()")));
        String feed = URI.create(link).getPath();
        assertThat(page.request().get(feed).text())
                .contains("BEGIN:VCALENDAR", gathering.occurrenceId().toString());

        page.reload();
        assertThat(test(page, "calendar-active")).containsText("链接在用");
        assertThat(test(page, "calendar-address")).isHidden();
        test(page, "calendar-revoke").click();
        agree(page);
        assertThat(test(page, "calendar-make")).isVisible();
        assertThat(page.request().get(feed).status()).isEqualTo(404);
        browsing.assertNoTroubles();
    }

    @Test
    void a_resident_comes_with_companions_finds_it_in_the_calendar_and_gives_the_places_up() {
        Gathering gathering = Gathering.now(demo, clock).places(5, 0).published();
        Page page = phoneOf("resident-" + UUID.randomUUID());
        page.navigate("/m/#/pages/activity/activity?id=" + gathering.activityId());
        page.getByText("＋").click();
        page.getByText("＋").click();
        test(page, "enrol").click();
        assertThat(test(page, "mine")).containsText("同行 2 人");
        await().untilAsserted(() -> assertThat(gathering.headcount().get(0)).isEqualTo(3));
        page.navigate("/m/#/pages/calendar/calendar");
        assertThat(test(page, "calendar")).containsText("已报名");
        page.navigate("/m/#/pages/activity/activity?id=" + gathering.activityId());
        test(page, "cancel").click();
        agree(page);
        assertThat(test(page, "mine")).isHidden();
        await().untilAsserted(() -> assertThat(gathering.headcount().get(0)).isZero());
        browsing.assertNoTroubles();
    }

    @Test
    void a_wall_screen_shows_the_occurrence_of_the_worker_who_scanned_it() {
        Gathering gathering = Gathering.now(demo, clock).in(Demo.NEWTOWN).published();
        Page worker = phoneOf(workerOf(Demo.NEWTOWN));
        Page wall = browsing.window(1280, 720);
        wall.navigate("/screen");
        String pairing = Browsing.scanned(wall, text -> text.contains("/s/"));
        worker.navigate("/m/#/work/desk/desk?screen=" + pairing.substring(pairing.lastIndexOf('/') + 1));
        test(worker, "pairing").waitFor();
        String title = gathering
                .texts("SELECT a.title FROM activity a JOIN occurrence o ON o.activity_id = a.id"
                        + " WHERE o.id = :here")
                .get(0);
        worker.locator(".card:visible", new Page.LocatorOptions().setHasText(title))
                .first()
                .getByText("投到这块大屏")
                .click();
        agree(worker);
        assertThat(Browsing.scanned(wall, text -> text.contains("/c/"))).isNotEmpty();
        browsing.assertNoTroubles();
    }

    @Test
    void a_colleague_scans_the_invitation_and_is_a_worker() {
        Page worker = phoneOf(workerOf(Demo.RIVERSIDE));
        worker.navigate("/m/#/work/invite/invite");
        test(worker, "invite-now").click();
        test(worker, "invitation").waitFor();
        Browsing.scanned(worker, text -> text.contains("/i/"));
        aimAt(worker);
        Page colleague = phoneOf("colleague-" + UUID.randomUUID());
        colleague.navigate("/m/#/pages/scan/scan");
        test(colleague, "scan").click();
        test(colleague, "accept").click();
        assertThat(test(colleague, "accepted")).containsText("社区工作者");
        colleague.navigate("/m/#/pages/mine/mine");
        assertThat(test(colleague, "desk")).isVisible();
        browsing.assertNoTroubles();
    }

    @Test
    void a_worker_lets_somebody_in_from_the_roster_and_calls_the_activity_off() {
        Gathering gathering = Gathering.now(demo, clock).in(Demo.NEWTOWN).published();
        demo.stranger()
                .http()
                .put()
                .uri("/occurrences/{id}/enrolment", gathering.occurrenceId())
                .bodyValue(Map.of("as", "volunteer"))
                .exchange()
                .expectStatus()
                .isCreated();
        Page page = phoneOf(workerOf(Demo.NEWTOWN));
        page.navigate("/m/#/work/roster/roster?id=" + gathering.occurrenceId());
        assertThat(test(page, "line")).hasCount(1);
        test(page, "line").getByText("代签").click();
        agree(page);
        assertThat(test(page, "line")).containsText("（代签）");
        await().untilAsserted(() -> assertThat(gathering.headcount().get(1)).isEqualTo(1));

        page.navigate("/m/#/pages/activity/activity?id=" + gathering.activityId());
        test(page, "staff").getByText("取消活动").click();
        page.locator(".uni-modal__textarea:visible").fill("大风");
        agree(page);
        assertThat(test(page, "activity-page")).containsText("活动已取消：大风");
        browsing.assertNoTroubles();
    }

    @Test
    void a_worker_closes_an_activity_from_the_phone() {
        Gathering gathering = Gathering.now(demo, clock).in(Demo.NEWTOWN).published();
        Page page = phoneOf(workerOf(Demo.NEWTOWN));
        page.navigate("/m/#/pages/activity/activity?id=" + gathering.activityId());
        test(page, "staff").getByText("结束活动").click();
        agree(page);
        assertThat(test(page, "activity-page")).containsText("已结束");
        browsing.assertNoTroubles();
    }

    @Test
    void whoever_keeps_their_place_to_themselves_still_finds_what_is_on() {
        assertThat(Gathering.now(demo, clock).published().activityId()).isNotNull();
        Page page = phone();
        page.navigate("/m/");
        test(page, "activity").first().waitFor();
        page.getByText("离我近").click();
        assertThat(page.locator(".uni-toast, .uni-sample-toast").first()).containsText("没有取到位置");
        assertThat(test(page, "activity").first()).isVisible();
        browsing.assertNoTroubles();
    }

    @Test
    void a_city_officer_sees_on_the_phone_who_is_there_now() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String name = "city-" + UUID.randomUUID();
        demo.appoint(demo.login(name).personId(), Role.CITY_LEAGUE, demo.place(Demo.CITY));
        Page page = phoneOf(name);
        page.navigate("/m/#/pages/mine/mine");
        test(page, "today").click();
        String title = gathering
                .texts("SELECT a.title FROM activity a JOIN occurrence o ON o.activity_id = a.id"
                        + " WHERE o.id = :here")
                .get(0);
        assertThat(test(page, "today-page")).containsText(title);
        browsing.assertNoTroubles();
    }

    @Test
    void a_code_that_is_too_old_is_refused_in_words_with_a_way_on() {
        Gathering gathering = Gathering.now(demo, clock).published();
        String code = gathering.code();
        clock.advance(Duration.ofMinutes(2));
        Page page = phoneOf("volunteer-" + UUID.randomUUID());
        page.navigate("/m/#/pages/arrive/arrive?code=" + code);
        assertThat(test(page, "refused")).containsText("已过期，请扫屏幕上现在显示的码");
        assertThat(test(page, "refused")).containsText("再扫一次");
    }

    @Test
    void a_scan_that_waits_survives_that_the_page_is_closed_and_is_told_wherever_the_person_is() {
        Gathering gathering = Gathering.now(demo, clock).published();
        Page page = phoneOf("volunteer-" + UUID.randomUUID());
        page.route("**/api/v1/check-ins", Route::abort);
        page.navigate("/m/#/pages/arrive/arrive?code=" + gathering.code());
        test(page, "queued").waitFor();
        page.navigate("about:blank");
        page.unroute("**/api/v1/check-ins");
        page.navigate("/m/#/pages/mine/mine");
        assertThat(test(page, "late")).containsText("签到成功");
        await().untilAsserted(() -> assertThat(gathering.headcount().get(1)).isEqualTo(1));
        assertThat(gathering.rows("check_in")).isEqualTo(1);
    }

    /** What can be filled in or pressed and the Tab key never comes to. */
    private static List<?> unreached(Page page) {
        List<?> left = List.of();
        for (int i = 0; i < 80; i++) {
            page.keyboard().press("Tab");
            left = (List<?>) page.evaluate("() => {"
                    + " const all = '.field, .chip, .button, .agree';"
                    + " document.activeElement.closest(all)?.setAttribute('data-reached', '');"
                    + " return [...document.querySelectorAll(all)]"
                    + ".filter((one) => one.getClientRects().length > 0 && !one.hasAttribute('data-reached'))"
                    + ".map((one) => one.outerHTML.slice(0, 160)); }");
            if (left.isEmpty()) {
                break;
            }
        }
        return left;
    }

    /** Comes to it with the Tab key alone. */
    private static Locator tabTo(Page page, Locator wanted) {
        for (int i = 0; i < 80; i++) {
            if ((boolean) wanted.evaluate("(one) => one.contains(document.activeElement)")) {
                return wanted;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("The Tab key does not come to " + wanted);
    }

    private static Locator named(Page page, String name) {
        return page.getByLabel(name, new Page.GetByLabelOptions().setExact(true))
                .and(page.locator("select:visible, input:visible, textarea:visible"));
    }

    /** What the field says after it was reached and changed without a pointer. */
    private static String changed(Page page, String name, String key) {
        Locator field = tabTo(page, named(page, name));
        String before = field.inputValue();
        page.keyboard().press(key);
        assertThat(field).not().hasValue(before);
        return field.inputValue();
    }

    @Test
    void a_keyboard_reaches_every_field() {
        assertThat(Gathering.now(demo, clock).published().activityId()).isNotNull();
        String person = workerOf(Demo.RIVERSIDE);
        demo.appoint(demo.login(person).personId(), Role.CITY_LEAGUE, demo.place(Demo.CITY));
        Page page = phoneOf(person);

        page.navigate("/m/#/pages/activities/activities");
        test(page, "activity").first().waitFor();
        assertThat(unreached(page)).isEmpty();
        // From the top: behind the filters there are as many activities to come by as there are.
        page.reload();
        test(page, "activity").first().waitFor();
        page.waitForRequest(
                request -> request.url().contains("programme="),
                () -> assertThat(changed(page, "项目", "ArrowDown")).isEqualTo("1"));
        page.waitForRequest(
                request -> request.url().contains("youthHomeId="),
                () -> assertThat(changed(page, "青年之家", "ArrowDown")).isEqualTo("1"));

        page.navigate("/m/#/work/publish/publish");
        test(page, "title").waitFor();
        assertThat(unreached(page)).isEmpty();
        tabTo(page, named(page, "活动名称"));
        page.keyboard().insertText("演示·周末清洁家园");
        String day = changed(page, "日期", "ArrowUp");
        String from = changed(page, "开始", "ArrowUp");
        String to = changed(page, "结束", "ArrowUp");
        tabTo(page, named(page, "做什么"));
        Request sent = page.waitForRequest(
                request -> request.url().contains("/api/v1/activity-drafts")
                        && String.valueOf(request.postData()).contains("扫楼道"),
                () -> page.keyboard().insertText("扫楼道、清小广告，工具现场备好。"));
        assertThat(sent.postData()).contains("\"startsAt\":\"" + day + "T" + from, "\"endsAt\":\"" + day + "T" + to);
        tabTo(page, test(page, "send"));
        page.keyboard().press("Enter");
        assertThat(test(page, "published")).containsText("已发布");

        page.navigate("/m/#/pages/mine/mine");
        test(page, "sign-out").waitFor();
        tabTo(page, page.locator(".link:visible", new Page.LocatorOptions().setHasText("隐私说明")));

        page.navigate("/m/#/work/invite/invite");
        test(page, "invite-now").waitFor();
        assertThat(unreached(page)).isEmpty();
        changed(page, "请来做什么", "ArrowDown");
        String offered = named(page, "请来做什么").locator("option:checked").innerText();
        tabTo(page, test(page, "invite-now"));
        page.keyboard().press("Enter");
        assertThat(test(page, "invitation")).containsText(offered);

        page.navigate("/m/#/pages/profile/profile");
        test(page, "save").waitFor();
        assertThat(unreached(page)).isEmpty();
        changed(page, "住在哪个社区", "ArrowDown");
        tabTo(page, test(page, "save"));
        Request saved = page.waitForRequest(
                request -> request.method().equals("PUT"), () -> page.keyboard().press("Enter"));
        assertThat(saved.postData()).contains("communityId");
    }
}
