package org.youthhome.activity;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How texts are made findable by any piece of two characters and more. MySQL and MariaDB share no word breaker for
 * Chinese, so every pair of neighbouring characters becomes one word of the full-text index, written in hex
 * ({@code 志愿} is {@code u5fd7u613f}): alphanumeric, and longer than any shortest word a server is set to.
 */
final class SearchWords {

    private static final int LONGEST = 1000;

    private SearchWords() {}

    /** The one normalisation, of what is stored and of what is asked: NFKC, lower case, single spaces. */
    static String normalise(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s\\p{Z}\\p{Cc}]+", " ")
                .strip();
    }

    /** What is stored to be looked into, one text a line, so that nothing is found across two texts. */
    static String text(Stream<String> texts) {
        String all = texts.map(SearchWords::normalise)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
        // Longer than any title, summary, brand, home and programme together; only odd ligatures could grow beyond.
        return all.codePointCount(0, all.length()) <= LONGEST
                ? all
                : all.substring(0, all.offsetByCodePoints(0, LONGEST));
    }

    /** The pairs of a {@link #text}, one word each. */
    static String tokens(String text) {
        Set<String> tokens = new LinkedHashSet<>();
        text.lines().forEach(line -> pairs(line, tokens));
        return String.join(" ", tokens);
    }

    /** The pieces that somebody asks for, each of which has to be found. */
    static List<String> asked(String q) {
        return Stream.of(normalise(q).split(" "))
                .filter(piece -> !piece.isEmpty())
                .distinct()
                .toList();
    }

    /** The words that the full-text index must hold for the pieces; empty when no piece has a pair. */
    static String booleanMode(List<String> pieces) {
        Set<String> tokens = new LinkedHashSet<>();
        pieces.forEach(piece -> pairs(piece, tokens));
        return tokens.stream().map(token -> "+" + token).collect(Collectors.joining(" "));
    }

    /** A LIKE pattern for the piece anywhere, with {@code !} as the escape. */
    static String like(String piece) {
        return "%" + piece.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    private static void pairs(String line, Set<String> tokens) {
        int[] characters = line.codePoints().toArray();
        for (int i = 0; i + 1 < characters.length; i++) {
            if (characters[i] != ' ' && characters[i + 1] != ' ') {
                tokens.add("u%04xu%04x".formatted(characters[i], characters[i + 1]));
            }
        }
    }
}
