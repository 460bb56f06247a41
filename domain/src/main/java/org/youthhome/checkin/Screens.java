package org.youthhome.checkin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.youthhome.activity.Occurrence;
import org.youthhome.activity.Occurrences;
import org.youthhome.audit.AuditTrail;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.identity.ScreenPass;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Mono;

/**
 * Wall screens. A screen shows a pairing code, a worker scans it and says which occurrence it is to show, as a device
 * authorisation does (RFC 8628); nobody types a link on a TV. The screen's token opens that one occurrence's code, count
 * and arrivals, and nothing else.
 */
@Component
public class Screens implements ScreenPass {

    private static final Duration UNPAIRED_LIFE = Duration.ofMinutes(10);
    private static final Duration AFTER_THE_END = Duration.ofHours(2);
    private static final Duration POLL = Duration.ofSeconds(2);
    /** No letters and digits that people mistake for one another. */
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int PAIRING_LENGTH = 8;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Occurrences occurrences;
    private final Rights rights;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Mono<ScreenHolder>> verified = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();

    Screens(
            DatabaseClient database,
            TransactionalOperator transaction,
            Occurrences occurrences,
            Rights rights,
            AuditTrail audit,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.transaction = transaction;
        this.occurrences = occurrences;
        this.rights = rights;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A new screen.
     *
     * @param pairingCode what the worker scans; good for ten minutes
     * @param deviceToken the screen's own secret
     * @param interval how often it may ask whether it was paired
     */
    public record NewScreen(String pairingCode, String deviceToken, Duration interval, Instant expiresAt) {}

    /** A screen as it stands; {@code occurrenceId} is null until it is paired. */
    public record Screen(
            UUID id, String pairingCode, @Nullable UUID occurrenceId, Instant expiresAt) {}

    /** Registers a screen that nobody has paired yet. */
    public Mono<NewScreen> register() {
        Instant now = clock.instant();
        Instant expiresAt = now.plus(UNPAIRED_LIFE);
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        StringBuilder pairing = new StringBuilder();
        for (int i = 0; i < PAIRING_LENGTH; i++) {
            pairing.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return database.sql("DELETE FROM screen WHERE expires_at < :now LIMIT 100")
                .bind("now", Times.column(now))
                .then()
                .then(database.sql("""
                                INSERT INTO screen (id, pairing_code, device_token_hash, created_at, expires_at)
                                VALUES (:id, :pairing, :hash, :now, :expires)
                                """)
                        .bind("id", Ids.bytes(ids.next()))
                        .bind("pairing", pairing.toString())
                        .bind("hash", hash(token))
                        .bind("now", Times.column(now))
                        .bind("expires", Times.column(expiresAt))
                        .then())
                .thenReturn(new NewScreen(pairing.toString(), token, POLL, expiresAt));
    }

    /** Lets a screen show an occurrence; only by whoever runs check-in at its place. */
    public Mono<Screen> pair(String pairingCode, UUID occurrenceId, UUID staffId) {
        Instant now = clock.instant();
        return occurrences
                .byId(occurrenceId)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("occurrence")))
                .flatMap(occurrence -> rights.require(staffId, occurrence.communityId(), Right.RUN_CHECK_IN)
                        .then(select(
                                "pairing_code = :key AND expires_at > :now",
                                pairingCode.toUpperCase(java.util.Locale.ROOT),
                                now))
                        .switchIfEmpty(Mono.error(() -> Refusal.notFound("screen")))
                        .flatMap(screen -> mayTakeOver(screen, staffId).thenReturn(screen))
                        .flatMap(screen -> paired(screen, occurrence, staffId, now))
                        .as(transaction::transactional))
                .doOnNext(screen -> verified.invalidateAll());
    }

    /** Somebody else's running screen is not taken over by whoever remembers its code. */
    private Mono<Void> mayTakeOver(Screen screen, UUID staffId) {
        UUID shown = screen.occurrenceId();
        return shown == null
                ? Mono.empty()
                : occurrences
                        .byId(shown)
                        .flatMap(occurrence -> rights.require(staffId, occurrence.communityId(), Right.RUN_CHECK_IN));
    }

    private Mono<Screen> paired(Screen screen, Occurrence occurrence, UUID staffId, Instant now) {
        Instant end = occurrence.overAt().plus(AFTER_THE_END);
        Instant expiresAt = end.isAfter(now.plus(UNPAIRED_LIFE)) ? end : now.plus(UNPAIRED_LIFE);
        return database.sql("""
                        UPDATE screen SET occurrence_id = :occurrence, paired_by = :staff, paired_at = :now,
                               expires_at = :expires
                         WHERE id = :id
                        """)
                .bind("occurrence", Ids.bytes(occurrence.id()))
                .bind("staff", Ids.bytes(staffId))
                .bind("now", Times.column(now))
                .bind("expires", Times.column(expiresAt))
                .bind("id", Ids.bytes(screen.id()))
                .then()
                .then(audit.record(
                        staffId,
                        "screen.pair",
                        screen.id(),
                        occurrence.communityId(),
                        Map.of("occurrenceId", occurrence.id().toString())))
                .thenReturn(new Screen(screen.id(), screen.pairingCode(), occurrence.id(), expiresAt));
    }

    /** The screen of this id; empty when it has expired. */
    public Mono<Screen> byId(UUID screenId) {
        return select("id = :key AND expires_at > :now", Ids.bytes(screenId), clock.instant());
    }

    /** Ends a screen, by itself: it has to be paired anew to show anything. */
    public Mono<Void> end(UUID screenId) {
        return database.sql("DELETE FROM screen WHERE id = :id")
                .bind("id", Ids.bytes(screenId))
                .then()
                .doOnSuccess(done -> verified.invalidateAll());
    }

    @Override
    public Mono<ScreenHolder> verify(String deviceToken) {
        return verified.get(deviceToken, token -> select(
                        "device_token_hash = :key AND expires_at > :now", hash(token), clock.instant())
                .map(screen -> new ScreenHolder(screen.id(), screen.occurrenceId()))
                .cache());
    }

    private Mono<Screen> select(String where, Object key, Instant now) {
        return database.sql("SELECT id, pairing_code, occurrence_id, expires_at FROM screen WHERE " + where)
                .bind("key", key)
                .bind("now", Times.column(now))
                .map(readable -> {
                    Row row = new Row(readable);
                    return new Screen(
                            row.id("id"),
                            row.text("pairing_code"),
                            row.idOrNull("occurrence_id"),
                            row.instant("expires_at"));
                })
                .one();
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
