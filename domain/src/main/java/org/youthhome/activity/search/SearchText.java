package org.youthhome.activity.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How texts are made findable by any piece. Chinese has no spaces, and a dictionary of words never has the newest brand; so
 * every character and every pair of neighbours is a term, and a longer piece is looked for as a phrase of pairs.
 */
final class SearchText {

    /** Stands before each text, so that a piece at its beginning can be told from one in the middle. */
    private static final int BEGIN = 0x02;

    private SearchText() {}

    /** A term at a position; those of a position stand side by side. */
    record Term(String text, int position) {}

    /**
     * The one normalisation, of what is stored and of what is asked: NFKC, so that full and half width are the same; lower
     * case; single spaces.
     */
    static String normalise(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s\\p{Z}\\p{Cc}]+", " ")
                .strip();
    }

    /** The pieces that somebody asks for, each of which has to be found. */
    static List<String> asked(String q) {
        return Stream.of(normalise(q).split(" "))
                .filter(piece -> !piece.isEmpty())
                .distinct()
                .toList();
    }

    /** The terms of a text; empty for an empty one. */
    static List<Term> terms(String text) {
        String normal = normalise(text);
        if (normal.isEmpty()) {
            return List.of();
        }
        List<Term> terms = new ArrayList<>();
        int[] characters = normal.codePoints().toArray();
        terms.add(new Term(pair(BEGIN, characters[0]), 0));
        for (int i = 0; i < characters.length; i++) {
            if (characters[i] == ' ') {
                continue;
            }
            terms.add(new Term(Character.toString(characters[i]), i + 1));
            if (i + 1 < characters.length && characters[i + 1] != ' ') {
                terms.add(new Term(pair(characters[i], characters[i + 1]), i + 1));
            }
        }
        return terms;
    }

    /** The terms that follow each other where the piece stands. */
    static List<String> phrase(String piece) {
        int[] characters = piece.codePoints().toArray();
        if (characters.length == 1) {
            return List.of(piece);
        }
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < characters.length; i++) {
            pairs.add(pair(characters[i], characters[i + 1]));
        }
        return pairs;
    }

    /** The same, at the beginning of a text only. */
    static List<String> phraseAtBeginning(String piece) {
        int[] characters = piece.codePoints().toArray();
        List<String> pairs = new ArrayList<>();
        pairs.add(pair(BEGIN, characters[0]));
        for (int i = 0; i + 1 < characters.length; i++) {
            pairs.add(pair(characters[i], characters[i + 1]));
        }
        return pairs;
    }

    private static String pair(int one, int other) {
        return Character.toString(one) + Character.toString(other);
    }
}
