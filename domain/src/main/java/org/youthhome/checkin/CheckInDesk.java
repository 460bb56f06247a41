package org.youthhome.checkin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.attendance.Headcount;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.identity.People;
import org.youthhome.kernel.ClientAddress;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

/**
 * Where people check in and out. Each use case: let {@link Admission} judge what was scanned, write it to the log, answer
 * after the commit.
 */
@Component
public class CheckInDesk {

    /** How long an answer waits for its headcount before it carries the last known one. */
    private static final Duration HEADCOUNT_PATIENCE = Duration.ofMillis(50);

    private final Admission admission;
    private final CheckInPoint point;
    private final CheckInLog arrivals;
    private final CheckOutLog departures;
    private final Occurrences occurrences;
    private final OtherEnrolments otherEnrolments;
    private final People people;
    private final LiveHeadcount live;
    private final CheckInSettings settings;
    private final CodeKeys keys;
    private final Ids ids;
    private final Clock clock;

    CheckInDesk(
            Admission admission,
            CheckInPoint point,
            CheckInLog arrivals,
            CheckOutLog departures,
            Occurrences occurrences,
            OtherEnrolments otherEnrolments,
            People people,
            LiveHeadcount live,
            CheckInSettings settings,
            CodeKeys keys,
            Ids ids,
            Clock clock) {
        this.admission = admission;
        this.point = point;
        this.arrivals = arrivals;
        this.departures = departures;
        this.occurrences = occurrences;
        this.otherEnrolments = otherEnrolments;
        this.people = people;
        this.live = live;
        this.settings = settings;
        this.keys = keys;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What a person's phone sends.
     *
     * @param code the scanned code, bare or as link; this or {@code ticket}
     * @param verifier shows that the ticket is the scanner's own, where it was taken out with a challenge
     * @param nonce made by the client for this try, 8 to 64 characters; the same for its repeats
     * @param as what a walk-in comes as
     * @param occurrenceId the occurrence the person means, where the page knows it
     * @param from where the phone is in the network
     */
    public record Scan(
            UUID personId,
            @Nullable String code,
            @Nullable String ticket,
            @Nullable String verifier,
            String nonce,
            @Nullable EnrolledAs as,
            @Nullable UUID occurrenceId,
            @Nullable Location location,
            ClientAddress from) {}

    /**
     * A check-in as its answer tells it.
     *
     * @param first whether this request made it
     * @param alreadyCheckedIn whether another try, with another nonce, had made it before
     */
    public record Receipt(
            CheckIn checkIn,
            Occurrence occurrence,
            boolean first,
            boolean alreadyCheckedIn,
            Headcount headcount,
            Instant serverTime) {}

    /** The code to show now, with its times. */
    public record ShownCode(String code, Instant validFrom, Instant nextAt, Instant validUntil) {}

    /** A ticket, with what it lets into. */
    public record IssuedTicket(String ticket, Occurrence occurrence, Instant validUntil) {}

    /** The code that a screen shows now. */
    public Mono<ShownCode> shownCode(UUID occurrenceId) {
        return occurrences
                .byId(occurrenceId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .map(occurrence -> {
                    CheckInCode code = point.current(occurrence, now());
                    Duration period = settings.period();
                    return new ShownCode(
                            code.text(), code.validFrom(period), code.nextAt(period), code.validUntil(period));
                });
    }

    /** What a code leads to, for whoever opens its link in a browser; says nothing about anybody. */
    public Mono<Occurrence> look(String scanned, ClientAddress from) {
        return admission.scanned(scanned, null, from, code -> occurrence -> Optional.empty());
    }

    /**
     * Takes out a ticket for a code that is good now.
     *
     * @param challenge base64url of the S256 of a verifier (RFC 7636), or null
     */
    public Mono<IssuedTicket> ticket(String scanned, @Nullable String challenge, ClientAddress from) {
        byte[] hash;
        try {
            hash = challenge == null ? null : Base64.getUrlDecoder().decode(challenge);
        } catch (IllegalArgumentException notBase64) {
            return Mono.error(Refusal.invalid("challenge", "challenge_invalid"));
        }
        if (hash != null && hash.length != 32) {
            return Mono.error(Refusal.invalid("challenge", "challenge_invalid"));
        }
        Instant now = now();
        return admission
                .scanned(scanned, null, from, code -> occurrence -> point.admit(code, occurrence, now))
                .map(occurrence -> {
                    CheckInTicket ticket = CheckInTicket.of(occurrence, ids.next(), now, hash, keys);
                    return new IssuedTicket(ticket.text(), occurrence, ticket.validUntil(settings.ticketLife()));
                });
    }

    /** Checks a person in by what they scanned. */
    public Mono<Receipt> checkIn(Scan scan) {
        return admission.admitted(scan).flatMap(in -> {
            Occurrence occurrence = in.occurrence();
            Arrival arrival = new Arrival(
                    ids.next(),
                    ids.next(),
                    occurrence,
                    scan.personId(),
                    scan.as(),
                    scan.nonce(),
                    in.ticketId() == null ? Means.CODE : Means.TICKET,
                    in.ticketId(),
                    null,
                    scan.location() == null || occurrence.fenceMetres() == null ? null : "near",
                    in.scannedAt(),
                    now());
            return arrivals.record(arrival).flatMap(outcome -> receipt(outcome, occurrence, scan.personId()));
        });
    }

    /** Checks a person out by what they scanned. */
    public Mono<Receipt> checkOut(Scan scan) {
        return admission.admitted(scan).flatMap(in -> departures
                .record(new CheckOutLog.Departure(
                        in.occurrence(),
                        scan.personId(),
                        scan.nonce(),
                        in.ticketId() == null ? Means.CODE : Means.TICKET,
                        in.scannedAt()))
                .flatMap(outcome -> receipt(outcome, in.occurrence(), scan.personId())));
    }

    /** Checks a person in from the roster, by a worker of the place; places may be exceeded. */
    public Mono<Receipt> checkInByStaff(
            UUID occurrenceId, UUID personId, @Nullable EnrolledAs as, String nonce, UUID staffId) {
        Instant now = now();
        return occurrences
                .byId(occurrenceId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .flatMap(occurrence -> {
                    Optional<CheckInPoint.No> no = point.state(occurrence, now);
                    if (no.isPresent()) {
                        return Mono.error(admission.refusal(no.get(), occurrence, personId, null));
                    }
                    Arrival arrival = new Arrival(
                            ids.next(),
                            ids.next(),
                            occurrence,
                            personId,
                            as,
                            nonce,
                            Means.STAFF,
                            null,
                            staffId,
                            null,
                            now,
                            now);
                    return people.get(personId)
                            .then(arrivals.record(arrival))
                            .flatMap(outcome -> receipt(outcome, occurrence, personId));
                });
    }

    /** To the microsecond, as the database keeps it: what is answered first is what is read back later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Mono<Receipt> receipt(CheckInOutcome outcome, Occurrence occurrence, UUID personId) {
        if (outcome instanceof CheckInOutcome.TurnedAway no) {
            if (no.reason() == Reason.NOT_ENROLLED) {
                return explained(occurrence, personId);
            }
            return Mono.error(
                    admission.refusal(new CheckInPoint.No(no.reason(), no.arguments()), occurrence, personId, null));
        }
        CheckInOutcome.Recorded recorded = (CheckInOutcome.Recorded) outcome;
        return recorded.headcount()
                .timeout(HEADCOUNT_PATIENCE)
                .onErrorResume(late -> Mono.empty())
                .switchIfEmpty(Mono.defer(() -> live.lastKnown(occurrence.id())))
                .map(headcount -> new Receipt(
                        recorded.checkIn(), occurrence, recorded.first(), !recorded.replay(), headcount, now()));
    }

    /** Not enrolled here: perhaps at the wrong door. */
    private Mono<Receipt> explained(Occurrence occurrence, UUID personId) {
        Instant now = now();
        return otherEnrolments
                .openNow(personId, now)
                .map(title -> new CheckInPoint.No(
                        Reason.WRONG_ACTIVITY,
                        Map.of("activityTitle", occurrence.activityTitle(), "yourActivityTitle", title)))
                .defaultIfEmpty(
                        new CheckInPoint.No(Reason.NOT_ENROLLED, Map.of("activityTitle", occurrence.activityTitle())))
                .flatMap(no -> Mono.error(admission.refusal(no, occurrence, personId, null)));
    }
}
