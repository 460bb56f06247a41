package org.youthhome.notification;

import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where features say what people are to be told: one row in the transaction of the change itself, however many people
 * it is for. Neither is without the other; who is told, and in how many batches, is {@link NoticeDelivery}'s business.
 */
@Component
public class Announcements {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final DatabaseClient database;
    private final NoticeDelivery delivery;
    private final Ids ids;
    private final Clock clock;

    Announcements(DatabaseClient database, NoticeDelivery delivery, Ids ids, Clock clock) {
        this.database = database;
        this.delivery = delivery;
        this.ids = ids;
        this.clock = clock;
    }

    /** To everybody who is expected at the occurrences it is about. Asked within the transaction of the change. */
    public Mono<Void> announce(Told told) {
        return write(told, null);
    }

    /** To this person alone. Asked within the transaction of the change. */
    public Mono<Void> tell(UUID personId, Told told) {
        return write(told, personId);
    }

    private Mono<Void> write(Told told, @Nullable UUID personId) {
        byte[] person = personId == null ? null : Ids.bytes(personId);
        return database.sql("""
                        INSERT INTO announcement (id, person_id, content, announced_at, due_at)
                        VALUES (:id, :person, :content, :now, :now)
                        """)
                .bind("id", Ids.bytes(ids.next()))
                .bind(
                        "person",
                        person == null ? io.r2dbc.spi.Parameters.in(byte[].class) : io.r2dbc.spi.Parameters.in(person))
                .bind("content", JSON.writeValueAsString(told))
                .bind("now", Times.column(clock.instant()))
                .then()
                .then(TransactionSynchronizationManager.forCurrentTransaction())
                .doOnNext(transaction -> transaction.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public Mono<Void> afterCommit() {
                        return Mono.fromRunnable(delivery::wake);
                    }
                }))
                .then();
    }
}
