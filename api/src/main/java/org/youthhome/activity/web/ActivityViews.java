package org.youthhome.activity.web;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mapstruct.Context;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;
import org.mapstruct.Named;
import org.mapstruct.ReportingPolicy;
import org.youthhome.activity.Activities;
import org.youthhome.activity.Activity;
import org.youthhome.activity.ActivityCard;
import org.youthhome.activity.ContentReview;
import org.youthhome.activity.PlannedOccurrence;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.YouthHome;

/** How activities are shown. A field that is added to a view and mapped from nothing does not compile. */
@Mapper(componentModel = "spring", unmappedTargetPolicy = ReportingPolicy.ERROR)
interface ActivityViews {

    @Mapping(target = ".", source = "activity")
    @Mapping(target = ".", source = "activity.texts")
    @Mapping(target = ".", source = "activity.terms")
    @Mapping(target = "id", source = "activity.id")
    @Mapping(target = "programmeName", source = "activity.programme", qualifiedByName = "chineseName")
    @Mapping(target = "youthHome", source = "home")
    @Mapping(target = "community", source = "shown")
    @Mapping(target = "open", source = "activity")
    @Mapping(target = "photos", source = "photos")
    @Mapping(target = "review", source = "lastReview")
    ActivityView view(Activities.Shown shown, @Context Instant now);

    @Mapping(target = "programmeName", source = "programme", qualifiedByName = "chineseName")
    @Mapping(target = "youthHome", source = "card")
    @Mapping(target = "community", source = "card")
    @Mapping(target = "nextOccurrence", source = "next")
    @Mapping(target = "distance", source = "metres")
    ActivityView.ActivityItem item(ActivityCard card);

    @Mapping(target = "longitude", source = "location.longitude")
    @Mapping(target = "latitude", source = "location.latitude")
    ActivityView.HomeRef home(YouthHome home);

    @Mapping(target = "id", source = "youthHomeId")
    @Mapping(target = "name", source = "youthHomeName")
    @Mapping(target = "longitude", source = "location.longitude")
    @Mapping(target = "latitude", source = "location.latitude")
    ActivityView.HomeRef home(ActivityCard card);

    @Mapping(target = "id", source = "communityId")
    @Mapping(target = "name", source = "communityName")
    ActivityView.CommunityRef community(ActivityCard card);

    @Mapping(target = "id", source = "activity.communityId")
    @Mapping(target = "name", source = "communityName")
    ActivityView.CommunityRef community(Activities.Shown shown);

    @Mapping(target = "volunteerStartsAt", source = "occurrence", qualifiedByName = "shiftStart")
    @Mapping(target = "volunteerEndsAt", source = "occurrence", qualifiedByName = "shiftEnd")
    @Mapping(target = "participantCapacity", source = "participants.capacity")
    @Mapping(target = "participantSeatsLeft", expression = "java(occurrence.participants().left())")
    @Mapping(target = "volunteerCapacity", source = "volunteers.capacity")
    @Mapping(target = "volunteerSeatsLeft", expression = "java(occurrence.volunteers().left())")
    ActivityView.OccurrenceView occurrence(PlannedOccurrence occurrence);

    ActivityView.ReviewRef review(ContentReview review);

    @Mapping(target = ".", source = "photo")
    ActivityView.PhotoRef photo(Activities.ShownPhoto photo);

    @Mapping(target = "state", constant = "PASSED")
    ActivityView.PhotoRef photo(ActivityCard.Photo photo);

    @Named("chineseName")
    default String chineseName(Programme programme) {
        return programme.chineseName();
    }

    @Named("shiftStart")
    default @Nullable Instant shiftStart(PlannedOccurrence occurrence) {
        return occurrence.ownShiftStart();
    }

    @Named("shiftEnd")
    default @Nullable Instant shiftEnd(PlannedOccurrence occurrence) {
        return occurrence.ownShiftEnd();
    }

    default boolean open(Activity activity, @Context Instant now) {
        return activity.open(now);
    }
}
