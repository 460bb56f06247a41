package org.youthhome.load;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.youthhome.kernel.Times;

/**
 * People, activities and enrolments in any number, straight into the database: each is a copy of a row that the product
 * itself wrote, with an id that its number gives.
 */
final class Population {

    static final int ROOM = 1_000_000;

    private static final String PERSON = "019000000001";
    private static final String ACTIVITY = "019000000003";
    private static final String OCCURRENCE = "019000000004";
    private static final String ENROLMENT = "019000000005";
    private static final String CHECK_IN = "019000000006";
    private static final String COMMUNITY = "x'01900000000070008000000000000003'";
    private static final String HOME = "x'01900000000070008000000000000004'";
    private static final int OTHER_COMMUNITIES = 100;

    private static final int DAYS = 1_150;
    private static final int DAYS_PAST = 1_090;

    private final Sql sql;
    private long people;
    private long occurrences;
    private long enrolments;

    Population(Sql sql) {
        this.sql = sql;
    }

    static UUID person(long n) {
        return id(PERSON, n);
    }

    static UUID occurrence(long n) {
        return id(OCCURRENCE, n);
    }

    static UUID activity(long n) {
        return id(ACTIVITY, n);
    }

    private static UUID id(String kind, long n) {
        return new UUID(Long.parseLong(kind, 16) << 16 | 0x7000, 0x8000_0000_0000_0000L | n);
    }

    /** SQL for the id of the thing whose number the expression says. */
    private static String sqlId(String kind, String number) {
        return "UNHEX(CONCAT('" + kind + "70008000',LPAD(HEX(" + number + "),12,'0')))";
    }

    static String sqlPerson(String number) {
        return sqlId(PERSON, number);
    }

    static String sqlOccurrence(String number) {
        return sqlId(OCCURRENCE, number);
    }

    static String sqlActivity(String number) {
        return sqlId(ACTIVITY, number);
    }

    static String hex(UUID id) {
        return "x'" + id.toString().replace("-", "") + "'";
    }

    /** A city with one community and one home; to be there before the program is asked anything. */
    void settle() {
        sql.run("INSERT INTO place (id, parent_id, kind, character_kind, name, created_at) VALUES"
                + " (x'01900000000070008000000000000001', NULL, 'city', NULL, '演示市', NOW(6)),"
                + " (x'01900000000070008000000000000002', x'01900000000070008000000000000001', 'local_unit',"
                + " 'subdistrict', '演示街道', NOW(6)),"
                + " (" + COMMUNITY + ", x'01900000000070008000000000000002', 'community', 'modern', '演示社区', NOW(6))");
        sql.run("INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, stage, created_at,"
                + " updated_at) VALUES (" + HOME + ", " + COMMUNITY
                + ", '演示之家', '演示路 1 号', 120.27, 32.02, 'listed', NOW(6), NOW(6))");
    }

    /** A hundred communities more, with a home each; to be there before the program is asked anything. */
    void settleMore() {
        int last = OTHER_COMMUNITIES - 1;
        sql.run("INSERT INTO place (id, parent_id, kind, character_kind, name, created_at) SELECT "
                + sqlId("019000000007", "seq")
                + ", x'01900000000070008000000000000002', 'community', 'modern', CONCAT('演示社区', seq), NOW(6)"
                + " FROM seq_0_to_" + last);
        sql.run("INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, stage, created_at,"
                + " updated_at) SELECT " + sqlId("019000000008", "seq") + ", " + sqlId("019000000007", "seq")
                + ", CONCAT('演示之家', seq), '演示路', 120.2 + seq / 1000, 32.0 + seq / 1000, 'listed', NOW(6), NOW(6)"
                + " FROM seq_0_to_" + last);
    }

    static UUID otherCommunity(long n) {
        return id("019000000007", n % OTHER_COMMUNITIES);
    }

    /** Days from today on which the activity with this number is, over three years until two months ahead. */
    private static String days(String number) {
        return "(CAST(" + number + " AS SIGNED) * 7 MOD " + DAYS + " - " + DAYS_PAST + ")";
    }

