package org.youthhome.load;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Check-ins as a day has them: 65% first ones by people who enrolled, 20% repeats (half with their nonce, half with
 * another), 10% walk-ins, 5% refused (the code of another activity than the page is about, or somebody not enrolled who does not say as what). In a round
 * everybody comes once, in an order of no meaning, either to one hot occurrence or spread over a hundred.
 *
 * <p>It remembers every acknowledgement, and afterwards compares them with the rows and with the counts.
 */
final class Rounds {

    static final int SPREAD = 100;

    private static final byte[] PATH = Requests.ascii("POST /api/v1/check-ins");
    private static final int FIRST = 0;
    private static final int WALK_IN = 1;
    private static final int SAME_AGAIN = 2;
    private static final int OTHER_AGAIN = 3;
    private static final int ELSEWHERE = 4;
    private static final int NOBODY = 5;

    private final Ground ground;
    private final int people;
    private final boolean hot;
    private final long first;
    private final int rounds;
    private final byte[][] tokens;
    private final List<Round> done = new ArrayList<>();
    private int next;

    /** What came out of comparing. */
    record Exactness(long acknowledged, long rows, long lost, long twice, long wrongCounts, long surprises) {

        static final Exactness NONE = new Exactness(0, 0, 0, 0, 0, 0);

        boolean exact() {
            return lost == 0 && twice == 0 && wrongCounts == 0 && surprises == 0;
        }

        Exactness plus(Exactness other) {
            return new Exactness(
                    acknowledged + other.acknowledged,
                    rows + other.rows,
                    lost + other.lost,
                    twice + other.twice,
                    wrongCounts + other.wrongCounts,
                    surprises + other.surprises);
        }

        @Override
        public String toString() {
            return "%,d acknowledged, %,d rows, %d lost, %d twice, %d counts wrong, %d answers unexpected"
                    .formatted(acknowledged, rows, lost, twice, wrongCounts, surprises);
        }
    }

    /**
     * Prepares them: occurrences, enrolments, tokens, counts.
     *
     * @param hot whether each round has one occurrence of its own; else all share a hundred
     */
    Rounds(Ground ground, boolean hot, int rounds) {
        this.ground = ground;
        this.people = ground.options().number("people");
        this.hot = hot;
        this.rounds = rounds;
        Population population = ground.population();
        population.people(people);
        int count = hot ? rounds : SPREAD;
        this.first = population.occurrences(count, Population.ROOM, Population.ROOM);
        for (int round = 0; round < rounds; round++) {
            population.enrol(
                    people,
                    hot ? Long.toString(first + round) : first + " + (s.seq + " + round + ") MOD " + SPREAD,
                    "s.seq MOD 16 < 13");
        }
        population.settlePlaces(first, first + count - 1);
        this.tokens = ground.tokens(0, people);
        ground.countsOf(first, count);
    }

    /** The next round, which nobody has come to yet. */
    Round next() {
        if (next == rounds) {
            throw new IllegalStateException("only " + rounds + " rounds were prepared");
        }
        Round round = new Round(next++);
        done.add(round);
        if (hot) {
            ground.show(round.occurrence(0), 1);
        } else {
            ground.show(first, SPREAD);
        }
        return round;
    }

    /** Compares every acknowledgement so far with the rows, and the rows with the counts. */
    Exactness verify() {
        long acknowledged = 0;
        long rows = 0;
        long lost = 0;
        long twice = 0;
        long wrong = 0;
        long surprises = 0;
        java.util.Map<UUID, UUID> acknowledgements = new java.util.HashMap<>();
        for (Round round : done) {
            surprises += round.surprises;
            for (int p = 0; p < people; p++) {
                UUID id = round.acknowledged(p);
                if (id != null) {
                    acknowledged++;
                    acknowledgements.put(id, Population.person(p));
                }
            }
        }
        int count = hot ? done.size() : SPREAD;
        Sql sql = ground.sql();
        String where = " FROM check_in WHERE occurrence_id BETWEEN " + Population.hex(Population.occurrence(first))
                + " AND " + Population.hex(Population.occurrence(first + count - 1));
        twice = sql.number("SELECT COUNT(*) FROM (SELECT 1" + where
                + " GROUP BY occurrence_id, person_id HAVING COUNT(*) > 1) more");
        long[] found = {0, 0};
        sql.each("SELECT id, person_id" + where, row -> {
            found[0]++;
            ByteBuffer id = ByteBuffer.wrap(row.getBytes(1));
            ByteBuffer person = ByteBuffer.wrap(row.getBytes(2));
            UUID expected = acknowledgements.remove(new UUID(id.getLong(), id.getLong()));
            if (expected != null && !expected.equals(new UUID(person.getLong(), person.getLong()))) {
                found[1]++;
            }
        });
        rows = found[0];
        lost = acknowledgements.size() + found[1];
        for (int i = 0; i < count; i++) {
            long there = sql.number("SELECT COALESCE(SUM(people), 0) FROM check_in WHERE occurrence_id = "
                    + Population.hex(Population.occurrence(first + i)));
            if (!settles(first + i, there)) {
                wrong++;
            }
        }
        return new Exactness(acknowledged, rows, lost, twice, wrong, surprises);
    }

