package org.youthhome.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/** What people agreed to, and when. Rows are only ever added; the first time counts. */
@Component
public class Consents {

    /** The one document so far. */
    public static final String PRIVACY = "privacy";

    private final DatabaseClient database;
    private final Ids ids;
    private final Clock clock;
    private final ConsentSettings settings;

    Consents(DatabaseClient database, Ids ids, Clock clock, ConsentSettings settings) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * A person's word.
     *
     * @param document what was agreed to, {@code privacy}
     * @param version which version of it
     */
    public record Consent(String document, String version, Instant givenAt) {}

    /** The version of the privacy text that is shown now. */
    public String currentPrivacyVersion() {
        return settings.privacyVersion();
    }

    public Mono<List<Consent>> of(UUID personId) {
        return database.sql(
                        "SELECT document, version, given_at FROM consent WHERE person_id = :person ORDER BY given_at, id")
                .bind("person", Ids.bytes(personId))
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Consent(row.text("document"), row.text("version"), row.instant("given_at"));
                })
                .all()
                .collectList();
    }

    /** Whether a person has yet to agree to the current privacy text. */
    public boolean needed(List<Consent> given) {
        return given.stream()
                .noneMatch(consent ->
                        consent.document().equals(PRIVACY) && consent.version().equals(settings.privacyVersion()));
    }

    /** Records that a person agreed to the current text; any other version is refused, a repeat changes nothing. */
    public Mono<Void> give(UUID personId, String document, String version) {
        if (!document.equals(PRIVACY)) {
            return Mono.error(Refusal.notFound("document"));
        }
        return checkCurrent(version).then(Mono.defer(() -> add(personId, document, version)));
    }

    /** Completes when the version is the one that is shown now. */
    Mono<Void> checkCurrent(String version) {
        return version.equals(settings.privacyVersion())
                ? Mono.empty()
                : Mono.error(Refusal.conflict(
                        "consent_outdated", java.util.Map.of("currentVersion", settings.privacyVersion())));
    }

    Mono<Void> add(UUID personId, String document, String version) {
        return database.sql("""
                        INSERT INTO consent (id, person_id, document, version, given_at)
                        VALUES (:id, :person, :document, :version, :now)
                        """)
                .bind("id", Ids.bytes(ids.next()))
                .bind("person", Ids.bytes(personId))
                .bind("document", document)
                .bind("version", version)
                .bind("now", Times.column(clock.instant()))
                .then()
                .onErrorResume(DuplicateKeyException.class, given -> Mono.empty());
    }
}
