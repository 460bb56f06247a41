package org.youthhome.activity.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.sourceforge.pinyin4j.PinyinHelper;
import net.sourceforge.pinyin4j.format.HanyuPinyinOutputFormat;
import net.sourceforge.pinyin4j.format.HanyuPinyinToneType;
import net.sourceforge.pinyin4j.format.HanyuPinyinVCharType;
import net.sourceforge.pinyin4j.format.exception.BadHanyuPinyinOutputFormatCombination;

/**
 * How a text sounds, for whoever types letters: from each character on, the initials of the next few ({@code sfl} for
 * 书法六), and their syllables run together ({@code shufaliu}). A character with several readings is found by each.
 */
final class Pinyin {

    /** Longer runs of initials are looked for in pieces of this length. */
    static final int INITIALS = 4;

    private static final int SYLLABLES = 6;
    private static final int MOST_READINGS = 3;
    private static final int MOST_TOGETHER = 12;
    private static final HanyuPinyinOutputFormat PLAIN = new HanyuPinyinOutputFormat();

    static {
        PLAIN.setToneType(HanyuPinyinToneType.WITHOUT_TONE);
        PLAIN.setVCharType(HanyuPinyinVCharType.WITH_V);
    }

    private Pinyin() {}

    /** Whether somebody may have typed sounds: Latin letters only. */
    static boolean isAsked(String piece) {
        return piece.length() >= 2 && piece.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    /** All runs of two to {@link #INITIALS} initials. */
    static Set<String> initials(String text) {
        Set<String> found = new LinkedHashSet<>();
        List<List<String>> sounds = sounds(text);
        for (int from = 0; from < sounds.size(); from++) {
            Set<String> runs = Set.of("");
            for (int i = from;
                    i < Math.min(sounds.size(), from + INITIALS)
                            && !sounds.get(i).isEmpty();
                    i++) {
                Set<String> longer = new LinkedHashSet<>();
                for (String run : runs) {
                    for (String sound : sounds.get(i)) {
                        longer.add(run + sound.charAt(0));
                    }
                }
                runs = longer;
                if (i > from) {
                    found.addAll(runs);
                }
            }
        }
        return found;
    }

    /** From each character on, the syllables that follow, run together; a piece is a prefix of one of them. */
    static Set<String> syllables(String text) {
        Set<String> found = new LinkedHashSet<>();
        List<List<String>> sounds = sounds(text);
        for (int from = 0; from < sounds.size(); from++) {
            Set<String> runs = Set.of("");
            for (int i = from;
                    i < Math.min(sounds.size(), from + SYLLABLES)
                            && !sounds.get(i).isEmpty();
                    i++) {
                Set<String> longer = new LinkedHashSet<>();
                for (String run : runs) {
                    for (String sound : sounds.get(i)) {
                        if (longer.size() < MOST_TOGETHER) {
                            longer.add(run + sound);
                        }
                    }
                }
                runs = longer;
            }
            runs.stream().filter(run -> !run.isEmpty()).forEach(found::add);
        }
        return found;
    }

    /** The readings of each character; none of what is not Chinese, which so ends a run. */
    private static List<List<String>> sounds(String text) {
        List<List<String>> sounds = new ArrayList<>();
        for (char character : SearchText.normalise(text).toCharArray()) {
            if (character == ' ' || character == '·') {
                continue;
            }
            sounds.add(readings(character));
        }
        return sounds;
    }

    private static List<String> readings(char character) {
        try {
            String[] readings = PinyinHelper.toHanyuPinyinStringArray(character, PLAIN);
            return readings == null
                    ? List.of()
                    : Arrays.stream(readings).distinct().limit(MOST_READINGS).toList();
        } catch (BadHanyuPinyinOutputFormatCombination impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
