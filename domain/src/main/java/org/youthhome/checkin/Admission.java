package org.youthhome.checkin;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.kernel.ClientAddress;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/**
 * From what was scanned to the occurrence that it lets into: read, found, judged by {@link CheckInPoint}. Every no is
 * remembered ({@link RefusedCheckIns}), and who sends many unknown codes waits for each ({@link UnknownCodes}).
 */
@Component
class Admission {

    private final CheckInPoint point;
    private final RefusedCheckIns refused;
    private final UnknownCodes unknown;
    private final Occurrences occurrences;
    private final CheckInSettings settings;
    private final CodeKeys keys;
    private final Clock clock;

    Admission(
            CheckInPoint point,
            RefusedCheckIns refused,
            UnknownCodes unknown,
            Occurrences occurrences,
            CheckInSettings settings,
            CodeKeys keys,
            Clock clock) {
        this.point = point;
        this.refused = refused;
        this.unknown = unknown;
        this.occurrences = occurrences;
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /** What somebody was let in by. */
    record Admitted(
            Occurrence occurrence,
            Instant scannedAt,
            @Nullable UUID ticketId) {}

    /** Lets a person in by what they scanned, where they mean to be and are. */
    Mono<Admitted> admitted(CheckInDesk.Scan scan) {
        UUID personId = scan.personId();
        if (refused.recentTries(personId) >= settings.triesPerMinute()) {
            return Mono.error(refusal(new CheckInPoint.No(Reason.RATE_LIMITED, Map.of()), null, personId, scan.from()));
        }
        Instant now = now();
        String ticketText = scan.ticket();
        String codeText = scan.code();
        if (ticketText != null) {
            return CheckInTicket.read(ticketText)
                    .map(ticket -> occurrences
                            .byCodeNumber(ticket.codeNumber())
                            .switchIfEmpty(unknown(personId, scan.from()))
                            .flatMap(occurrence -> {
                                Optional<CheckInPoint.No> no = meant(scan, occurrence)
                                        .or(() -> point.admit(ticket, scan.verifier(), occurrence, now))
                                        .or(() -> point.here(occurrence, scan.location()));
                                return no.<Mono<Admitted>>map(because ->
                                                Mono.error(refusal(because, occurrence, personId, scan.from())))
                                        .orElseGet(() ->
                                                Mono.just(new Admitted(occurrence, ticket.scannedAt(), ticket.id())));
                            }))
                    .orElseGet(() -> unknown(personId, scan.from()));
        }
        if (codeText == null) {
            return Mono.error(Refusal.invalid("code", "required"));
        }
        return scanned(
                        codeText,
                        personId,
                        scan.from(),
                        code -> occurrence -> meant(scan, occurrence)
                                .or(() -> point.admit(code, occurrence, now))
                                .or(() -> point.here(occurrence, scan.location())))
                .map(occurrence -> new Admitted(occurrence, now, null));
    }

    private static Optional<CheckInPoint.No> meant(CheckInDesk.Scan scan, Occurrence occurrence) {
        return scan.occurrenceId() == null || scan.occurrenceId().equals(occurrence.id())
                ? Optional.empty()
                : CheckInPoint.No.because(Reason.WRONG_ACTIVITY, Map.of("activityTitle", occurrence.activityTitle()));
    }

    /** The occurrence whose code this is, if {@code judge} has nothing against it. */
    Mono<Occurrence> scanned(
            String text,
            @Nullable UUID personId,
            ClientAddress from,
            Function<CheckInCode, Function<Occurrence, Optional<CheckInPoint.No>>> judge) {
        return CheckInCode.read(text)
                .map(code -> occurrences
                        .byCodeNumber(code.codeNumber())
                        .filter(occurrence -> code.isGenuine(occurrence, keys))
                        .switchIfEmpty(unknown(personId, from))
                        .flatMap(occurrence -> judge.apply(code)
                                .apply(occurrence)
                                .<Mono<Occurrence>>map(no -> Mono.error(refusal(no, occurrence, personId, from)))
                                .orElseGet(() -> Mono.just(occurrence))))
                .orElseGet(() -> unknown(personId, from));
    }

    private <T> Mono<T> unknown(@Nullable UUID personId, ClientAddress from) {
        return Mono.error(() -> refusal(new CheckInPoint.No(Reason.UNKNOWN_CODE, Map.of()), null, personId, from)
                .heldFor(unknown.oneMore(from)));
    }

    /** The refusal as an answer, remembered. Every answer carries the server's time: its clock decides. */
    Refusal refusal(
            CheckInPoint.No no,
            @Nullable Occurrence occurrence,
            @Nullable UUID personId,
            @Nullable ClientAddress from) {
        refused.remember(
                no.reason(), occurrence == null ? null : occurrence.id(), personId, personId == null ? from : null);
        Map<String, Object> arguments = new HashMap<>(no.arguments());
        arguments.put(
                "serverTime", now().atZone(Times.CITY_ZONE).toOffsetDateTime().toString());
        return no.reason().refusal(arguments);
    }

    /** To the microsecond, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