    /**
     * Activities of years, in all communities, a few of them on now, with check-ins for those that are over.
     *
     * @param kept rows of {@code activity} to be copied in turn, as conditions
     */
    void years(long first, long last, List<String> kept) {
        long each = Math.max(1, (last - first + kept.size()) / kept.size());
        for (int i = 0; i < kept.size() && first + i * each <= last; i++) {
            sql.keep("activity", kept.get(i));
            long from = first + i * each;
            long to = Math.min(last, from + each - 1);
            String shift = " + INTERVAL " + days("s.seq") + " DAY + INTERVAL (s.seq MOD 14) HOUR - INTERVAL 7 HOUR";
            activities(
                    from,
                    to,
                    Map.of(
                            "community_id",
                            sqlId("019000000007", "s.seq MOD " + OTHER_COMMUNITIES),
                            "youth_home_id",
                            sqlId("019000000008", "s.seq MOD " + OTHER_COMMUNITIES),
                            "first_starts_at",
                            "t.first_starts_at" + shift,
                            "last_ends_at",
                            "t.last_ends_at" + shift),
                    Map.of(
                            "starts_at", "t.starts_at" + shift,
                            "ends_at", "t.ends_at" + shift,
                            "volunteer_starts_at", "t.volunteer_starts_at" + shift,
                            "volunteer_ends_at", "t.volunteer_ends_at" + shift));
        }
    }

    void makeWorker(String personId) {
        sql.run("INSERT INTO role_assignment (id, person_id, role, place_id, granted_at) VALUES"
                + " (x'01900000000070008000000000000009', " + hex(UUID.fromString(personId))
                + ", 'community_worker', " + COMMUNITY + ", NOW(6)), (x'0190000000007000800000000000000a', "
                + hex(UUID.fromString(personId))
                + ", 'city_league', x'01900000000070008000000000000001', NOW(6))");
    }

    static UUID home() {
        return UUID.fromString("01900000-0000-7000-8000-000000000004");
    }

    static UUID community() {
        return UUID.fromString("01900000-0000-7000-8000-000000000003");
    }

