package org.youthhome.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/**
 * Several processes at what is due. Nothing of it is remembered in a process, so that runs at once without taking turns
 * meet in the database as those of several processes do whose turns have failed them.
 */
@ApiTest
class ScheduledPublishingRaceTest {

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private ScheduledPublishing schedule;

    @Test
    void many_at_once_publish_what_is_due_once() {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(scheduled(worker, home, i));
        }
        String all = String.join(
                ",", ids.stream().map(UUID::fromString).map(Demo::hex).toList());
        // Two passed as they are; two were changed since, so that they pass the check again.
        long changed = demo.run("UPDATE scheduled_publication SET passed_version = NULL WHERE activity_id IN (%s, %s)"
                .formatted(Demo.hex(UUID.fromString(ids.get(0))), Demo.hex(UUID.fromString(ids.get(1)))));
        long due = demo.run(
                "UPDATE scheduled_publication SET publish_at = '2020-01-01' WHERE activity_id IN (" + all + ")");

        Long unused = Flux.range(0, 6)
                .flatMap(process -> schedule.run().subscribeOn(Schedulers.parallel()), 6)
                .count()
                .block(Duration.ofSeconds(60));
        Long again = schedule.run().block(Duration.ofSeconds(60));

        assertThat(changed).isEqualTo(2);
        assertThat(due).isEqualTo(4);
        assertThat(demo.texts("SELECT status FROM activity WHERE id IN (" + all + ")"))
                .containsExactly("published", "published", "published", "published");
        assertThat(demo.texts("SELECT COUNT(*) FROM audit_entry WHERE action = 'activity.publish' AND subject_id IN ("
                        + all + ") GROUP BY subject_id"))
                .containsExactly("1", "1", "1", "1");
        assertThat(demo.texts("SELECT version FROM activity WHERE id IN (" + all + ")"))
                .containsExactly("1", "1", "1", "1");
        assertThat(demo.texts("SELECT 1 FROM scheduled_publication WHERE activity_id IN (" + all + ")"))
                .isEmpty();
    }

    @Test
    void what_is_put_off_while_it_is_checked_is_not_published() throws Exception {
        UUID id = UUID.fromString(scheduled(demo.worker(Demo.RIVERSIDE), demo.home(Demo.RIVERSIDE, 120.27, 32.02), 0));
        long changed = demo.run("UPDATE scheduled_publication SET passed_version = NULL, publish_at = '2020-01-01'"
                + " WHERE activity_id = " + Demo.hex(id));
        CompletableFuture<Long> run;
        try (Connection other = demo.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            boolean locked = statement.execute("SELECT id FROM activity WHERE id = " + Demo.hex(id) + " FOR UPDATE");
            run = schedule.run().toFuture();
            await().until(() -> waits(statement));
            changed += statement.executeUpdate(
                    "UPDATE scheduled_publication SET publish_at = UTC_TIMESTAMP(6) + INTERVAL 5 HOUR WHERE activity_id = "
                            + Demo.hex(id));
            assertThat(locked).isTrue();
            other.commit();
        }

        assertThat(run.get()).isPositive();
        assertThat(changed).isEqualTo(2);
        assertThat(demo.texts("SELECT CONCAT(a.status, ' ', COALESCE(p.failure, 'well')) FROM activity a"
                        + " JOIN scheduled_publication p ON p.activity_id = a.id WHERE a.id = " + Demo.hex(id)))
                .containsExactly("draft well");
    }

    private static boolean waits(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT COUNT(*) FROM information_schema.PROCESSLIST"
                + " WHERE INFO LIKE 'SELECT id FROM activity WHERE id = % FOR UPDATE' AND ID <> CONNECTION_ID()")) {
            return found.next() && found.getLong(1) > 0;
        }
    }

    private String scheduled(Demo.Account worker, UUID home, int number) {
        String starts = clock.instant()
                .plus(Duration.ofDays(2 + number))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String ends = clock.instant()
                .plus(Duration.ofDays(2 + number).plusHours(2))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        JsonNode draft = worker.http()
                .post()
                .uri("/activities")
                .bodyValue(Map.of(
                        "title",
                        "同时发布" + number,
                        "youthHomeId",
                        home,
                        "programme",
                        "culture",
                        "description",
                        "读书。",
                        "occurrences",
                        List.of(Map.of("startsAt", starts, "endsAt", ends, "participantCapacity", 5))))
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        String id = draft.get("id").asString();
        worker.http()
                .put()
                .uri("/activities/" + id + "/publication")
                .bodyValue(Map.of(
                        "publishAt",
                        clock.instant()
                                .plus(Duration.ofHours(6))
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()))
                .exchange()
                .expectStatus()
                .isOk();
        return id;
    }
}
