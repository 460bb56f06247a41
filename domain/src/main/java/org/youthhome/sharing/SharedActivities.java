package org.youthhome.sharing;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Activities;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

/** What is passed on of an activity, to whoever may see it; for the others it does not exist. */
@Component
public class SharedActivities {

    private final Activities activities;
    private final KeptCodes codes;
    private final ActivityLinks links;

    SharedActivities(Activities activities, KeptCodes codes, ActivityLinks links) {
        this.activities = activities;
        this.codes = codes;
        this.links = links;
    }

    /**
     * The ways to an activity.
     *
     * @param code see {@link ActivityCode}
     * @param page for ordinary browsers, https
     * @param miniProgramPath for the mini-program's own share menu
     * @param urlLink WeChat's link, good for a day at least; null for what is not published, and while WeChat gives none
     */
    public record Ways(String code, String page, String miniProgramPath, ActivityLinks.@Nullable UrlLink urlLink) {}

    /**
     * A mini-program code.
     *
     * @param everybodys whether everybody may see the activity
     * @param bytes JPEG or PNG
     */
    public record Picture(boolean everybodys, byte[] bytes) {}

    /** The activity that a code names, as the caller may see it. */
    public Mono<Activities.Shown> byCode(String code, @Nullable UUID caller) {
        return Mono.justOrEmpty(ActivityCode.parse(code))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("activity")))
                .flatMap(found -> activities.show(found.activityId(), caller));
    }

    /** The ways to an activity. Only for what everybody may see WeChat is asked for a link. */
    public Mono<Ways> ways(UUID activityId, @Nullable UUID caller) {
        return activities.show(activityId, caller).flatMap(shown -> {
            Ways ways = new Ways(
                    new ActivityCode(activityId).text(),
                    links.page(activityId),
                    links.miniProgramPath(activityId),
                    null);
            return shown.activity().visible()
                    ? links.urlLink(activityId)
                            .map(link -> new Ways(ways.code(), ways.page(), ways.miniProgramPath(), link))
                            .onErrorResume(Refusal.class, no -> Mono.just(ways))
                    : Mono.just(ways);
        });
    }

    /** WeChat's link to an activity that everybody may see; otherwise, and while WeChat gives none, empty. */
    public Mono<ActivityLinks.UrlLink> urlLink(String code) {
        return byCode(code, null)
                .flatMap(shown -> links.urlLink(shown.activity().id()))
                .onErrorResume(Refusal.class, no -> Mono.empty());
    }

    /** The mini-program code of an activity; a refusal as {@link MiniProgramCodes} says it. */
    public Mono<Picture> miniProgramCode(UUID activityId, @Nullable UUID caller) {
        return activities.show(activityId, caller).flatMap(shown -> codes.of(new ActivityCode(activityId))
                .map(bytes -> new Picture(shown.activity().visible(), bytes)));
    }
}
