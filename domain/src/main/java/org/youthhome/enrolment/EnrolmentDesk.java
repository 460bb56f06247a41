package org.youthhome.enrolment;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.attendance.AttendanceFact;
import org.youthhome.attendance.Headcount;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.enrolment.EnrolmentDecisions.Decision;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.GroupCommit;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.WriterConnections;
import reactor.core.publisher.Mono;

/**
 * Where people take a place and give it up. Both are idempotent: the answer says how things stand, whether this request
 * or an earlier one made them so.
 *
 * <p>Wishes that arrive together are decided together, in the order of their arrival, and written in one transaction
 * ({@link GroupCommit}). It locks the people, so that two wishes of one person in two processes do not overlap unseen;
 * their enrolments, so that nobody checks in meanwhile; and, last, the places, so that none is given twice.
 */
@Component
public class EnrolmentDesk {

    private static final int LARGEST_BATCH = 256;
    private static final int MOST_WAITING = 16_384;
    private static final Duration HEADCOUNT_PATIENCE = Duration.ofMillis(300);

    private final GroupCommit<Wish, Answer> lane;
    private final WriterConnections connections;
    private final DatabaseClient database;
    private final Occurrences occurrences;
    private final EnrolmentHold hold;
    private final LiveHeadcount live;
    private final Ids ids;
    private final Clock clock;

    EnrolmentDesk(
            WriterConnections connections,
            DatabaseClient database,
            Occurrences occurrences,
            EnrolmentHold hold,
            LiveHeadcount live,
            Ids ids,
            Clock clock,
            MeterRegistry meters) {
        this.connections = connections;
        this.database = database;
        this.occurrences = occurrences;
        this.hold = hold;
        this.live = live;
        this.ids = ids;
        this.clock = clock;
        this.lane = new GroupCommit<>("enrolment", LARGEST_BATCH, MOST_WAITING, meters, this::write);
    }

    /** An enrolment as it stands, and whether this request made it. */
    public record Enrolled(Enrolment enrolment, boolean created) {}

    /** A decision, committed; {@code told} ends when the headcount has heard of it. */
    private record Answer(Decision decision, Mono<Headcount> told) {}

    /**
     * Takes a place, or changes what is held.
     *
     * @param companions 0 to 4; volunteers bring none
     */
    public Mono<Enrolled> enrol(UUID personId, UUID occurrenceId, EnrolledAs as, int companions) {
        if (as == EnrolledAs.VOLUNTEER && companions > 0) {
            return Mono.error(Refusal.invalid("companions", "volunteers_come_alone"));
        }
        return occurrences
                .byId(occurrenceId)
                .filter(occurrence ->
                        occurrence.status() != ActivityStatus.DRAFT && occurrence.status() != ActivityStatus.IN_REVIEW)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .flatMap(occurrence -> decided(new Wish.Enrol(ids.next(), occurrence, personId, as, companions, now()))
                        .flatMap(decision -> Mono.justOrEmpty(decision.row())
                                .map(row -> new Enrolled(enrolment(occurrence, row), decision.created()))));
    }

