package org.youthhome.activity;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What others read of an activity, and what the content check judges. The recruitment notice (GB/T 40143) is made of
 * description, conditions, risks, safeguards and contact; one line each is enough.
 *
 * @param title 1 to 80 characters
 * @param brand one of the programme's named brands
 * @param summary the one line of a list, up to 200 characters
 * @param description what is done, up to 4,000 characters
 * @param meetingPoint where exactly, when it is not the home itself, up to 200 characters
 * @param conditions who can take part, up to 1,000 characters
 * @param risks up to 1,000 characters
 * @param safeguards and insurance, up to 1,000 characters
 * @param contact who to ask, up to 200 characters
 * @param photos in the order in which they are shown, up to {@link #MOST_PHOTOS}; others see those that have passed
 */
public record ActivityTexts(
        String title,
        @Nullable String brand,
        String summary,
        String description,
        String meetingPoint,
        String conditions,
        String risks,
        String safeguards,
        String contact,
        List<CaptionedPhoto> photos) {

    public static final int MOST_PHOTOS = 9;

    /** What was written down before there were photos has none. */
    public ActivityTexts {
        photos = photos == null ? List.of() : List.copyOf(photos);
    }

    /**
     * A photo of the activity.
     *
     * @param alt what it shows, for who cannot see it; up to 200 characters
     */
    public record CaptionedPhoto(UUID id, String alt) {}

    ActivityTexts showing(List<CaptionedPhoto> others) {
        return new ActivityTexts(
                title, brand, summary, description, meetingPoint, conditions, risks, safeguards, contact, others);
    }

    ActivityTexts titled(String other) {
        return new ActivityTexts(
                other, brand, summary, description, meetingPoint, conditions, risks, safeguards, contact, photos);
    }

    /** What the content check is given. */
    List<String> said() {
        return Stream.concat(
                        Stream.of(
                                title,
                                brand,
                                summary,
                                description,
                                meetingPoint,
                                conditions,
                                risks,
                                safeguards,
                                contact),
                        photos.stream().map(CaptionedPhoto::alt))
                .filter(Objects::nonNull)
                .filter(text -> !text.isBlank())
                .toList();
    }
}
