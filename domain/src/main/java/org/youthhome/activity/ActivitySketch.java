package org.youthhome.activity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityPlan.OccurrencePlan;
import org.youthhome.activity.ActivityTexts.CaptionedPhoto;
import org.youthhome.kernel.Refusal;
import org.youthhome.programme.Programme;

/**
 * What is there so far of an activity that somebody is still typing: everything but the home may be missing. Texts and
 * numbers keep within the bounds of {@link ActivityPlan}.
 */
public record ActivitySketch(
        UUID youthHomeId,
        @Nullable Programme programme,
        @Nullable String title,
        @Nullable String brand,
        @Nullable String summary,
        @Nullable String description,
        @Nullable String meetingPoint,
        @Nullable String conditions,
        @Nullable String risks,
        @Nullable String safeguards,
        @Nullable String contact,
        @Nullable Boolean walkIn,
        @Nullable Boolean showsHeadcount,
        @Nullable Boolean showsArrivals,
        @Nullable Integer doorsOpenMinutes,
        @Nullable Integer fenceMetres,
        @Nullable Instant enrolmentClosesAt,
        @Nullable Set<Audience> audiences,
        @Nullable List<CaptionedPhoto> photos,
        List<OccurrenceSketch> occurrences) {

    private static final Pattern INDEX = Pattern.compile("^occurrences\\[(\\d+)]");

    public ActivitySketch {
        // What was stored by an earlier version may lack the list.
        occurrences = Objects.requireNonNullElse(occurrences, List.<OccurrenceSketch>of()).stream()
                .toList();
    }

    /** What is there so far of an occurrence. */
    public record OccurrenceSketch(
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            @Nullable Instant volunteerStartsAt,
            @Nullable Instant volunteerEndsAt,
            @Nullable Integer participantCapacity,
            @Nullable Integer volunteerCapacity) {

        /** The plan; empty while a time is missing. */
        Optional<OccurrencePlan> plan() {
            return startsAt == null || endsAt == null
                    ? Optional.empty()
                    : Optional.of(new OccurrencePlan(
                            null,
                            startsAt,
                            endsAt,
                            volunteerStartsAt,
                            volunteerEndsAt,
                            places(participantCapacity),
                            places(volunteerCapacity)));
        }
    }

    /** All that keeps it from being published, field by field: what is missing, and what is there and cannot be. */
    public List<Refusal.Field> missing(Instant now) {
        List<Refusal.Field> missing = new ArrayList<>();
        require(missing, "title", title);
        if (programme == null) {
            missing.add(Refusal.Field.of("programme", "required"));
        }
        require(missing, "description", description);
        if (occurrences.stream().anyMatch(occurrence -> places(occurrence.volunteerCapacity()) > 0)) {
            require(missing, "conditions", conditions);
            require(missing, "risks", risks);
            require(missing, "safeguards", safeguards);
            require(missing, "contact", contact);
        }
        List<Integer> whole = new ArrayList<>();
        List<OccurrencePlan> plans = new ArrayList<>();
        for (int i = 0; i < occurrences.size(); i++) {
            OccurrenceSketch occurrence = occurrences.get(i);
            if (occurrence.startsAt() == null) {
                missing.add(Refusal.Field.of("occurrences[%d].startsAt".formatted(i), "required"));
            }
            if (occurrence.endsAt() == null) {
                missing.add(Refusal.Field.of("occurrences[%d].endsAt".formatted(i), "required"));
            }
            int index = i;
            occurrence.plan().ifPresent(plan -> {
                whole.add(index);
                plans.add(plan);
            });
        }
        for (Refusal.Field wrong : Activity.wrong(plan(plans), List.of(), now)) {
            // Where none is whole yet, the times above say so already.
            if (!wrong.field().equals("occurrences") || occurrences.isEmpty()) {
                missing.add(new Refusal.Field(asSketched(wrong.field(), whole), wrong.code(), wrong.arguments()));
            }
        }
        return missing;
    }

    /** As a plan; to be asked when nothing is {@link #missing}. */
    public ActivityPlan plan() {
        return plan(occurrences.stream()
                .map(OccurrenceSketch::plan)
                .flatMap(Optional::stream)
                .toList());
    }

    private ActivityPlan plan(List<OccurrencePlan> plans) {
        return new ActivityPlan(
                youthHomeId,
                programme == null ? Programme.VOLUNTEERING : programme,
                new ActivityTexts(
                        said(title),
                        programme == null ? null : brand,
                        said(summary),
                        said(description),
                        said(meetingPoint),
                        said(conditions),
                        said(risks),
                        said(safeguards),
                        said(contact),
                        photos == null ? List.of() : photos),
                new ActivityTerms(
                        walkIn == null || walkIn,
                        showsHeadcount == null || showsHeadcount,
                        showsArrivals != null && showsArrivals,
                        doorsOpenMinutes == null ? ActivityTerms.DOORS_OPEN_MINUTES : doorsOpenMinutes,
                        fenceMetres,
                        enrolmentClosesAt,
                        audiences == null ? Set.of() : audiences),
                plans);
    }

    /** What is left open here is taken from the other. */
    ActivitySketch or(ActivitySketch other) {
        return new ActivitySketch(
                youthHomeId,
                first(programme, other.programme),
                first(title, other.title),
                first(brand, other.brand),
                first(summary, other.summary),
                first(description, other.description),
                first(meetingPoint, other.meetingPoint),
                first(conditions, other.conditions),
                first(risks, other.risks),
                first(safeguards, other.safeguards),
                first(contact, other.contact),
                first(walkIn, other.walkIn),
                first(showsHeadcount, other.showsHeadcount),
                first(showsArrivals, other.showsArrivals),
                first(doorsOpenMinutes, other.doorsOpenMinutes),
                first(fenceMetres, other.fenceMetres),
                first(enrolmentClosesAt, other.enrolmentClosesAt),
                first(audiences, other.audiences),
                first(photos, other.photos),
                occurrences.isEmpty() ? other.occurrences : occurrences);
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private static String asSketched(String field, List<Integer> whole) {
        Matcher matcher = INDEX.matcher(field);
        return matcher.find()
                ? "occurrences[%d]".formatted(whole.get(Integer.parseInt(matcher.group(1))))
                        + field.substring(matcher.end())
                : field;
    }

    private static void require(List<Refusal.Field> missing, String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            missing.add(Refusal.Field.of(field, "required"));
        }
    }

    private static String said(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static int places(@Nullable Integer places) {
        return places == null ? 0 : places;
    }
}
