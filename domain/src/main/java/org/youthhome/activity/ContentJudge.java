package org.youthhome.activity;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ContentCheck.Suggestion;
import org.youthhome.activity.ContentCheck.Verdict;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.People;
import org.youthhome.kernel.Refusal;
import org.youthhome.media.ContentRisk;
import reactor.core.publisher.Mono;

/** Asks WeChat about an organiser's words. Outside of any transaction: the answer takes its time. */
@Component
class ContentJudge {

    private final ContentCheck contentCheck;
    private final People people;
    private final AuditTrail audit;

    ContentJudge(ContentCheck contentCheck, People people, AuditTrail audit) {
        this.contentCheck = contentCheck;
        this.people = people;
        this.audit = audit;
    }

    /** What WeChat thinks; refuses what is risky, and says so in the audit log. */
    Mono<Verdict> verdict(UUID caller, Activity activity) {
        return people.openIdOf(caller)
                .flatMap(openId -> contentCheck.check(openId, activity.texts().said()))
                .defaultIfEmpty(new Verdict(Suggestion.REVIEW, null))
                .flatMap(verdict -> verdict.suggestion() == Suggestion.RISKY
                        ? audit.record(
                                        caller,
                                        "activity.risky",
                                        activity.id(),
                                        activity.communityId(),
                                        Map.of("reason", ContentRisk.reason(verdict.label())))
                                .then(Mono.error(Refusal.conflict(
                                        "content_risky",
                                        List.of(Refusal.Field.of("texts", ContentRisk.reason(verdict.label()))))))
                        : Mono.just(verdict));
    }
}
