package org.youthhome.load;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.AccessTokens;
import org.youthhome.identity.Caller;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** What the product is measured against, behind the product's own filters and security; tests do not see it. */
@Hidden
@TestComponent
@RestController
public class Baselines {

    private final DatabaseClient database;
    private final AccessTokens tokens;
    private final Ids ids;
    private final Clock clock;

    Baselines(DatabaseClient database, AccessTokens tokens, Ids ids, Clock clock) {
        this.database = database;
        this.tokens = tokens;
        this.ids = ids;
        this.clock = clock;
    }

    /** A body like a scan's. */
    public record Scan(
            @NotNull @Size(max = 500) String code,

            @NotNull @Pattern(regexp = "[A-Za-z0-9_-]{8,64}")
            String nonce,

            @Nullable String as) {}

    /** An answer about as long as a check-in's. */
    public record Done(
            UUID id,
            UUID occurrenceId,
            UUID activityId,
            String activityTitle,
            String as,
            int people,
            boolean walkIn,
            Instant checkedInAt,
            Count headcount,
            Instant serverTime) {

        static Done of(Scan scan, UUID id, UUID personId, Instant now) {
            return new Done(
                    id,
                    personId,
                    personId,
                    "演示·集中服务日",
                    scan.as() == null ? "volunteer" : scan.as(),
                    1,
                    false,
                    now,
                    new Count(1, 1, 1, 0, now),
                    now);
        }
    }

    public record Count(long enrolled, long checkedIn, long present, long checkedOut, Instant asOf) {}

    /** Token check and body as with a check-in, and nothing done. */
    @PostMapping("/load/no-op")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Who.PERSON)
    Mono<Done> noOp(@Valid @RequestBody Scan scan, Caller caller) {
        return Mono.just(Done.of(scan, ids.next(), caller.personId(), clock.instant()));
    }

    /** One INSERT, committed, per request: what is usual. */
    @PostMapping("/load/insert")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Who.PERSON)
    Mono<Done> insert(@Valid @RequestBody Scan scan, Caller caller) {
        UUID id = ids.next();
        Instant now = clock.instant();
        return database.sql("""
                        INSERT INTO load_check_in (id, occurrence_id, person_id, enrolled_as, people, nonce, means,
                               walk_in, happened_at, arrived_at)
                        VALUES (:id, :occurrence, :person, 'volunteer', 1, :nonce, 'code', 0, :now, :now)
                        """)
                .bind("id", Ids.bytes(id))
                .bind("occurrence", Ids.bytes(ids.next()))
                .bind("person", Ids.bytes(caller.personId()))
                .bind("nonce", scan.nonce())
                .bind("now", Times.column(now))
                .then()
                .thenReturn(Done.of(scan, id, caller.personId(), now));
    }

    /** Plain text behind the product's filters. */
    @GetMapping(path = "/load/plain", produces = MediaType.TEXT_PLAIN_VALUE)
    @Access(Access.Who.ANYONE)
    String plain() {
        return "Hello";
    }

    /** Access tokens of people that were put into the database, one a line. */
    @GetMapping(path = "/load/tokens", produces = MediaType.TEXT_PLAIN_VALUE)
    @Access(Access.Who.ANYONE)
    String tokens(@RequestParam long first, @RequestParam int count) {
        StringBuilder lines = new StringBuilder();
        for (long n = first; n < first + count; n++) {
            lines.append(tokens.issue(Population.person(n), ids.next()).value()).append('\n');
        }
        return lines.toString();
    }
}
