package org.youthhome.testing;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import org.youthhome.kernel.Times;

/** People by the hundred, written without a login: for tests that ask the desks themselves. */
public final class Strangers {

    private static final int AT_ONCE = 500;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Strangers() {}

    public static List<UUID> of(Demo demo, int count) {
        List<UUID> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Version 7, as the product's own ids.
            long time = Instant.now().toEpochMilli() << 16 | 0x7000 | RANDOM.nextInt(0x1000);
            people.add(new UUID(time, 1L << 63 | RANDOM.nextLong() >>> 2));
        }
        for (int from = 0; from < count; from += AT_ONCE) {
            save(demo.database(), people.subList(from, Math.min(count, from + AT_ONCE)));
        }
        return people;
    }

    private static void save(DatabaseClient database, List<UUID> people) {
        String now = Times.column(Instant.now()).toString().replace('T', ' ');
        String rows = people.stream()
                .map(id -> "(%s, UNHEX(SHA2('%s', 256)), x'00', '演示陌生人', '%s', '%s')"
                        .formatted(Demo.hex(id), id, now, now))
                .collect(Collectors.joining(","));
        Long saved = database.sql(
                        "INSERT INTO person (id, open_id_hash, open_id_sealed, display_name, created_at, updated_at)"
                                + " VALUES "
                                + rows)
                .fetch()
                .rowsUpdated()
                .block();
        if (saved == null || saved != people.size()) {
            throw new IllegalStateException("not everybody was saved: " + saved);
        }
    }
}
