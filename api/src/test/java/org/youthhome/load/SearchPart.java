package org.youthhome.load;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.youthhome.testing.ExpectedHits;

/**
 * Words, pieces, pinyin and initials among many activities, with filters on, beside the plain list; each question another
 * one, so that no kept answer fits.
 */
final class SearchPart implements Part {

    private static final List<String> WORDS = List.of(
            "书法", "护河", "桌游", "义务", "剪发", "减压", "反诈", "讲座", "沙龙", "亲子", "阅读", "电脑", "消防", "夜跑", "普法", "江畔", "山前", "新苑",
            "骥江", "渔婆", "城南", "滨江", "马洲", "东兴", "西来", "季市", "生祠", "新港", "牧城", "孤山");
    private static final List<String> SOUNDS = List.of(
            "shufa",
            "sflj",
            "huhe",
            "zhuoyou",
            "zy",
            "jianya",
            "fz",
            "fanzha",
            "shalong",
            "qinzi",
            "yuedu",
            "dn",
            "xf",
            "xiaofang",
            "yepao",
            "pufa",
            "jp",
            "jiangpan",
            "xinyuan",
            "jijiang");
    /** With those whose hits a person wrote down, which are what people type. */
    private static final List<String> ASKED = Stream.of(
                    WORDS.stream(), SOUNDS.stream(), ExpectedHits.ALL.stream().map(ExpectedHits.Hit::q))
            .flatMap(each -> each)
            .distinct()
            .toList();

    private static final List<String> FILTERS = List.of(
            "",
            "&when=weekend",
            "&when=evening",
            "&open=true",
            "&programme=volunteering",
            "&near=120.27,32.02&radius=8000");

    @Override
    public void measure(Ground unused, Findings findings) {
        try (Ground ground = new Ground(unused.options())) {
            on(ground, findings);
        }
    }

    private static void on(Ground ground, Findings findings) {
        Options options = ground.options();
        long activities = options.number("found-among");
        int rate = options.number("search-rate");
        Duration span = Duration.ofSeconds(2L * options.number("seconds"));
        List<String> kept = new ArrayList<>();
        int titles = options.isSmall() ? 12 : LargePart.WHERE.size() * LargePart.WHAT.size();
        for (int i = 0; i < titles; i++) {
            String title = LargePart.WHERE.get(i % LargePart.WHERE.size())
                    + LargePart.WHAT.get(i / LargePart.WHERE.size() % LargePart.WHAT.size()) + "·演示" + i;
            kept.add("id = " + Population.hex(UUID.fromString(ground.publish(title))));
        }
        ground.stopProduct();
        ground.population().years(0, activities - 1, kept);
        ground.startProduct();
        findings.raw("index whole after seconds", ground.indexed(activities));

        Random random = new Random(1);
        Map<String, Script> scripts = new LinkedHashMap<>();
        // Each asks since another second, long ago, so that all that is found counts and nothing is kept.
        scripts.put("plain list", Requests.gets(which -> "/api/v1/activities?publishedSince=" + second(which), null));
        scripts.put(
                "search with filters",
                Requests.gets(
                        which -> "/api/v1/activities?q=" + encoded(word(random)) + filter(random) + "&publishedSince="
                                + second(which),
                        null));
        scripts.put(
                "counts with filters",
                Requests.gets(
                        which -> "/api/v1/activities/counts?q=" + encoded(word(random)) + filter(random)
                                + "&publishedSince=" + second(which),
                        null));
        Map<String, Generator.Outcome> found = new LinkedHashMap<>();
        for (int pass = 0; pass < 2; pass++) {
            for (Map.Entry<String, Script> script : scripts.entrySet()) {
                try (Generator generator = new Generator(List.of(ground.port()), 64, 1)) {
                    Generator.Outcome outcome = generator.open(script.getValue(), rate, span);
                    findings.raw(script.getKey() + " #" + pass, outcome);
                    found.put(script.getKey(), outcome);
                }
            }
        }
        Generator.Outcome plain = found.get("plain list");
        Generator.Outcome searched = found.get("search with filters");
        Generator.Outcome counted = found.get("counts with filters");
        Map<String, Double> bars = new LinkedHashMap<>();
        found.forEach((name, outcome) -> bars.put(name, outcome.percentile(99)));
        findings.goal(
                95,
                "search among %,d activities with filters on: p99 ≤ 50 ms".formatted(activities),
                "p99 %.1f ms · p50 %.1f ms".formatted(searched.percentile(99), searched.percentile(50)),
                "plain list p99 %.1f ms · p50 %.1f ms".formatted(plain.percentile(99), plain.percentile(50)),
                CheckInPart.times(searched.percentile(99) / plain.percentile(99)),
                searched.percentile(99) <= 50 && searched.unanswered() == 0,
                "open model, %d/s each, %d words, pieces and sounds, one of %d filters; counts of every filter p99 %.1f ms"
                        .formatted(rate, ASKED.size(), FILTERS.size(), counted.percentile(99)));
        findings.chart("search", "p99 among %,d activities".formatted(activities), "ms", bars);
    }

    private static String second(long which) {
        return java.time.Instant.ofEpochSecond(1_000_000_000 + which).toString();
    }

    private static String word(Random random) {
        return ASKED.get(random.nextInt(ASKED.size()));
    }

    private static String filter(Random random) {
        return FILTERS.get(random.nextInt(FILTERS.size()));
    }

    private static String encoded(String q) {
        return URLEncoder.encode(q, StandardCharsets.UTF_8);
    }
}
