package org.youthhome.drill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.youthhome.kernel.Ids;

/** What clients were told, to be held against what the database has. */
final class Ledger {

    /** Stands for the id of a check-in that nobody acknowledged. */
    static final UUID BELIEVED = new UUID(0, 0);

    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private final Map<Key, Boolean> enrolments = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> odd = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> examples = new ConcurrentLinkedQueue<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refusedAsFull = new AtomicLong();

    /** A person at an occurrence. */
    record Key(UUID occurrenceId, UUID personId) {}

    /** What was acknowledged about one person at one occurrence. */
    static final class Entry {
        private final String nonce;
        private volatile @Nullable UUID checkIn;
        private volatile boolean checkedOut;
        private volatile int minutes;
        private volatile boolean annulled;

        private Entry(String nonce) {
            this.nonce = nonce;
        }
    }

    /**
     * What holding the ledger against the rows found; all of it is to be nothing.
     *
     * @param lost acknowledged and not there (check-ins, check-outs, enrolments), or there with another id
     * @param twice one person checked in twice at one occurrence, or back after having been annulled
     * @param oversold places given beyond the capacity, or a counter of places that differs from the enrolments
     * @param examples a few of them in words
     */
    record Found(long lost, long twice, long oversold, List<String> examples) {
        boolean nothing() {
            return lost + twice + oversold == 0;
        }
    }

    /** The numbers that the rows of one occurrence add up to, in people. */
    record Numbers(long enrolled, long checkedIn, long checkedOut) {}

    void checkedIn(Key key, String nonce, UUID id) {
        acknowledged.incrementAndGet();
        Entry entry = entries.computeIfAbsent(key, none -> new Entry(nonce));
        UUID known = entry.checkIn;
        if (known != null && !known.equals(id)) {
            odd("another id for the same check-in", key + " " + known + " " + id);
        }
        entry.checkIn = id;
    }

    void checkedOut(Key key, int minutes) {
        acknowledged.incrementAndGet();
        Entry entry = entries.get(key);
        if (entry != null) {
            entry.minutes = minutes;
            entry.checkedOut = true;
        }
    }

    void annulled(Key key) {
        acknowledged.incrementAndGet();
        Entry entry = entries.get(key);
        if (entry != null) {
            entry.annulled = true;
        }
    }

    /** @param holds whether the person has the place, or gave it back */
    void enrolled(Key key, boolean holds) {
        acknowledged.incrementAndGet();
        enrolments.put(key, holds);
    }

    void full() {
        refusedAsFull.incrementAndGet();
    }

