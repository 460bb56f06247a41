package org.youthhome.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.youthhome.kernel.QrReader;

/** The Chromium of this machine, and what is read from it. Belongs to the thread that opened it. */
final class Browsing implements AutoCloseable {

    private static final List<String> PROGRAMS = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium");

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Where a picture is left of a page whose code was not found. */
    private static final Path PICTURES = Path.of("target", "pictures");

    private final Playwright playwright;
    private final Browser browser;
    private final String base;
    private final List<String> troubles = new CopyOnWriteArrayList<>();

    private Browsing(Playwright playwright, Browser browser, String base) {
        this.playwright = playwright;
        this.browser = browser;
        this.base = base;
    }

    /** Skips the test, saying why, where there is no Chromium. */
    static Browsing at(String base) {
        return at(base, List.of());
    }

    /** As {@link #at}, with a camera that sees what this file shows when it is opened: a motion JPEG. */
    static Browsing withCamera(String base, Path picture) {
        return at(
                base,
                List.of(
                        "--use-fake-device-for-media-stream",
                        "--use-fake-ui-for-media-stream",
                        "--use-file-for-fake-video-capture=" + picture.toAbsolutePath()));
    }

    /** Skips a test of the mini-program where the build could not pack it. */
    static void needPhoneClient() {
        need(
                Browsing.class.getResource("/miniprogram/index.html") != null,
                "The phone client is not packed, because there is no Node here or no way to what it needs.");
    }

    /**
     * Skips a test whose tool is not here, because a developer needs a JDK and Maven alone; fails it where
     * {@code YOUTHHOME_TEST_PAGES=required} says that the tools are here, as on the build server.
     */
    private static void need(boolean there, String missing) {
        if ("required".equals(System.getenv("YOUTHHOME_TEST_PAGES"))) {
            assertThat(there).as(missing).isTrue();
        }
        Assumptions.assumeTrue(there, "Skipped: " + missing);
    }

    private static Browsing at(String base, List<String> more) {
        Optional<Path> program = Stream.concat(Stream.ofNullable(System.getenv("CHROMIUM")), PROGRAMS.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        need(
                program.isPresent(),
                "There is no Chromium here. Install it (Debian: apt-get install chromium) or name it in the environment"
                        + " variable CHROMIUM.");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program.orElseThrow())
                        .setArgs(
                                Stream.concat(ARGUMENTS.stream(), more.stream()).toList()));
        return new Browsing(playwright, browser, base);
    }

    /** A window of its own, with nothing kept from others. */
    Page window(int width, int height) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(base)
                .setLocale("zh-CN")
                .setTimezoneId("Asia/Shanghai")
                .setViewportSize(width, height));
        context.setDefaultTimeout(PATIENCE.toMillis());
        context.addInitScript("addEventListener('securitypolicyviolation',"
                + " (event) => console.error(`against the policy: ${event.violatedDirective} ${event.blockedURI}`))");
        context.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                troubles.add(message.text() + " " + message.location());
            }
        });
        context.onWebError(error -> troubles.add(error.error()));
        return context.newPage();
    }

    /** What the browser's console was told as an error, breaches of the content security policy among it. */
    List<String> troubles() {
        return troubles;
    }

    /** Accounts such as the demonstration offers; here its list is not served. */
    static void offer(Page page, String accountsJson) {
        page.route(
                "**/demo/accounts.json",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(accountsJson)));
    }

    /** The text of the QR code that a person's phone would find on the page, as soon as it is one that is waited for. */
    static String scanned(Page page, Predicate<String> awaited) {
        AtomicReference<String> last = new AtomicReference<>("");
        try {
            await().pollInSameThread().atMost(PATIENCE.multipliedBy(2)).until(() -> {
                last.set(seen(page).orElse(""));
                return awaited.test(last.get());
            });
        } catch (ConditionTimeoutException late) {
            Path picture = PICTURES.resolve(System.currentTimeMillis() + ".png");
            byte[] unused = page.screenshot(new Page.ScreenshotOptions().setPath(picture));
            throw new AssertionError("No such code on the page; see " + picture.toAbsolutePath(), late);
        }
        return last.get();
    }

    /** The text of the QR code in a picture of the page; empty when there is none. */
    static Optional<String> seen(Page page) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
            // A hand is never still nor quite straight: what the reader cannot make out because of where its pixels
            // happen to fall, it reads from another distance or turned a little.
            return Stream.of(1.0, 0.5, 0.7)
                    .flatMap(distance -> Stream.of(0.0, 0.03, 0.2, -0.3).map(tilt -> seenFrom(picture, distance, tilt)))
                    .flatMap(seen -> QrReader.read(seen).stream())
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage seenFrom(BufferedImage picture, double distance, double tilt) {
        int width = (int) (picture.getWidth() * distance);
        int height = (int) (picture.getHeight() * distance);
        BufferedImage seen = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = seen.createGraphics();
        drawing.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        drawing.rotate(tilt, width / 2.0, height / 2.0);
        drawing.drawImage(picture, 0, 0, width, height, null);
        drawing.dispose();
        return seen;
    }

    void assertNoTroubles() {
        assertThat(troubles).isEmpty();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
