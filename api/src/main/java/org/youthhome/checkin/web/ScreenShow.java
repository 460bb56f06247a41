package org.youthhome.checkin.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.attendance.HeadcountFeed;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.attendance.web.ClosedView;
import org.youthhome.attendance.web.EventStream;
import org.youthhome.checkin.CheckInDesk;
import org.youthhome.checkin.Roster;
import org.youthhome.checkin.Screens;
import org.youthhome.kernel.PublicAddress;
import org.youthhome.kernel.QrCode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a paired wall screen is told as long as it listens: the activity, each new code, the count, the arrivals. */
@Component
class ScreenShow {

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
    private final EventStream stream;
    private final PublicAddress address;
    private final Clock clock;
    /** One that is forgotten while screens still show it is shared by those; the next to come begin another. */
    private final Cache<UUID, Shared> shared = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    ScreenShow(
            CheckInDesk desk,
            Screens screens,
            Occurrences occurrences,
            HeadcountFeed feed,
            LiveHeadcount live,
            Roster roster,
            EventStream stream,
            PublicAddress address,
            Clock clock) {
        this.desk = desk;
        this.screens = screens;
        this.occurrences = occurrences;
        this.feed = feed;
        this.live = live;
        this.roster = roster;
        this.stream = stream;
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

    /** What all screens of one occurrence are told, made once for them; who comes later hears the latest of it. */
    private record Shared(Flux<byte[]> states, Flux<Drawn> codes, Flux<byte[]> numbers, Flux<byte[]> arrivals) {}

    /** A code with its picture. */
    private record Drawn(CheckInDesk.ShownCode shown, String url, String svg) {}

    Mono<Void> play(UUID screenId, UUID occurrenceId, ServerHttpResponse response) {
        Shared told = shared.get(occurrenceId, this::share);
        // A screen that was unpaired, or given another occurrence, is told so and hears nothing more.
        Mono<byte[]> unpaired = Flux.interval(STATE_LOOK, STATE_LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> screens.byId(screenId)
                        .map(screen -> occurrenceId.equals(screen.occurrenceId()))
                        .defaultIfEmpty(false)
                        .onErrorReturn(true))
                .filter(still -> !still)
                .next()
                .map(gone -> stream.event("closed", new ClosedView("unpaired")));
        return stream.send(
                response,
                unpaired,
                List.of(told.states(), told.codes().map(this::code), told.numbers(), told.arrivals()));
    }

    private Shared share(UUID occurrenceId) {
        Flux<byte[]> states = Flux.interval(Duration.ZERO, STATE_LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> occurrences.byId(occurrenceId).onErrorResume(away -> Mono.empty()))
                .map(ScreenShow::view)
                .distinctUntilChanged()
                .map(this::state);
        Flux<Drawn> codes = Flux.interval(Duration.ZERO, CODE_LOOK)
                .onBackpressureDrop()
                .concatMap(tick -> desk.shownCode(occurrenceId).onErrorResume(away -> Mono.empty()))
                .distinctUntilChanged(CheckInDesk.ShownCode::code)
                .map(shown -> {
                    String url = address.link("/c/" + shown.code());
                    return new Drawn(shown, url, QrCode.of(url).svg());
                });
        Flux<byte[]> arrivals = feed.watch(occurrenceId)
                .sample(ARRIVALS_LOOK)
                .map(headcount -> occurrenceId)
                // Nobody may come any more when Redis is back; the curve comes back nevertheless.
                .mergeWith(Flux.interval(Duration.ZERO, ARRIVALS_AGAIN).map(tick -> occurrenceId))
                .onBackpressureLatest()
                .concatMap(this::arrivals, 1)
                .distinctUntilChanged()
                .map(view -> stream.event("arrivals", view));
        return new Shared(
                states.replay(1).refCount(),
                codes.replay(1).refCount(),
                feed.watch(occurrenceId).map(stream::headcount),
                arrivals.replay(1).refCount());
    }

    private byte[] state(ScreenView view) {
        byte[] shown = stream.event("screen", view);
        if (view.status() == ActivityStatus.PUBLISHED) {
            return shown;
        }
        // One piece, so that nobody hears the second without the first.
        byte[] closed = stream.event(
                "closed", new ClosedView(view.status() == ActivityStatus.CANCELLED ? "cancelled" : "closed"));
        byte[] both = Arrays.copyOf(shown, shown.length + closed.length);
        System.arraycopy(closed, 0, both, shown.length, closed.length);
        return both;
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

    /** For one screen, since it says when it was sent. */
    private byte[] code(Drawn drawn) {
        CheckInDesk.ShownCode shown = drawn.shown();
        return stream.event(
                "code",
                new CodeView(
                        shown.code(),
                        drawn.url(),
                        shown.validFrom(),
                        shown.validUntil(),
                        shown.nextAt(),
                        clock.instant(),
                        drawn.svg()));
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
}
