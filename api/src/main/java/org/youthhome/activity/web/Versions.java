package org.youthhome.activity.web;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.Activities;
import org.youthhome.activity.Activity;
import org.youthhome.activity.PlannedOccurrence;
import org.youthhome.kernel.Refusal;

/**
 * Entity tags of activities: {@code "VERSION.PLACES"}. {@code If-Match} looks at the version alone, since a place that
 * is taken meanwhile, or a photo that passes, is no lost update; {@code If-None-Match} sees both, since it changes what is
 * shown.
 * Where an answer is shared, a hash of it follows, and how it was packed.
 */
final class Versions {

    private static final Pattern TAG =
            Pattern.compile("(?:W/)?\"(\\d{1,9})(?:\\.[0-9a-f]{1,8})?(?:-[0-9a-f]{32}(?:-gzip)?)?\"");

    private Versions() {}

    static String tag(Activities.Shown shown, boolean open) {
        Activity activity = shown.activity();
        int places = Objects.hash(open, activity.status().name());
        for (Activities.ShownPhoto photo : shown.photos()) {
            places = 31 * places
                    + Objects.hash(photo.photo().id(), photo.photo().state().name());
        }
        for (PlannedOccurrence occurrence : activity.occurrences()) {
            places = 31 * places + Objects.hash(occurrence.participants(), occurrence.volunteers());
        }
        return "\"%d.%08x\"".formatted(activity.version(), places);
    }

    /** The version that the caller read; refuses when the header is missing. */
    static int required(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Refusal.of(Refusal.Kind.UNCONDITIONAL, "version_needed");
        }
        return version(ifMatch);
    }

    static @Nullable Integer optional(@Nullable String ifMatch) {
        return ifMatch == null || ifMatch.isBlank() ? null : Integer.valueOf(version(ifMatch));
    }

    private static int version(String ifMatch) {
        Matcher matcher = TAG.matcher(ifMatch.strip());
        // A tag that was never given is a tag that is no longer good.
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
