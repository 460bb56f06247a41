package org.youthhome.checkin.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.checkin.Means;
import org.youthhome.checkin.Roster;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Page;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "check-in")
class RosterController {

    private final Roster roster;

    RosterController(Roster roster) {
        this.roster = roster;
    }

    /** How names are shown. */
    enum Names {
        MASKED,
        WHOLE
    }

    /** One person on the roster; {@code checkIn} is absent until they come. */
    record RosterLineView(
            UUID personId,
            String displayName,
            EnrolledAs as,
            int companions,
            @Nullable RosterCheckInView checkIn) {

        static RosterLineView of(Roster.Line line) {
            UUID checkInId = line.checkInId();
            Instant checkedInAt = line.checkedInAt();
            Means means = line.means();
            return new RosterLineView(
                    line.personId(),
                    line.displayName(),
                    line.as(),
                    line.companions(),
                    checkInId == null || checkedInAt == null || means == null
                            ? null
                            : new RosterCheckInView(checkInId, checkedInAt, line.checkedOutAt(), means));
        }
    }

    record RosterCheckInView(
            UUID id, Instant checkedInAt, @Nullable Instant checkedOutAt, Means means) {}

    @GetMapping("/api/v1/occurrences/{id}/roster")
    @Access(value = Access.Who.RIGHT, right = Right.SEE_ROSTER, at = "occurrence")
    @Operation(
            operationId = "getRoster",
            summary = "名单 · Who enrolled, who is here",
            description = "姓名默认打码；`names=whole` 显示全名。每次查看都记入审计。"
                    + " Names are masked unless `names=whole`; each look is audited.")
    Mono<Page<RosterLineView>> roster(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "masked") Names names,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable String after,
            Caller caller) {
        return roster.look(id, caller.personId(), names == Names.WHOLE, after, limit)
                .map(page -> page.map(RosterLineView::of));
    }
}
