package org.youthhome.notification;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.PeriodicWork;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import org.youthhome.notification.Recipients.Recipient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings announcements into inboxes, a batch of people in one transaction, right after the commit and, should the
 * process have died then, soon after by another one. The announcement's row is locked for the batch and remembers how
 * far it came: two processes take turns, and nobody is told twice.
 */
@Component
class NoticeDelivery extends PeriodicWork {

    private static final Logger LOG = LoggerFactory.getLogger(NoticeDelivery.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** Rows of one batch: more than one person can have in one announcement, which is an activity's occurrences. */
    private static final int BATCH = 500;

    private static final int COLUMNS = 6;

    private final DatabaseClient database;
    private final ObjectProvider<Recipients> recipients;
    private final Ids ids;
    private final Clock clock;
    private final TransactionalOperator transaction;

    private record Open(
            UUID id,
            @Nullable UUID personId,
            Told told,
            Instant at,
            @Nullable UUID deliveredTo) {}

    private record Notice(UUID personId, Told told) {}

    /** @param recipients asked when there is something to deliver: who knows them is made later than this */
    NoticeDelivery(
            DatabaseClient database,
            ObjectProvider<Recipients> recipients,
            Ids ids,
            Clock clock,
            TransactionalOperator transaction) {
        super(EVERY);
        this.database = database;
        this.recipients = recipients;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Delivers all that is due; answers how many batches it took. */
    Mono<Long> run() {
        return next().expand(done -> next()).count();
    }

    /** One batch; empty when nothing is due. */
    private Mono<UUID> next() {
        return database.sql(
                        "SELECT id FROM announcement WHERE done = FALSE AND due_at <= :now ORDER BY due_at, id LIMIT 1")
                .bind("now", Times.column(clock.instant()))
                .map(row -> new Row(row).id("id"))
                .one()
                .flatMap(id -> batch(id)
                        .onErrorResume(fault -> {
                            LOG.warn("Announcement {} waits: {}", id, fault.toString());
                            return postpone(id);
                        })
                        .thenReturn(id));
    }

    private Mono<Void> batch(UUID id) {
        return database.sql("""
                        SELECT id, person_id, content, announced_at, delivered_to FROM announcement
                         WHERE id = :id AND done = FALSE FOR UPDATE
                        """)
                .bind("id", Ids.bytes(id))
                .map(NoticeDelivery::open)
                .one()
                .flatMap(this::deliver)
                .as(transaction::transactional);
    }

    private Mono<Void> deliver(Open open) {
        UUID personId = open.personId();
        if (personId != null) {
            return write(open, List.of(new Notice(personId, open.told()))).then(progress(open.id(), null, true));
        }
        List<UUID> about = open.told().occurrences().stream()
                .map(Told.Change::occurrenceId)
                .toList();
        if (about.isEmpty()) {
            return progress(open.id(), null, true);
        }
        return recipients
                .getObject()
                .of(about, open.at(), open.deliveredTo(), BATCH)
                .flatMap(found -> {
                    boolean last = found.size() < BATCH;
                    Map<UUID, List<Recipient>> people = found.stream()
                            .collect(Collectors.groupingBy(
                                    Recipient::personId, LinkedHashMap::new, Collectors.toList()));
                    List<UUID> inOrder = new ArrayList<>(people.keySet());
                    if (!last) {
                        // Some of this person's rows may lie beyond the batch.
                        people.remove(inOrder.remove(inOrder.size() - 1));
                    }
                    List<Notice> notices = people.entrySet().stream()
                            .flatMap(person -> notice(open.told(), person.getKey(), person.getValue()).stream())
                            .toList();
                    UUID to = inOrder.isEmpty() ? null : inOrder.get(inOrder.size() - 1);
                    return write(open, notices).then(progress(open.id(), to, last));
                });
    }

    /** What of it concerns this person; empty when nothing does. */
    private static Optional<Notice> notice(Told told, UUID personId, List<Recipient> places) {
        Map<UUID, Told.Change> changes =
                told.occurrences().stream().collect(Collectors.toMap(Told.Change::occurrenceId, change -> change));
        List<Told.Change> own = new ArrayList<>();
        for (Recipient place : places) {
            Told.Change change = changes.get(place.occurrenceId());
            if (change == null) {
                continue;
            }
            Told.Hours before = change.before();
            Told.Hours now = change.now().as(place.volunteer());
            Told.Hours was = before == null ? null : before.as(place.volunteer());
            boolean moved = was != null && !was.equals(now);
            if (moved || change.cancelled() || told.place() != null) {
                own.add(new Told.Change(change.occurrenceId(), change.cancelled(), now, moved ? was : null));
            }
        }
        return own.isEmpty() ? Optional.empty() : Optional.of(new Notice(personId, told.about(own)));
    }

    private Mono<Void> write(Open open, List<Notice> notices) {
        List<Object> values = new ArrayList<>();
        for (Notice notice : notices) {
            LaneSql.add(
                    values,
                    ids.next(),
                    notice.personId(),
                    open.id(),
                    notice.told().activityId(),
                    JSON.writeValueAsString(notice.told()),
                    open.at());
        }
        return database.inConnection(connection -> LaneSql.insert(
                connection,
                "INSERT INTO notice (id, person_id, announcement_id, activity_id, content, told_at)",
                COLUMNS,
                values,
                ""));
    }

    private Mono<Void> progress(UUID id, @Nullable UUID to, boolean done) {
        return database.sql(
                        "UPDATE announcement SET delivered_to = COALESCE(:to, delivered_to), done = :done WHERE id = :id")
                .bind(
                        "to",
                        to == null
                                ? io.r2dbc.spi.Parameters.in(byte[].class)
                                : io.r2dbc.spi.Parameters.in(Ids.bytes(to)))
                .bind("done", done)
                .bind("id", Ids.bytes(id))
                .then();
    }

    private Mono<Void> postpone(UUID id) {
        return database.sql("UPDATE announcement SET due_at = :later WHERE id = :id")
                .bind("later", Times.column(clock.instant().plus(AGAIN)))
                .bind("id", Ids.bytes(id))
                .then();
    }

    private static Open open(Readable readable) {
        Row row = new Row(readable);
        return new Open(
                row.id("id"),
                row.idOrNull("person_id"),
                JSON.readValue(row.text("content"), Told.class),
                row.instant("announced_at"),
                row.idOrNull("delivered_to"));
    }

    @Override
    protected Mono<?> beat() {
        return run();
    }
}
