package org.youthhome.notification.web;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Times;
import org.youthhome.notification.NoticeKind;
import org.youthhome.notification.Told;

/** What a notice says, in Chinese, or in English for whoever asks for it: what happened, and what to do. */
@Component
class NoticeWords {

    private static final List<Locale> LANGUAGES = List.of(Locale.CHINESE, Locale.ENGLISH);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)}");
    private static final DateTimeFormatter CHINESE_DAY =
            DateTimeFormatter.ofPattern("M月d日（EEEEE）HH:mm", Locale.SIMPLIFIED_CHINESE);
    private static final DateTimeFormatter ENGLISH_DAY =
            DateTimeFormatter.ofPattern("EEE d MMMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter END = DateTimeFormatter.ofPattern("HH:mm");

    private final ResourceBundle chinese = bundle("notices", Locale.ROOT);
    private final ResourceBundle english = bundle("notices", Locale.ENGLISH);
    /** Why something was not published is said as it would have been to whoever asked for it. */
    private final ResourceBundle chineseProblems = bundle("problems", Locale.ROOT);

    private final ResourceBundle englishProblems = bundle("problems", Locale.ENGLISH);

    private static ResourceBundle bundle(String name, Locale locale) {
        return ResourceBundle.getBundle(
                name, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** Whether this client prefers English. */
    static boolean english(HttpHeaders headers) {
        try {
            return Locale.ENGLISH.equals(Locale.lookup(headers.getAcceptLanguage(), LANGUAGES));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    String title(Told told, boolean inEnglish) {
        return say(key(told) + ".title", Map.of("activity", told.activityTitle()), inEnglish);
    }

    String text(Told told, boolean inEnglish) {
        String between = inEnglish ? " " : "";
        List<String> said = new ArrayList<>();
        Told.Place place = told.place();
        if (place != null) {
            String where = place.meetingPoint().isBlank()
                    ? place.youthHomeName() + (inEnglish ? ", " : "，") + place.address()
                    : place.youthHomeName() + (inEnglish ? ", " : "，") + place.meetingPoint();
            said.add(say("place", Map.of("place", where), inEnglish));
        }
        for (Told.Change change : told.occurrences()) {
            Told.Hours before = change.before();
            String now = hours(change.now(), inEnglish);
            if (change.cancelled()) {
                if (told.kind() != NoticeKind.ACTIVITY_CANCELLED) {
                    said.add(say("cancelled", Map.of("hours", now), inEnglish));
                }
            } else if (before != null) {
                said.add(say("moved", Map.of("before", hours(before, inEnglish), "hours", now), inEnglish));
            }
        }
        String reason = told.reason();
        if (reason != null) {
            said.add(say("reason", Map.of("reason", why(told.kind(), reason, inEnglish)), inEnglish));
        }
        said.add(say(key(told) + ".then", Map.of(), inEnglish));
        return String.join(between, said);
    }

    private String why(NoticeKind kind, String reason, boolean inEnglish) {
        ResourceBundle problems = inEnglish ? englishProblems : chineseProblems;
        return kind == NoticeKind.PUBLISHING_FAILED && problems.containsKey(reason)
                ? PLACEHOLDER.matcher(problems.getString(reason)).replaceAll("").replaceFirst("[。.]$", "")
                : reason;
    }

    private String hours(Told.Hours hours, boolean inEnglish) {
        DateTimeFormatter day = inEnglish ? ENGLISH_DAY : CHINESE_DAY;
        ZonedDateTime start = local(hours.startsAt());
        ZonedDateTime end = local(hours.endsAt());
        boolean sameDay = start.toLocalDate().equals(end.toLocalDate());
        return day.format(start) + "–" + (sameDay ? END : day).format(end);
    }

    private String say(String key, Map<String, String> arguments, boolean inEnglish) {
        return PLACEHOLDER
                .matcher((inEnglish ? english : chinese).getString(key))
                .replaceAll(found -> Matcher.quoteReplacement(arguments.getOrDefault(found.group(1), "")));
    }

    private static String key(Told told) {
        return told.kind().name().toLowerCase(Locale.ROOT);
    }

    private static ZonedDateTime local(Instant time) {
        return time.atZone(Times.CITY_ZONE);
    }
}
