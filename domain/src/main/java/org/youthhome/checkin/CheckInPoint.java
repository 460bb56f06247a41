package org.youthhome.checkin;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;

/** The rules of the gate, without any state of their own: is this code good now, here, for this occurrence? */
@Component
public class CheckInPoint {

    private final CheckInSettings settings;
    private final CodeKeys keys;

    CheckInPoint(CheckInSettings settings, CodeKeys keys) {
        this.settings = settings;
        this.keys = keys;
    }

    /** A refusal in the making. */
    record No(Reason reason, Map<String, Object> arguments) {
        static Optional<No> because(Reason reason) {
            return Optional.of(new No(reason, Map.of()));
        }

        static Optional<No> because(Reason reason, Map<String, Object> arguments) {
            return Optional.of(new No(reason, arguments));
        }
    }

    /** The code to show now. */
    CheckInCode current(Occurrence occurrence, Instant now) {
        return CheckInCode.of(occurrence, CheckInCode.step(now, settings.period()), keys);
    }

    /** Whether a scanned code is good now; what is nearest to right is explained. */
    Optional<No> admit(CheckInCode code, Occurrence occurrence, Instant now) {
        if (!code.isGenuine(occurrence, keys)) {
            return No.because(Reason.UNKNOWN_CODE);
        }
        Optional<No> state = state(occurrence, now);
        if (state.isPresent()) {
            return state;
        }
        // Another server's clock may be a little ahead; being behind is covered by the previous code.
        boolean early = now.plus(settings.skew()).isBefore(code.validFrom(settings.period()));
        boolean late = !now.isBefore(code.validUntil(settings.period()));
        return early || late ? No.because(Reason.EXPIRED_CODE) : Optional.empty();
    }

    /** Whether a ticket is good now. The doors are judged by the moment the code was scanned. */
    Optional<No> admit(CheckInTicket ticket, @Nullable String verifier, Occurrence occurrence, Instant now) {
        if (!ticket.isGenuine(occurrence, keys)) {
            return No.because(Reason.UNKNOWN_CODE);
        }
        if (now.isAfter(ticket.validUntil(settings.ticketLife()))) {
            return No.because(Reason.TICKET_EXPIRED);
        }
        if (!ticket.isVerifiedBy(verifier)) {
            return No.because(Reason.TICKET_NOT_YOURS);
        }
        return state(occurrence, ticket.scannedAt());
    }

    /** Whether the occurrence lets anybody in at this moment. */
    Optional<No> state(Occurrence occurrence, Instant at) {
        if (occurrence.cancelled() || occurrence.status() == ActivityStatus.CANCELLED) {
            return No.because(Reason.CANCELLED, Map.of("activityTitle", occurrence.activityTitle()));
        }
        if (occurrence.status() != ActivityStatus.PUBLISHED) {
            return No.because(Reason.CLOSED, Map.of("closedAt", occurrence.overAt()));
        }
        if (at.isBefore(occurrence.opensAt())) {
            return No.because(Reason.NOT_OPEN_YET, Map.of("opensAt", occurrence.opensAt()));
        }
        if (!at.isBefore(occurrence.overAt())) {
            return No.because(Reason.CLOSED, Map.of("closedAt", occurrence.overAt()));
        }
        return Optional.empty();
    }

    /** Whether the person is near enough, where the organiser asks for it. */
    Optional<No> here(Occurrence occurrence, @Nullable Location location) {
        Integer fence = occurrence.fenceMetres();
        if (fence == null) {
            return Optional.empty();
        }
        if (location == null) {
            return No.because(Reason.LOCATION_NEEDED);
        }
        return location.mayBeWithin(fence, occurrence.longitude(), occurrence.latitude())
                ? Optional.empty()
                : No.because(Reason.TOO_FAR, Map.of("fenceMetres", fence));
    }
}
