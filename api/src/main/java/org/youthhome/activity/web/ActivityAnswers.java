package org.youthhome.activity.web;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Activities;
import org.youthhome.activity.Activity;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.ContentReview;
import reactor.core.publisher.Mono;

/** How one activity is answered to those who write it: with its version, and 202 while a person has yet to decide. */
@Component
class ActivityAnswers {

    private final Activities activities;
    private final ActivityViews views;
    private final Clock clock;

    ActivityAnswers(Activities activities, ActivityViews views, Clock clock) {
        this.activities = activities;
        this.views = views;
        this.clock = clock;
    }

    Mono<ResponseEntity<ActivityView>> created(Activity activity) {
        return activities.shown(activity).map(shown -> answer(HttpStatus.CREATED, shown));
    }

    /** 202 while a person has yet to decide on something. */
    Mono<ResponseEntity<ActivityView>> checked(Activity activity) {
        return activities.shown(activity).map(shown -> {
            ContentReview review = shown.lastReview();
            boolean waits = shown.activity().status() == ActivityStatus.IN_REVIEW
                    || (review != null && review.state() == ContentReview.State.WAITING);
            return answer(waits ? HttpStatus.ACCEPTED : HttpStatus.OK, shown);
        });
    }

    ResponseEntity<ActivityView> answer(HttpStatus status, Activities.Shown shown) {
        Activity activity = shown.activity();
        Instant now = clock.instant();
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).eTag(Versions.tag(shown, activity.open(now)));
        if (status == HttpStatus.CREATED) {
            answer.location(URI.create("/api/v1/activities/" + activity.id()));
        }
        return answer.body(views.view(shown, now));
    }
}
