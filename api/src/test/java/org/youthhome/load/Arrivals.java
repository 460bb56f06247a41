package org.youthhome.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Enrolled people who each come once, in the order of their numbers, to occurrences in turn; each has to be let in. */
final class Arrivals implements Script {

    private static final byte[] PATH = Requests.ascii("POST /api/v1/check-ins");

    private final Ground ground;
    private final int people;
    private final long first;
    private final int occurrences;
    private final byte[][] tokens;
    private final long[] acknowledgedAt;
    private int sent;
    private long refused;
    private @Nullable String oddity;

    Arrivals(Ground ground, int people, int occurrences) {
        this.ground = ground;
        this.people = people;
        this.occurrences = occurrences;
        Population population = ground.population();
        population.people(people);
        this.first = population.occurrences(occurrences, Population.ROOM, Population.ROOM);
        population.enrol(people, first + " + s.seq MOD " + occurrences, "TRUE");
        population.settlePlaces(first, first + occurrences - 1);
        this.tokens = ground.tokens(0, people);
        this.acknowledgedAt = new long[people];
        ground.countsOf(first, occurrences);
        ground.show(first, occurrences);
    }

    long first() {
        return first;
    }

    int occurrences() {
        return occurrences;
    }

    int people() {
        return people;
    }

    /** When this one's answer came, in nanoseconds of this JVM; 0 when none did. */
    long acknowledgedAt(int person) {
        return acknowledgedAt[person];
    }

    long refused() {
        return refused;
    }

    String oddity() {
        return oddity == null ? "" : oddity;
    }

    @Override
    public long next(ByteBuf request) {
        if (sent == people) {
            return END;
        }
        int person = sent++;
        byte[] code = ground.code(first + person % occurrences);
        Requests.write(
                request,
                PATH,
                tokens[person],
                ("{\"code\":\"" + new String(code, StandardCharsets.US_ASCII) + "\",\"nonce\":\"arrival-"
                                + (1_000_000 + person) + "\"}")
                        .getBytes(StandardCharsets.US_ASCII));
        return person;
    }

    @Override
    public void answered(long which, int status, ByteBuf body) {
        if (status == 201) {
            acknowledgedAt[(int) which] = System.nanoTime();
        } else {
            refused++;
            if (oddity == null) {
                oddity = status + " " + body.toString(StandardCharsets.UTF_8);
            }
        }
    }

    /** Whether rows and counts are what was acknowledged, in words. */
    String verified() {
        long acknowledged = 0;
        for (long at : acknowledgedAt) {
            acknowledged += at == 0 ? 0 : 1;
        }
        long rows = ground.sql()
                .number("SELECT COUNT(*) FROM check_in WHERE occurrence_id BETWEEN "
                        + Population.hex(Population.occurrence(first)) + " AND "
                        + Population.hex(Population.occurrence(first + occurrences - 1)));
        long counted = 0;
        for (int tries = 0; tries < 50; tries++) {
            counted = 0;
            for (int i = 0; i < occurrences; i++) {
                counted += ground.checkedIn(first + i);
            }
            if (counted == rows) {
                break;
            }
            Served.rest(100);
        }
        return acknowledged == rows && rows == counted
                ? "exact: %,d acknowledged, stored and counted".formatted(rows)
                : "NOT EXACT: %,d acknowledged, %,d stored, %,d counted".formatted(acknowledged, rows, counted);
    }
}
