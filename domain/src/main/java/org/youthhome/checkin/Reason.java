package org.youthhome.checkin;

import java.util.Locale;
import java.util.Map;
import org.youthhome.kernel.Refusal;

/** Why a scan was refused; stored with the refusal, and the {@code code} of the answer. */
public enum Reason {
    UNKNOWN_CODE(Refusal.Kind.INVALID),
    EXPIRED_CODE(Refusal.Kind.CONFLICT),
    WRONG_ACTIVITY(Refusal.Kind.CONFLICT),
    NOT_ENROLLED(Refusal.Kind.CONFLICT),
    NOT_OPEN_YET(Refusal.Kind.CONFLICT),
    CLOSED(Refusal.Kind.CONFLICT),
    CANCELLED(Refusal.Kind.CONFLICT),
    FULL(Refusal.Kind.CONFLICT),
    TOO_FAR(Refusal.Kind.CONFLICT),
    LOCATION_NEEDED(Refusal.Kind.CONFLICT),
    ROLE_NEEDED(Refusal.Kind.CONFLICT),
    BLOCKED(Refusal.Kind.FORBIDDEN),
    RATE_LIMITED(Refusal.Kind.LIMITED),
    TICKET_EXPIRED(Refusal.Kind.CONFLICT),
    TICKET_USED(Refusal.Kind.CONFLICT),
    TICKET_NOT_YOURS(Refusal.Kind.CONFLICT),
    ANNULLED(Refusal.Kind.CONFLICT),
    NOT_CHECKED_IN(Refusal.Kind.CONFLICT);

    private final Refusal.Kind kind;

    Reason(Refusal.Kind kind) {
        this.kind = kind;
    }

    /** As the database and the contract write it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    Refusal refusal(Map<String, Object> arguments) {
        return Refusal.of(kind, code(), arguments);
    }
}
