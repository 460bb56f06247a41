package org.youthhome.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.r2dbc.core.DatabaseClient;
import org.youthhome.activity.ActivityDesk;
import org.youthhome.activity.ActivityPlan;
import org.youthhome.activity.ActivityPlan.OccurrencePlan;
import org.youthhome.activity.ActivityPublishing;
import org.youthhome.activity.ActivityTerms;
import org.youthhome.identity.CityClaims;
import org.youthhome.identity.People;
import org.youthhome.identity.Profile;
import org.youthhome.identity.Role;
import org.youthhome.identity.RoleInvitations;
import org.youthhome.identity.Sessions;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.PlaceImport;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Fills an empty product as its users would: somebody of the city office claims the city, imports places and homes,
 * invites the workers, and the workers publish. Started again, it only lays anew what is over.
 */
public class Demonstration implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(Demonstration.class);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(60);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Sessions sessions;
    private final CityClaims claims;
    private final RoleInvitations invitations;
    private final People people;
    private final PlaceImport places;
    private final Territory territory;
    private final ActivityDesk activities;
    private final ActivityPublishing publishing;
    private final DatabaseClient database;
    private final Clock clock;

    public Demonstration(
            Sessions sessions,
            CityClaims claims,
            RoleInvitations invitations,
            People people,
            PlaceImport places,
            Territory territory,
            ActivityDesk activities,
            ActivityPublishing publishing,
            DatabaseClient database,
            Clock clock) {
        this.sessions = sessions;
        this.claims = claims;
        this.invitations = invitations;
        this.people = people;
        this.places = places;
        this.territory = territory;
        this.activities = activities;
        this.publishing = publishing;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        // The main thread, before the product says that it is up.
        openTheCity().then(publish()).block(PATIENCE);
    }

    private Mono<Void> openTheCity() {
        return claims.offer().flatMap(code -> person("city").flatMap(city -> claims.claim(
                        city, code, DemonstrationPlan.CITY)
                .then(named(city, "团市委值班"))
                .then(places.run(city, DemonstrationPlan.places()))
                .thenMany(Flux.fromIterable(DemonstrationPlan.ACCOUNTS).concatMap(account -> appoint(city, account)))
                .then(Mono.fromRunnable(() -> LOG.info("The demonstration's places and people are there")))));
    }

    private Mono<Void> appoint(UUID city, DemonstrationAccount account) {
        return place(account.place())
                .flatMap(place -> invitations.invite(city, account.role(), place))
                .flatMap(invitation -> person(account.name()).flatMap(person -> invitations
                        .accept(person, invitation.token())
                        .then(named(person, account.nickname()))));
    }

    private Mono<Void> publish() {
        ZonedDateTime now = clock.instant().atZone(Times.CITY_ZONE);
        return Flux.fromIterable(DemonstrationPlan.activities(now))
                .concatMap(planned -> there(planned.texts().title())
                        .flatMap(there -> refresh(planned, there).thenReturn(true))
                        .switchIfEmpty(Mono.defer(() -> publish(planned).thenReturn(true))))
                .then();
    }

    private Mono<Void> publish(DemonstrationPlan.PlannedActivity planned) {
        return plan(planned, planned.occurrences()).flatMap(plan -> person(publisher(planned.home()))
                .flatMap(worker ->
                        activities.create(worker, plan).flatMap(draft -> publishing.publish(worker, draft.id(), null)))
                .then());
    }

    /** Lays another occurrence for now where the one of the last start is over, or nearly. */
    private Mono<Void> refresh(DemonstrationPlan.PlannedActivity planned, There there) {
        Instant now = clock.instant();
        boolean runs = planned.occurrences().stream()
                .anyMatch(occurrence -> !occurrence.startsAt().isAfter(now));
        boolean stillRuns = there.occurrences().stream()
                .anyMatch(occurrence -> !occurrence.startsAt().isAfter(now)
                        && occurrence.endsAt().isAfter(now.plus(LONG_ENOUGH)));
        if (!runs || stillRuns) {
            return Mono.empty();
        }
        List<OccurrencePlan> all = new ArrayList<>(there.occurrences());
        all.add(DemonstrationPlan.runningNow(now.atZone(Times.CITY_ZONE)));
        return plan(planned, all)
                .flatMap(plan -> person(publisher(planned.home()))
                        .flatMap(worker -> activities.edit(worker, there.id(), there.version(), plan)))
                .then();
    }

    private Mono<ActivityPlan> plan(DemonstrationPlan.PlannedActivity planned, List<OccurrencePlan> occurrences) {
        return home(planned.home())
                .map(home -> new ActivityPlan(
                        home,
                        planned.programme(),
                        planned.texts(),
                        new ActivityTerms(
                                planned.walkIn(),
                                true,
                                planned.showsArrivals(),
                                ActivityTerms.DOORS_OPEN_MINUTES,
                                null,
                                null,
                                Set.of()),
                        occurrences));
    }

    /** Who runs the home; the one without a worker of its own is the city's for the time being. */
    private static String publisher(String home) {
        return switch (home) {
            case "骥江里青年之家" -> "worker-1";
            case "江畔青年之家" -> "worker-2";
            case "新苑青年之家" -> "worker-3";
            default -> "city";
        };
    }

    /** What an earlier start laid and is not over. */
    private record There(UUID id, int version, List<OccurrencePlan> occurrences) {}

    private Mono<There> there(String title) {
        return database.sql("""
                        SELECT id, version FROM activity
                         WHERE title = :title AND status = 'published' AND last_ends_at > :enough
                         ORDER BY last_ends_at DESC LIMIT 1
                        """)
                .bind("title", title)
                .bind("enough", Times.column(clock.instant().plus(LONG_ENOUGH)))
                .map(readable -> new There(new Row(readable).id("id"), new Row(readable).number("version"), List.of()))
                .one()
                .flatMap(found -> occurrences(found.id()).map(list -> new There(found.id(), found.version(), list)));
    }

    private Mono<List<OccurrencePlan>> occurrences(UUID activity) {
        return database.sql("""
                        SELECT o.id, o.starts_at, o.ends_at, p.capacity AS participants, v.capacity AS volunteers
                          FROM occurrence o
                          JOIN places p ON p.occurrence_id = o.id AND p.enrolled_as = 'participant'
                          JOIN places v ON v.occurrence_id = o.id AND v.enrolled_as = 'volunteer'
                         WHERE o.activity_id = :activity
                        """)
                .bind("activity", Ids.bytes(activity))
                .map(readable -> {
                    Row row = new Row(readable);
                    return new OccurrencePlan(
                            row.id("id"),
                            row.instant("starts_at"),
                            row.instant("ends_at"),
                            null,
                            null,
                            row.number("participants"),
                            row.number("volunteers"));
                })
                .all()
                .collectList();
    }

    private Mono<UUID> person(String name) {
        return sessions.begin("demo:" + name, null)
                .map(session -> session.person().id());
    }

    private Mono<Void> named(UUID person, String nickname) {
        return people.change(person, new Profile(nickname, null, List.of(), null), null)
                .then();
    }

    private Mono<UUID> place(String name) {
        return territory.tree().map(tree -> tree.all().stream()
                .filter(place -> place.name().equals(name))
                .map(Place::id)
                .findFirst()
                .orElseThrow());
    }

    private Mono<UUID> home(String name) {
        return database.sql("SELECT id FROM youth_home WHERE name = :name")
                .bind("name", name)
                .map(row -> Ids.of(row.get("id", byte[].class)))
                .one();
    }

    /** The accounts as the start page lists them. */
    static List<DemonstrationAccount> accounts() {
        List<DemonstrationAccount> accounts = new ArrayList<>();
        accounts.add(
                new DemonstrationAccount("city", "团市委值班", Role.CITY_LEAGUE, DemonstrationPlan.CITY, "团市委 city league"));
        accounts.addAll(DemonstrationPlan.ACCOUNTS);
        return accounts;
    }
}