    /** Gives the place up; whoever holds none has none afterwards. */
    public Mono<Void> cancel(UUID personId, UUID occurrenceId) {
        return occurrences
                .byId(occurrenceId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .flatMap(occurrence -> decided(new Wish.Cancel(occurrence, personId, now())))
                .then();
    }

    private Mono<Decision> decided(Wish wish) {
        return lane.submit(wish).flatMap(answer -> {
            Refusal no = answer.decision().refusal();
            return no != null
                    ? Mono.error(no)
                    // Redis owes nobody an enrolment: what it was not told, it is told later.
                    : answer.told()
                            .timeout(HEADCOUNT_PATIENCE)
                            .onErrorComplete()
                            .then(Mono.just(answer.decision()));
        });
    }

    private Mono<List<Answer>> write(List<Wish> batch) {
        return connections
                .inTransaction(connection -> decide(connection, batch))
                // Somebody else wrote one of these rows between our look and our INSERT: look again.
                .onErrorMap(LaneSql::isDuplicate, GroupCommit.RetrySame::new)
                .map(decisions -> {
                    Map<UUID, Mono<Headcount>> told = tell(decisions);
                    List<Answer> answers = new ArrayList<>(batch.size());
                    for (int i = 0; i < batch.size(); i++) {
                        UUID occurrenceId = batch.get(i).occurrence().id();
                        answers.add(new Answer(decisions.get(i), told.getOrDefault(occurrenceId, Mono.empty())));
                    }
                    return answers;
                });
    }

    private Mono<List<Decision>> decide(Connection connection, List<Wish> batch) {
        return lockPeople(connection, batch).flatMap(people -> LockedEnrolments.lock(connection, keys(batch))
                .flatMap(enrolments -> {
                    List<Wish> open = open(batch, enrolments);
                    return here(connection, open, enrolments).flatMap(here -> Engagements.read(connection, open)
                            .flatMap(engagements -> LockedPlaces.lock(connection, occurrences(open))
                                    .flatMap(places -> {
                                        EnrolmentDecisions decisions =
                                                new EnrolmentDecisions(people, enrolments, places, engagements, here);
                                        List<Decision> decided = batch.stream()
                                                .map(decisions::decide)
                                                .toList();
                                        return LockedEnrolments.nobodyWasFaster(connection, turnedAway(batch, decided))
                                                .then(Mono.defer(() -> enrolments.save(connection)))
                                                .then(places.save(connection))
                                                .thenReturn(decided);
                                    })));
                }));
    }

    private static Set<PersonAt> turnedAway(List<Wish> batch, List<Decision> decided) {
        Set<PersonAt> turnedAway = new TreeSet<>();
        for (int i = 0; i < batch.size(); i++) {
            Decision decision = decided.get(i);
            Refusal no = decision.refusal();
            if (decision.row() == null && no != null && no.code().equals("full")) {
                turnedAway.add(batch.get(i).key());
            }
        }
        return turnedAway;
    }

    /** Locks the people, so that their wishes in other processes wait; answers those who exist. */
    private static Mono<Set<UUID>> lockPeople(Connection connection, List<Wish> batch) {
        List<UUID> people =
                batch.stream().map(Wish::personId).distinct().sorted().toList();
        return LaneSql.select(
                        connection,
                        "SELECT id FROM person FORCE INDEX (PRIMARY) WHERE id IN " + LaneSql.marks(people.size())
                                + " ORDER BY id FOR UPDATE",
                        people,
                        readable -> new Row(readable).id("id"))
                .map(Set::copyOf);
    }

    /** Without the wishes of those who wish for nothing but what they have: most of a crowd's repeats. */
    private static List<Wish> open(List<Wish> batch, LockedEnrolments enrolments) {
        Set<PersonAt> unmet = batch.stream()
                .filter(wish -> !wish.isMet(enrolments.of(wish.key())))
                .map(Wish::key)
                .collect(Collectors.toSet());
        return batch.stream().filter(wish -> unmet.contains(wish.key())).toList();
    }

    private Mono<Set<PersonAt>> here(Connection connection, List<Wish> open, LockedEnrolments enrolments) {
        Set<PersonAt> asked =
                keys(open).stream().filter(enrolments::isConfirmed).collect(Collectors.toSet());
        return asked.isEmpty() ? Mono.just(Set.of()) : hold.here(connection, asked);
    }

    private static Set<PersonAt> keys(List<Wish> wishes) {
        return wishes.stream().map(Wish::key).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<UUID> occurrences(List<Wish> wishes) {
        return wishes.stream().map(wish -> wish.occurrence().id()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Tells the headcount how each enrolment stands now; also where nothing changed, since an earlier try may have. */
    private Map<UUID, Mono<Headcount>> tell(List<Decision> decisions) {
        Map<UUID, Map<UUID, AttendanceFact>> facts = new HashMap<>();
        for (Decision decision : decisions) {
            EnrolmentRow row = decision.row();
            if (row != null) {
                // The later decision about the same row has the higher version.
                facts.computeIfAbsent(row.key().occurrenceId(), id -> new TreeMap<>())
                        .merge(row.id(), row.fact(), (one, other) -> one.rank() > other.rank() ? one : other);
            }
        }
        Map<UUID, List<AttendanceFact>> told = new HashMap<>();
        facts.forEach((occurrenceId, some) -> told.put(occurrenceId, List.copyOf(some.values())));
        return live.tell(told);
    }

    /** To the microsecond, as the database keeps it: what is answered first is what is read back later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** One's own enrolments, the latest first; confirmed ones and cancelled ones. */
    public Mono<Page<Enrolment>> of(UUID personId, @Nullable String after, int limit) {
        UUID before = after == null ? null : Cursor.parse(after, 1).id(0);
        return database.sql("""
                        SELECT %s FROM enrolment
                         WHERE person_id = :person AND id < :before
                         ORDER BY id DESC LIMIT :limit
                        """.formatted(LockedEnrolments.COLUMNS))
                .bind("person", Ids.bytes(personId))
                .bind("before", before == null ? Ids.bytes(new UUID(-1, -1)) : Ids.bytes(before))
                .bind("limit", limit + 1)
                .map(LockedEnrolments::read)
                .all()
                .collectList()
                .flatMap(rows -> occurrences
                        .byIds(rows.stream()
                                .map(row -> row.key().occurrenceId())
                                .toList())
                        .map(known -> rows.stream()
                                .flatMap(row -> Stream.ofNullable(
                                                known.get(row.key().occurrenceId()))
                                        .map(occurrence -> enrolment(occurrence, row)))
                                .toList()))
                .map(found -> Page.of(found, limit, enrolment -> Cursor.of(enrolment.id())));
    }

    private static Enrolment enrolment(Occurrence occurrence, EnrolmentRow row) {
        return new Enrolment(
                row.id(),
                occurrence,
                row.key().personId(),
                row.as(),
                row.companions(),
                row.confirmed(),
                row.createdAt());
    }
}
