package org.youthhome.activity.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.activity.Audience;
import org.youthhome.activity.PartOfWeek;
import org.youthhome.kernel.Refusal;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.GeoPoint;

/** Which activities are asked for. Filters combine: each has to be met. */
record ActivityFilters(
        @Parameter(description = "社区、镇街或全市 · A community, a local unit or the city, with all below it") @Nullable
        UUID placeId,

        @Parameter(description = "社区 · A community; `placeId` takes any place") @Nullable
        UUID communityId,

        @Nullable UUID youthHomeId,
        @Nullable Programme programme,

        @Parameter(
                description = "起始时间 · Only with an occurrence that ends after it; ISO 8601 with offset",
                schema = @Schema(type = "string", format = "date-time"))
        @Nullable
        String from,

        @Parameter(
                description = "截止时间 · Only with an occurrence that starts before it; ISO 8601 with offset",
                schema = @Schema(type = "string", format = "date-time"))
        @Nullable
        String to,

        @Parameter(description = "什么时候有空（任一） · When somebody has time; any of these") @Nullable
        List<PartOfWeek> when,

        @Parameter(description = "适合谁 · Only those made for these people") @Nullable
        Audience audience,

        @Parameter(
                description = "上次来访 · Only those that others first saw after this; ISO 8601 with offset",
                schema = @Schema(type = "string", format = "date-time"))
        @Nullable
        String publishedSince,

        @Parameter(
                description = "关键词、片段、拼音或首字母 · Any piece of title, summary, brand, home, address or programme, two"
                        + " characters and more; or how title, brand, home or programme sound: pinyin or its initials",
                example = "sfl")
        @Size(max = 50)
        @Nullable
        String q,

        @Parameter(description = "经度,纬度 · longitude,latitude (GCJ-02)", example = "120.27,32.02") @Nullable
        String near,

        @Parameter(description = "米 · Metres around `near`") @Min(1) @Max(100_000) @Nullable
        Integer radius,

        @Parameter(description = "可报名 · true: only where somebody could enrol now") @Nullable
        Boolean open) {

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    /** The question, to a page of a list. */
    ActivityQuery query(@Nullable UUID mineOf, boolean nearestFirst, int limit, @Nullable String after) {
        Set<PartOfWeek> parts =
                when == null || when.isEmpty() ? EnumSet.noneOf(PartOfWeek.class) : EnumSet.copyOf(when);
        return new ActivityQuery(
                placeId == null ? communityId : placeId,
                youthHomeId,
                programme,
                time("from", from),
                time("to", to),
                parts,
                audience,
                time("publishedSince", publishedSince),
                q == null || q.isBlank() ? null : q,
                near == null ? null : GeoPoint.parse(near),
                radius,
                nearestFirst,
                open != null && open,
                mineOf,
                limit,
                after);
    }

    /** The question, to all there are. */
    ActivityQuery query() {
        return query(null, false, 1, null);
    }

    private static @Nullable Instant time(String field, @Nullable String said) {
        if (said == null || said.isBlank()) {
            return null;
        }
        try {
            // A plus sign that was not encoded arrives as a space.
            Instant time = OffsetDateTime.parse(said.strip().replace(' ', '+')).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
                throw Refusal.invalid(field, "bad_time");
            }
            return time;
        } catch (DateTimeException malformed) {
            throw Refusal.invalid(field, "bad_time");
        }
    }
}
