package org.youthhome.platform;

import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Times;

/**
 * The words of problems: Chinese, or English for whom {@code Accept-Language} prefers it. {@code {name}} in a text is
 * filled with the argument of that name; an instant is said as people say it in the city, "14:30" for today and
 * "11月22日 14:30" for another day.
 */
@Component
class ProblemWords {

    static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;
    static final Locale ENGLISH = Locale.ENGLISH;

    private static final Logger LOG = LoggerFactory.getLogger(ProblemWords.class);
    private static final List<Locale> LANGUAGES = List.of(Locale.CHINESE, ENGLISH);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter CHINESE_DAY = DateTimeFormatter.ofPattern("M月d日 HH:mm", CHINESE);
    private static final DateTimeFormatter ENGLISH_DAY = DateTimeFormatter.ofPattern("d MMMM HH:mm", ENGLISH);
    private static final DateTimeFormatter CHINESE_YEAR = DateTimeFormatter.ofPattern("yyyy年M月d日 HH:mm", CHINESE);
    private static final DateTimeFormatter ENGLISH_YEAR = DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm", ENGLISH);

    private final Clock clock;
    private final ResourceBundle chinese = bundle(Locale.ROOT);
    private final ResourceBundle english = bundle(ENGLISH);

    ProblemWords(Clock clock) {
        this.clock = clock;
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                "problems",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The language that a client prefers of the two that there are. */
    static Locale language(HttpHeaders headers) {
        try {
            Locale found = Locale.lookup(headers.getAcceptLanguage(), LANGUAGES);
            return ENGLISH.equals(found) ? ENGLISH : CHINESE;
        } catch (IllegalArgumentException malformed) {
            return CHINESE;
        }
    }

    boolean knows(String code) {
        return chinese.containsKey(code);
    }

    String say(String code, Map<String, ?> arguments, Locale language) {
        try {
            return fill((ENGLISH.equals(language) ? english : chinese).getString(code), arguments, language);
        } catch (MissingResourceException e) {
            // The code itself is still something to go by.
            LOG.error("No words for the code {}", code);
            return code;
        }
    }

    String fill(String text, Map<String, ?> arguments, Locale language) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(said(arguments.get(found.group(1)), language)));
    }

    private String said(@org.jspecify.annotations.Nullable Object argument, Locale language) {
        if (argument == null) {
            return "";
        }
        if (argument instanceof Instant instant) {
            return time(instant, language);
        }
        if (argument instanceof Iterable<?> many) {
            return String.join(
                    ENGLISH.equals(language) ? ", " : "、",
                    java.util.stream.StreamSupport.stream(many.spliterator(), false)
                            .map(String::valueOf)
                            .toList());
        }
        return String.valueOf(argument);
    }

    private String time(Instant instant, Locale language) {
        boolean inEnglish = ENGLISH.equals(language);
        ZonedDateTime then = instant.atZone(Times.CITY_ZONE);
        ZonedDateTime now = clock.instant().atZone(Times.CITY_ZONE);
        if (then.toLocalDate().equals(now.toLocalDate())) {
            return TIME.format(then);
        }
        if (then.getYear() == now.getYear()) {
            return (inEnglish ? ENGLISH_DAY : CHINESE_DAY).format(then);
        }
        return (inEnglish ? ENGLISH_YEAR : CHINESE_YEAR).format(then);
    }
}
