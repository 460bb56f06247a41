package org.youthhome.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.r2dbc.core.DatabaseClient;
import org.youthhome.activity.ActivityDesk;
import org.youthhome.activity.ActivityPlan;
import org.youthhome.activity.ActivityTerms;
import org.youthhome.identity.CityClaims;
import org.youthhome.identity.People;
import org.youthhome.identity.Profile;
import org.youthhome.identity.Role;
import org.youthhome.identity.RoleInvitations;
import org.youthhome.identity.Sessions;
import org.youthhome.kernel.Ids;
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
            DatabaseClient database,
            Clock clock) {
        this.sessions = sessions;
        this.claims = claims;
        this.invitations = invitations;
        this.people = people;
        this.places = places;
        this.territory = territory;
        this.activities = activities;
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
                .concatMap(planned -> stillThere(planned.texts().title())
                        .filter(there -> !there)
                        .flatMap(gone -> publish(planned)))
                .then();
    }

    private Mono<Void> publish(DemonstrationPlan.PlannedActivity planned) {
        return home(planned.home()).flatMap(home -> {
            ActivityPlan plan = new ActivityPlan(
                    home,
                    planned.programme(),
                    planned.texts(),
                    new ActivityTerms(
                            planned.walkIn(),
                            true,
                            planned.showsArrivals(),
                            ActivityTerms.DOORS_OPEN_MINUTES,
                            null,
                            null),
                    planned.occurrences());
            return person(publisher(planned.home()))
                    .flatMap(worker -> activities
                            .create(worker, plan)
                            .flatMap(draft -> activities.publish(worker, draft.id(), null)))
                    .then();
        });
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

    /** Whether an activity of this title still has an hour to go. */
    private Mono<Boolean> stillThere(String title) {
        Instant enough = clock.instant().plus(LONG_ENOUGH);
        return database.sql("""
                        SELECT COUNT(*) AS there FROM activity
                         WHERE title = :title AND status = 'published' AND last_ends_at > :enough
                        """)
                .bind("title", title)
                .bind("enough", Times.column(enough))
                .map(row -> row.get("there", Long.class) > 0)
                .one();
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