    /** A count may take a moment; the goal is five seconds after quiet. */
    private boolean settles(long occurrence, long expected) {
        for (int i = 0; i < 50; i++) {
            if (ground.checkedIn(occurrence) == expected) {
                return true;
            }
            Served.rest(100);
        }
        return false;
    }

    /** One round, to be sent. */
    final class Round implements Script {

        private final int number;
        private final long[] high = new long[people];
        private final long[] low = new long[people];
        private final int[] here = new int[people];
        private final Random random;
        private final int step;
        private int came;
        private int hereCount;
        private long sent;
        private long surprises;

        private @Nullable String oddity;

        Round(int number) {
            this.number = number;
            this.random = new Random(number);
            int candidate = Math.max(1, (int) (people * 0.61803));
            while (gcd(candidate, people) != 1) {
                candidate++;
            }
            this.step = candidate;
        }

        private static int gcd(int a, int b) {
            return b == 0 ? a : gcd(b, a % b);
        }

        long occurrence(int person) {
            return hot ? first + number : first + (person + number) % SPREAD;
        }

        /** Something unexpected that was answered, if anything was. */
        String oddity() {
            return oddity == null ? "" : oddity;
        }

        long surprises() {
            return surprises;
        }

        @Nullable
        UUID acknowledged(int person) {
            return high[person] == 0 && low[person] == 0 ? null : new UUID(high[person], low[person]);
        }

        @Override
        public long next(ByteBuf request) {
            int kind;
            int person;
            if (sent % 5 == 4 && hereCount > 0) {
                kind = sent % 2 == 0 ? SAME_AGAIN : OTHER_AGAIN;
                person = here[random.nextInt(hereCount)];
            } else if (came == people) {
                return END;
            } else {
                person = (int) ((long) came++ * step % people);
                int sort = person % 16;
                kind = sort < 13 ? FIRST : sort < 15 ? WALK_IN : person % 32 < 16 ? ELSEWHERE : NOBODY;
            }
            sent++;
            long occurrence = occurrence(person);
            byte[] code = ground.code(occurrence);
            StringBuilder json = new StringBuilder(160).append("{\"code\":\"");
            for (byte character : code) {
                json.append((char) character);
            }
            json.append("\",\"nonce\":\"r")
                    .append(1_000_000 + number)
                    .append('p')
                    .append(1_000_000 + person);
            if (kind == OTHER_AGAIN) {
                json.append('x').append(sent);
            }
            json.append('"');
            if (kind == WALK_IN) {
                json.append(",\"as\":\"volunteer\"");
            }
            if (kind == ELSEWHERE) {
                json.append(",\"occurrenceId\":\"")
                        .append(Population.occurrence(occurrence + 1))
                        .append('"');
            }
            json.append('}');
            Requests.write(request, PATH, tokens[person], json.toString().getBytes(StandardCharsets.US_ASCII));
            return (long) kind << 32 | person;
        }

        @Override
        public void answered(long which, int status, ByteBuf body) {
            int kind = (int) (which >>> 32);
            int person = (int) which;
            int expected =
                    switch (kind) {
                        case FIRST, WALK_IN -> 201;
                        case SAME_AGAIN, OTHER_AGAIN -> 200;
                        default -> 409;
                    };
            // The repeat of what this very request made is 201, too, where the same nonce means the same answer.
            boolean well = status == expected || (kind == SAME_AGAIN && status == 201);
            if (!well) {
                surprises++;
                if (oddity == null) {
                    oddity = kind + ": " + status + " " + body.toString(StandardCharsets.UTF_8);
                }
            }
            if (status == 201 || status == 200) {
                UUID id = id(body);
                if (acknowledged(person) == null) {
                    high[person] = id.getMostSignificantBits();
                    low[person] = id.getLeastSignificantBits();
                    here[hereCount++] = person;
                } else if (!id.equals(acknowledged(person))) {
                    surprises++;
                    oddity = "another id than before for person " + person;
                }
            }
        }
    }

    /** A code of the right shape, made by nobody. */
    static String forged(byte[] code, long salt) {
        char[] characters = new String(code, StandardCharsets.US_ASCII).toCharArray();
        int at = characters.length - 2 - (int) (salt % 8);
        for (int from = 0; from < characters.length; from++) {
            if (characters[from] != characters[at] && Character.isLetterOrDigit(characters[from])) {
                characters[at] = characters[from];
                break;
            }
        }
        return new String(characters);
    }

    private static UUID id(ByteBuf body) {
        int at = body.readerIndex();
        int end = body.writerIndex() - 41;
        while (at < end) {
            if (body.getByte(at) == '"'
                    && body.getByte(at + 1) == 'i'
                    && body.getByte(at + 2) == 'd'
                    && body.getByte(at + 3) == '"') {
                return UUID.fromString(body.toString(at + 6, 36, StandardCharsets.US_ASCII));
            }
            at++;
        }
        throw new IllegalStateException("no id in " + body.toString(StandardCharsets.UTF_8));
    }
}