    /** An answer that nobody should get. */
    void odd(String what, String example) {
        odd.computeIfAbsent(what, any -> new AtomicLong()).incrementAndGet();
        if (examples.size() < 20) {
            examples.add(what + ": " + example);
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long refusedAsFull() {
        return refusedAsFull.get();
    }

    long oddAnswers() {
        return odd.values().stream().mapToLong(AtomicLong::get).sum();
    }

    List<String> oddExamples() {
        return List.copyOf(examples);
    }

    /** Somebody whose check-in was acknowledged and stands; empty when there is nobody. */
    List<Map.Entry<Key, UUID>> standing(int most) {
        List<Map.Entry<Key, UUID>> some = new ArrayList<>();
        entries.forEach((key, entry) -> {
            UUID id = entry.checkIn;
            if (some.size() < most && id != null && !entry.annulled && !entry.checkedOut) {
                some.add(Map.entry(key, id));
            }
        });
        return some;
    }

    /** Takes over what another ledger has. */
    void add(Ledger other) {
        entries.putAll(other.entries);
        enrolments.putAll(other.enrolments);
        other.odd.forEach((what, times) ->
                odd.computeIfAbsent(what, any -> new AtomicLong()).addAndGet(times.get()));
        examples.addAll(other.examples);
        acknowledged.addAndGet(other.acknowledged.get());
        refusedAsFull.addAndGet(other.refusedAsFull.get());
    }

    private record CheckedIn(
            UUID id, String nonce, @Nullable Integer minutes, boolean out) {}

    /** Holds all of it against the rows. */
    Found against(Connection database) throws SQLException {
        Map<Key, List<CheckedIn>> rows = new HashMap<>();
        Set<String> annulled = new HashSet<>();
        Map<Key, Boolean> holds = new HashMap<>();
        List<UUID> occurrences = occurrences();
        List<String> examples = new ArrayList<>();
        long lost = 0;
        long twice = 0;
        long oversold = 0;
        if (occurrences.isEmpty()) {
            return new Found(0, 0, 0, examples);
        }
        String these = these(occurrences);
        try (Statement statement = database.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT occurrence_id, person_id, id, nonce, minutes, checked_out_at FROM check_in WHERE "
                            + these)) {
                while (row.next()) {
                    int minutes = row.getInt(5);
                    rows.computeIfAbsent(key(row), none -> new ArrayList<>())
                            .add(new CheckedIn(
                                    Ids.of(row.getBytes(3)),
                                    row.getString(4),
                                    row.wasNull() ? null : minutes,
                                    row.getString(6) != null));
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "SELECT occurrence_id, person_id, nonce FROM annulled_check_in WHERE " + these)) {
                while (row.next()) {
                    annulled.add(key(row) + row.getString(3));
                }
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT occurrence_id, person_id, status FROM enrolment WHERE " + these)) {
                while (row.next()) {
                    holds.put(key(row), "confirmed".equals(row.getString(3)));
                }
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT HEX(p.occurrence_id), p.capacity, p.taken, COALESCE((SELECT"
                            + " SUM(1 + e.companions) FROM enrolment e WHERE e.occurrence_id = p.occurrence_id AND"
                            + " e.enrolled_as = p.enrolled_as AND e.status = 'confirmed'), 0) AS held FROM places p WHERE "
                            + these)) {
                while (row.next()) {
                    long beyond =
                            Math.max(0, row.getLong(4) - row.getLong(2)) + Math.abs(row.getLong(3) - row.getLong(4));
                    oversold += beyond;
                    if (beyond > 0) {
                        examples.add("places of %s: capacity %d, taken %d, held %d"
                                .formatted(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)));
                    }
                }
            }
        }
        for (Map.Entry<Key, List<CheckedIn>> row : rows.entrySet()) {
            for (CheckedIn one : row.getValue()) {
                if (annulled.contains(row.getKey() + one.nonce())) {
                    twice++;
                    examples.add("back after having been annulled: " + row.getKey());
                }
            }
            if (row.getValue().size() > 1) {
                twice += row.getValue().size() - 1;
                examples.add("twice: " + row.getKey());
            }
        }
        for (Map.Entry<Key, Entry> told : entries.entrySet()) {
            Entry entry = told.getValue();
            UUID id = entry.checkIn;
            List<CheckedIn> there = rows.getOrDefault(told.getKey(), List.of());
            if (entry.annulled) {
                if (!there.isEmpty() || !annulled.contains(told.getKey() + entry.nonce)) {
                    lost++;
                    examples.add("lost: the annulment of " + told.getKey());
                }
            } else if (id != null) {
                CheckedIn row = there.stream()
                        .filter(one -> id.equals(BELIEVED)
                                ? one.nonce().equals(entry.nonce)
                                : one.id().equals(id))
                        .findFirst()
                        .orElse(null);
                if (row == null) {
                    lost++;
                    examples.add("lost: the check-in of " + told.getKey() + " " + id);
                } else if (entry.checkedOut
                        && (!row.out() || row.minutes() == null || row.minutes() != entry.minutes)) {
                    lost++;
                    examples.add("lost: the check-out of " + told.getKey());
                }
            }
        }
        for (Map.Entry<Key, Boolean> told : enrolments.entrySet()) {
            if (!told.getValue().equals(holds.getOrDefault(told.getKey(), false))) {
                lost++;
                examples.add(
                        (told.getValue() ? "lost: the enrolment of " : "lost: the cancellation of ") + told.getKey());
            }
        }
        return new Found(lost, twice, oversold, examples.subList(0, Math.min(10, examples.size())));
    }

    /** What the rows of these occurrences add up to. */
    static Map<UUID, Numbers> numbers(Connection database, Collection<UUID> occurrences) throws SQLException {
        Map<UUID, long[]> sums = new HashMap<>();
        occurrences.forEach(id -> sums.put(id, new long[3]));
        try (Statement statement = database.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT occurrence_id, SUM(people),"
                    + " SUM(CASE WHEN checked_out_at IS NULL THEN 0 ELSE people END) FROM check_in WHERE "
                    + these(occurrences) + " GROUP BY occurrence_id")) {
                while (row.next()) {
                    long[] sum = sums.get(Ids.of(row.getBytes(1)));
                    sum[1] = row.getLong(2);
                    sum[2] = row.getLong(3);
                }
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT occurrence_id, SUM(1 + companions) FROM enrolment WHERE "
                            + these(occurrences) + " AND status = 'confirmed' GROUP BY occurrence_id")) {
                while (row.next()) {
                    sums.get(Ids.of(row.getBytes(1)))[0] = row.getLong(2);
                }
            }
        }
        return sums.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        sum -> new Numbers(sum.getValue()[0], sum.getValue()[1], sum.getValue()[2])));
    }

    private List<UUID> occurrences() {
        Set<UUID> all = new HashSet<>();
        entries.keySet().forEach(key -> all.add(key.occurrenceId()));
        enrolments.keySet().forEach(key -> all.add(key.occurrenceId()));
        return List.copyOf(all);
    }

    private static String these(Collection<UUID> occurrences) {
        return occurrences.stream().map(Site::hex).collect(Collectors.joining(", ", "occurrence_id IN (", ")"));
    }

    private static Key key(ResultSet row) throws SQLException {
        return new Key(Ids.of(row.getBytes(1)), Ids.of(row.getBytes(2)));
    }
}
