package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.youthhome.engines.Engines;
import org.youthhome.kernel.Refusal;

class ProblemWordsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

    private static final String TEXT = "\"([a-z][a-z0-9_]*)\"";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z0-9]+}");

    /** Where a code stands in the source: as the last text of a call, behind the kind or the field. */
    private static final Map<Pattern, String> CODES = Map.of(
            Pattern.compile("Refusal\\s*\\.of\\(\\s*(?:Refusal\\.)?(?:Kind\\.)?[A-Z]+,\\s*" + TEXT), "%s",
            Pattern.compile("Refusal\\s*\\.conflict\\(\\s*" + TEXT), "%s",
            Pattern.compile("Refusal\\s*\\.invalid\\(\\s*[^,()]+(?:\\([^()]*\\))?,\\s*" + TEXT), "%s",
            Pattern.compile("Field\\s*\\.of\\(\\s*[^,()]+,\\s*" + TEXT), "%s",
            Pattern.compile("Refusal\\s*\\.notFound\\(\\s*" + TEXT), "%s_not_found",
            Pattern.compile("\\bat = " + TEXT), "%s_not_found",
            Pattern.compile("message = \"([a-z][a-z0-9]*(?:_[a-z0-9]+)+)\""), "%s");

    private final ProblemWords words = new ProblemWords(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void both_languages_have_the_same_codes_and_fill_in_the_same() throws IOException {
        assertThat(placeholders("problems_en.properties")).isEqualTo(placeholders("problems.properties"));
    }

    @Test
    void no_code_is_said_twice() throws IOException {
        for (String file : Set.of("problems.properties", "problems_en.properties")) {
            try (Stream<String> lines = Files.lines(resources().resolve(file))) {
                assertThat(lines.filter(line -> line.contains("=") && !line.startsWith("#"))
                                .map(line -> line.substring(0, line.indexOf('='))))
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void every_code_in_the_source_has_words() throws IOException {
        Set<String> known = bundle("problems.properties").stringPropertyNames();
        Map<String, String> wordless = new TreeMap<>();
        codes().forEach((code, where) -> {
            if (!known.contains(code)) {
                wordless.put(code, where);
            }
        });

        assertThat(wordless).isEmpty();
    }

    @Test
    void the_search_for_codes_finds_them() throws IOException {
        assertThat(codes())
                .containsKeys(
                        "consent_outdated", "unknown_community", "role_not_found", "activity_not_found", "not_https");
    }

    @Test
    void every_kind_of_no_has_a_title() {
        for (Refusal.Kind kind : Refusal.Kind.values()) {
            int status = ProblemReader.read(Refusal.of(kind, "x")).status().value();
            assertThat(words.knows("title_" + status)).as(kind.name()).isTrue();
        }
    }

    @Test
    void a_time_is_said_as_people_in_the_city_say_it() {
        assertThat(time("2026-11-22T06:30:00Z", true)).isEqualTo("14:30");
        assertThat(time("2026-11-22T16:30:00Z", true)).isEqualTo("11月23日 00:30");
        assertThat(time("2026-12-31T17:00:00Z", true)).isEqualTo("2027年1月1日 01:00");
        assertThat(time("2026-11-22T06:30:00Z", false)).isEqualTo("14:30");
        assertThat(time("2026-11-22T16:30:00Z", false)).isEqualTo("23 November 00:30");
    }

    private String time(String instant, boolean inChinese) {
        return words.fill(
                "{at}", Map.of("at", Instant.parse(instant)), inChinese ? ProblemWords.CHINESE : ProblemWords.ENGLISH);
    }

    private static Map<String, String> codes() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (String module : Set.of("domain", "wechat", "api")) {
            try (Stream<Path> files = Files.walk(Engines.repository().resolve(module + "/src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                    String source = text(file);
                    CODES.forEach((pattern, shape) -> {
                        Matcher matcher = pattern.matcher(source);
                        while (matcher.find()) {
                            found.put(
                                    shape.formatted(matcher.group(1)),
                                    file.getFileName().toString());
                        }
                    });
                });
            }
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Set<String>> placeholders(String file) throws IOException {
        Map<String, Set<String>> placeholders = new TreeMap<>();
        Properties bundle = bundle(file);
        for (String code : bundle.stringPropertyNames()) {
            Set<String> names = new TreeSet<>();
            Matcher matcher = PLACEHOLDER.matcher(bundle.getProperty(code));
            while (matcher.find()) {
                names.add(matcher.group());
            }
            placeholders.put(code, names);
        }
        return placeholders;
    }

    private static Properties bundle(String file) throws IOException {
        Properties bundle = new Properties();
        try (Reader reader = Files.newBufferedReader(resources().resolve(file))) {
            bundle.load(reader);
        }
        return bundle;
    }

    private static Path resources() {
        return Engines.repository().resolve("api/src/main/resources");
    }
}
