package org.youthhome.checkin.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.attendance.HeadcountFeed;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.attendance.web.HeadcountView;
import org.youthhome.checkin.CheckInDesk;
import org.youthhome.checkin.Roster;
import org.youthhome.checkin.Screens;
import org.youthhome.kernel.PublicAddress;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a paired wall screen is told as long as it listens: the activity, each new code, the count, the arrivals. */
@Component
class ScreenShow {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration CODE_LOOK = Duration.ofMillis(250);
    private static final Duration STATE_LOOK = Duration.ofSeconds(2);
    private static final Duration ARRIVALS_LOOK = Duration.ofSeconds(1);
    private static final Duration ARRIVALS_AGAIN = Duration.ofSeconds(10);
    private static final int LAST_ARRIVALS = 6;

    private final CheckInDesk desk;
    private final Screens screens;
    private final Occurrences occurrences;
    private final HeadcountFeed feed;
    private final LiveHeadcount live;
    private final Roster roster;
    private final PublicAddress address;
    private final Clock clock;

    ScreenShow(
            CheckInDesk desk,
            Screens screens,
            Occurrences occurrences,
            HeadcountFeed feed,
            LiveHeadcount live,
            Roster roster,
            PublicAddress address,
            Clock clock) {
        this.desk = desk;
        this.screens = screens;
        this.occurrences = occurrences;
        this.feed = feed;
        this.live = live;
        this.roster = roster;
        this.address = address;
        this.clock = clock;
    }

    record ScreenView(
            UUID occurrenceId,
            String activityTitle,
            String youthHomeName,
            Instant startsAt,
            Instant endsAt,
            Instant checkInOpensAt,
            ActivityStatus status,
            boolean showsHeadcount) {}

    /**
     * The code to show.
     *
     * @param asOf when this was sent: the screen takes its time from the clock that judges the code, since its own may be
     *     wrong and a {@code Date} header may be a proxy's
     */
    record CodeView(
            String code,
            String url,
            Instant validFrom,
            Instant validUntil,
            Instant nextAt,
            Instant asOf,
            String qrSvg) {}

    record MinuteView(Instant minute, long people) {}

    record ArrivalView(String name, Instant at) {}

    /**
     * Who came.
     *
     * @param perMinute absent while nobody can say, which is another thing than nobody having come
     */
    record ArrivalsView(@Nullable List<MinuteView> perMinute, List<ArrivalView> last) {}

    record ClosedView(String reason) {}

    Flux<ServerSentEvent<Object>> events(UUID screenId, UUID occurrenceId) {
        Flux<ServerSentEvent<Object>> state = Flux.interval(Duration.ZERO, STATE_LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> occurrences.byId(occurrenceId).onErrorResume(away -> Mono.empty()))
                .map(ScreenShow::view)
                .distinctUntilChanged()
                .concatMap(view -> view.status() == ActivityStatus.PUBLISHED
                        ? Flux.just(event("screen", (Object) view))
                        : Flux.just(
                                event("screen", view),
                                event(
                                        "closed",
                                        new ClosedView(
                                                view.status() == ActivityStatus.CANCELLED ? "cancelled" : "closed"))));
        Flux<ServerSentEvent<Object>> codes = Flux.interval(Duration.ZERO, CODE_LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> desk.shownCode(occurrenceId).onErrorResume(away -> Mono.empty()))
                .distinctUntilChanged(CheckInDesk.ShownCode::code)
                .map(this::code);
        Flux<ServerSentEvent<Object>> numbers = feed.watch(occurrenceId)
                .map(headcount -> ServerSentEvent.<Object>builder(HeadcountView.of(headcount))
                        .event("headcount")
                        .id(headcount.version())
                        .build());
        Flux<ServerSentEvent<Object>> arrivals = feed.watch(occurrenceId)
                .sample(ARRIVALS_LOOK)
                .map(headcount -> occurrenceId)
                // Nobody may come any more when Redis is back; the curve comes back nevertheless.
                .mergeWith(Flux.interval(Duration.ZERO, ARRIVALS_AGAIN).map(tick -> occurrenceId))
                .onBackpressureLatest()
                .concatMap(this::arrivals, 1)
                .distinctUntilChanged()
                .map(view -> event("arrivals", view));
        Flux<ServerSentEvent<Object>> heartbeats = Flux.interval(Duration.ZERO, HEARTBEAT)
                .onBackpressureDrop()
                .map(beat -> ServerSentEvent.builder().comment("beat").build());
        // A screen that was unpaired, or given another occurrence, is told so and hears nothing more.
        Flux<ServerSentEvent<Object>> unpaired = Flux.interval(STATE_LOOK, STATE_LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> screens.byId(screenId)
                        .map(screen -> occurrenceId.equals(screen.occurrenceId()))
                        .defaultIfEmpty(false)
                        .onErrorReturn(true))
                .filter(still -> !still)
                .take(1)
                .map(gone -> event("closed", new ClosedView("unpaired")));
        return Flux.merge(state, codes, numbers, arrivals, heartbeats)
                .mergeWith(unpaired)
                .takeUntil(event -> event.data() instanceof ClosedView closed && "unpaired".equals(closed.reason()));
    }

    private Mono<ArrivalsView> arrivals(UUID occurrenceId) {
        Mono<Optional<List<MinuteView>>> perMinute = live.arrivals(occurrenceId)
                .map(byMinute -> Optional.of(byMinute.entrySet().stream()
                        .map(entry -> new MinuteView(entry.getKey(), entry.getValue()))
                        .toList()))
                .defaultIfEmpty(Optional.empty());
        Mono<List<ArrivalView>> last = occurrences
                .byId(occurrenceId)
                .filter(Occurrence::showsArrivals)
                .flatMap(shown -> roster.lastArrivals(occurrenceId, LAST_ARRIVALS))
                .map(lines -> lines.stream()
                        .map(line -> new ArrivalView(
                                line.displayName(), java.util.Objects.requireNonNull(line.checkedInAt())))
                        .toList());
        return Mono.zip(perMinute, last.defaultIfEmpty(List.of()))
                .map(both -> new ArrivalsView(both.getT1().orElse(null), both.getT2()))
                .onErrorResume(away -> Mono.empty());
    }

    private ServerSentEvent<Object> code(CheckInDesk.ShownCode shown) {
        String url = address.link("/c/" + shown.code());
        return event(
                "code",
                new CodeView(
                        shown.code(),
                        url,
                        shown.validFrom(),
                        shown.validUntil(),
                        shown.nextAt(),
                        clock.instant(),
                        QrCode.of(url).svg()));
    }

    private static ScreenView view(Occurrence occurrence) {
        return new ScreenView(
                occurrence.id(),
                occurrence.activityTitle(),
                occurrence.youthHomeName(),
                occurrence.startsAt(),
                occurrence.endsAt(),
                occurrence.opensAt(),
                occurrence.cancelled() ? ActivityStatus.CANCELLED : occurrence.status(),
                occurrence.showsHeadcount());
    }

    private static ServerSentEvent<Object> event(String name, Object told) {
        return ServerSentEvent.builder(told).event(name).build();
    }
}