    /** What is asked of the API for the activity that is copied: it is on now, for hours to come. */
    static Map<String, Object> plan(String title) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        return Map.ofEntries(
                Map.entry("title", title),
                Map.entry("youthHomeId", home().toString()),
                Map.entry("programme", "volunteering"),
                Map.entry("summary", "智慧助老、垃圾分类、护河，三队任选。"),
                Map.entry("description", "智慧助老、垃圾分类、护河。请穿便于活动的鞋，带一瓶水；现场分组，结束前集中整理。"),
                Map.entry("conditions", "年满十六周岁。"),
                Map.entry("risks", "河边路滑。"),
                Map.entry("safeguards", "现场急救箱，统一投保。"),
                Map.entry("contact", "社区值班室"),
                Map.entry("walkIn", true),
                Map.entry(
                        "occurrences",
                        List.of(Map.of(
                                "startsAt",
                                at(hour.minus(20, ChronoUnit.MINUTES)),
                                "endsAt",
                                at(hour.plus(5, ChronoUnit.HOURS)),
                                "participantCapacity",
                                100,
                                "volunteerCapacity",
                                100))));
    }

    private static String at(Instant instant) {
        return instant.atZone(Times.CITY_ZONE).toOffsetDateTime().toString();
    }

    /** As many people as said are there afterwards, numbered from 0. */
    void people(long howMany) {
        if (people < howMany) {
            people(people, howMany - 1);
            people = howMany;
        }
    }

    /** People with these numbers. */
    void people(long first, long last) {
        sql.copy(
                "person",
                first,
                last,
                Map.of(
                        "id", sqlPerson("s.seq"),
                        "open_id_hash", "UNHEX(CONCAT('4c',LPAD(HEX(s.seq),62,'0')))",
                        "display_name", "CONCAT('演示·', s.seq)"),
                "TRUE");
    }

    /** New activities that are on now, each with one occurrence of the same number; the first one's number. */
    long occurrences(int howMany, int participants, int volunteers) {
        long first = occurrences;
        occurrences += howMany;
        long last = occurrences - 1;
        activities(first, last, Map.of(), Map.of());
        sql.run("UPDATE places SET capacity = IF(enrolled_as = 'volunteer', " + volunteers + ", " + participants
                + ") WHERE occurrence_id BETWEEN " + hex(occurrence(first)) + " AND " + hex(occurrence(last)));
        return first;
    }

    /** New ones that are on now, where others have numbers of every size; the first one's number. */
    long newOnes(int howMany) {
        sql.run("CREATE TABLE IF NOT EXISTS load_numbers (n BIGINT)");
        long first = 900_000_000L + sql.number("SELECT COUNT(*) FROM load_numbers");
        for (int i = 0; i < howMany; i++) {
            sql.run("INSERT INTO load_numbers VALUES (" + (first + i) + ")");
        }
        activities(first, first + howMany - 1, Map.of(), Map.of());
        sql.run("UPDATE places SET capacity = " + ROOM + " WHERE occurrence_id BETWEEN " + hex(occurrence(first))
                + " AND " + hex(occurrence(first + howMany - 1)));
        return first;
    }

    /** Copies with more of their columns said. */
    void activities(long first, long last, Map<String, String> activity, Map<String, String> occurrence) {
        occurrences = Math.max(occurrences, last + 1);
        sql.copy("activity", first, last, with(activity, Map.of("id", sqlActivity("s.seq"))), "TRUE");
        sql.copy(
                "occurrence",
                first,
                last,
                with(
                        occurrence,
                        Map.of(
                                "id", sqlOccurrence("s.seq"),
                                "activity_id", sqlActivity("s.seq"),
                                "code_number", "CONV(SUBSTRING(MD5(CONCAT('o', s.seq)), 1, 14), 16, 10)")),
                "TRUE");
        for (String side : List.of("participant", "volunteer")) {
            sql.copy(
                    "places",
                    first,
                    last,
                    Map.of("occurrence_id", sqlOccurrence("s.seq"), "enrolled_as", "'" + side + "'", "taken", "0"),
                    "TRUE");
        }
    }

    /** Enrols as volunteers the people from 0 whose number is as {@code where} says. */
    void enrol(int howMany, String occurrenceNumber, String where) {
        long base = enrolments;
        enrolments += howMany;
        sql.copy(
                "enrolment",
                0,
                howMany - 1,
                Map.of(
                        "id", sqlId(ENROLMENT, base + " + s.seq"),
                        "occurrence_id", sqlOccurrence(occurrenceNumber),
                        "person_id", sqlPerson("s.seq")),
                where);
    }

    /** Makes the places taken agree with the enrolments. */
    void settlePlaces(long first, long last) {
        sql.run("UPDATE places p SET taken = (SELECT COUNT(*) FROM enrolment e WHERE e.occurrence_id = p.occurrence_id"
                + " AND e.enrolled_as = p.enrolled_as AND e.status = 'confirmed') WHERE p.occurrence_id BETWEEN "
                + hex(occurrence(first)) + " AND " + hex(occurrence(last)));
    }

    /**
     * Check-ins at what is over of {@link #years}, with their check-outs and the enrolments before them.
     *
     * @param firstRow number of the first of them, where there are some already
     * @param each how many there are at each occurrence
     * @param crowd whose they are: people from 0 on
     */
    void checkIns(long first, long occurrences, long firstRow, int each, long crowd) {
        String occurrence = first + " + s.seq DIV " + each;
        String person = sqlPerson("((" + occurrence + ") * 7919 + (s.seq MOD " + each + ") * 31) MOD " + crowd);
        String at = "NOW(6) + INTERVAL " + days(occurrence) + " DAY";
        long base = enrolments;
        enrolments += occurrences * each;
        sql.copy(
                "enrolment",
                0,
                occurrences * each - 1,
                Map.of(
                        "id",
                        sqlId(ENROLMENT, base + " + s.seq"),
                        "occurrence_id",
                        sqlOccurrence(occurrence),
                        "person_id",
                        person,
                        "created_at",
                        at,
                        "updated_at",
                        at),
                days(occurrence) + " < 0");
        sql.copy(
                "check_in",
                0,
                occurrences * each - 1,
                Map.of(
                        "id",
                        sqlId(CHECK_IN, firstRow + " + s.seq"),
                        "occurrence_id",
                        sqlOccurrence(occurrence),
                        "person_id",
                        person,
                        "nonce",
                        "CONCAT('large-', " + firstRow + " + s.seq)",
                        "happened_at",
                        at,
                        "arrived_at",
                        at,
                        "checked_out_at",
                        at + " + INTERVAL 2 HOUR",
                        "check_out_means",
                        "'auto'",
                        "minutes",
                        "120"),
                days(occurrence) + " < 0");
    }

    private static Map<String, String> with(Map<String, String> one, Map<String, String> other) {
        Map<String, String> both = new java.util.HashMap<>(one);
        both.putAll(other);
        return both;
    }
}
