package org.youthhome.enrolment;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.youthhome.kernel.GroupCommit;
import org.youthhome.kernel.LaneSql;
import org.youthhome.kernel.Row;
import reactor.core.publisher.Mono;

/**
 * The enrolments that a batch is about: locked as they were found, changed in memory, written at once.
 *
 * <p>Everybody locks in this order, each sorted by id: people, enrolments, {@link LockedPlaces places}. An enrolment that
 * was not there to be locked is inserted plainly: when somebody else was faster, the duplicate is noticed, and the batch
 * is to be decided again.
 */
public final class LockedEnrolments {

    static final String COLUMNS =
            "id, occurrence_id, person_id, enrolled_as, companions, status, origin, version, created_at, updated_at";
    private static final int COLUMN_COUNT = 10;

    private final Map<PersonAt, EnrolmentRow> found;
    private final SortedMap<PersonAt, EnrolmentRow> changed = new TreeMap<>();

    LockedEnrolments(Collection<EnrolmentRow> found) {
        this.found = new HashMap<>();
        found.forEach(row -> this.found.put(row.key(), row));
    }

    /** Locks these people's enrolments until the connection's transaction ends. */
    public static Mono<LockedEnrolments> lock(Connection connection, Collection<PersonAt> keys) {
        List<Object> parameters = new ArrayList<>();
        // The index is named so that a small table is not read, and waited for, as a whole.
        String sql = "SELECT " + COLUMNS + " FROM enrolment FORCE INDEX (enrolment_once) WHERE "
                + PersonAt.where(keys, parameters) + " ORDER BY occurrence_id, person_id FOR UPDATE";
        return LaneSql.select(connection, sql, parameters, LockedEnrolments::read)
                .map(LockedEnrolments::new);
    }

    /**
     * Has the batch decided again when somebody who was told that there is no place left got an enrolment meanwhile: the
     * place may be the one that they took themselves, by another way, and they are to be told that.
     *
     * @param turnedAway people without an enrolment when it was looked for; asked with the places locked, under which
     *     enrolments are made
     */
    public static Mono<Void> nobodyWasFaster(Connection connection, Collection<PersonAt> turnedAway) {
        if (turnedAway.isEmpty()) {
            return Mono.empty();
        }
        List<Object> parameters = new ArrayList<>();
        String sql = "SELECT id FROM enrolment FORCE INDEX (enrolment_once) WHERE "
                + PersonAt.where(new TreeSet<>(turnedAway), parameters);
        return LaneSql.select(connection, sql, parameters, readable -> new Row(readable).id("id"))
                .flatMap(since -> since.isEmpty()
                        ? Mono.empty()
                        : Mono.error(new GroupCommit.RetrySame(
                                new IllegalStateException("enrolled while the batch was decided"))));
    }

    static EnrolmentRow read(Readable readable) {
        Row row = new Row(readable);
        return new EnrolmentRow(
                row.id("id"),
                new PersonAt(row.id("occurrence_id"), row.id("person_id")),
                EnrolledAs.of(row.text("enrolled_as")),
                row.number("companions"),
                "confirmed".equals(row.text("status")),
                EnrolmentRow.Origin.of(row.text("origin")),
                row.number("version"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }

    /** The enrolment as it stands after what the batch decided so far. */
    public @Nullable EnrolmentRow of(PersonAt key) {
        EnrolmentRow row = changed.get(key);
        return row == null ? found.get(key) : row;
    }

    /** Whether somebody holds a place. */
    public boolean isConfirmed(PersonAt key) {
        EnrolmentRow row = of(key);
        return row != null && row.confirmed();
    }

    /** Whether this batch changed it. */
    public boolean isChanged(PersonAt key) {
        return changed.containsKey(key);
    }

    /** Changes or adds one. */
    public void put(EnrolmentRow row) {
        changed.put(row.key(), row);
    }

    /** Writes what was changed. */
    public Mono<Void> save(Connection connection) {
        List<Object> fresh = new ArrayList<>();
        List<Object> known = new ArrayList<>();
        changed.forEach((key, row) -> LaneSql.add(
                found.containsKey(key) ? known : fresh,
                row.id(),
                key.occurrenceId(),
                key.personId(),
                row.as().column(),
                row.companions(),
                row.confirmed() ? "confirmed" : "cancelled",
                row.origin().column(),
                row.version(),
                row.createdAt(),
                row.updatedAt()));
        String head = "INSERT INTO enrolment (" + COLUMNS + ")";
        return LaneSql.insert(connection, head, COLUMN_COUNT, fresh, "")
                .then(LaneSql.insert(connection, head, COLUMN_COUNT, known, """
                         ON DUPLICATE KEY UPDATE enrolled_as = VALUES(enrolled_as), companions = VALUES(companions),
                            status = VALUES(status), origin = VALUES(origin), version = VALUES(version),
                            updated_at = VALUES(updated_at)
                        """));
    }
}
