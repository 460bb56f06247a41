package org.youthhome.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Times;
import tools.jackson.databind.JsonNode;

/**
 * A published activity with one occurrence at a home of {@link Demo#RIVERSIDE}, made through the API by a worker there.
 *
 * @param worker of the community
 */
public record Gathering(Demo demo, Demo.Account worker, UUID activityId, UUID occurrenceId) {

    /** What an activity is to be like; starts as one that is running now, for 100 volunteers, walk-ins welcome. */
    public static final class Plan {

        private final Demo demo;
        private final Map<String, Object> body = new LinkedHashMap<>();
        private final Map<String, Object> occurrence = new LinkedHashMap<>();
        private String community = Demo.RIVERSIDE;
        private double longitude = 120.27;
        private double latitude = 32.02;

        private Plan(Demo demo, Instant now) {
            this.demo = demo;
            body.put("title", "演示·集中服务日 " + UUID.randomUUID());
            body.put("programme", "volunteering");
            body.put("description", "智慧助老、垃圾分类、护河。");
            body.put("conditions", "年满十六周岁。");
            body.put("risks", "河边路滑。");
            body.put("safeguards", "现场急救箱，统一投保。");
            body.put("contact", "社区值班室");
            between(now.minus(Duration.ofMinutes(30)), now.plus(Duration.ofHours(2)));
            places(0, 100);
        }

        public Plan with(String field, Object value) {
            body.put(field, value);
            return this;
        }

        public Plan between(Instant starts, Instant ends) {
            occurrence.put("startsAt", local(starts));
            occurrence.put("endsAt", local(ends));
            return this;
        }

        /** When volunteers may go, if not at the occurrence's end. */
        public Plan shiftUntil(Instant ends) {
            occurrence.put("volunteerStartsAt", occurrence.get("startsAt"));
            occurrence.put("volunteerEndsAt", local(ends));
            return this;
        }

        private static String local(Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS)
                    .atZone(Times.CITY_ZONE)
                    .toOffsetDateTime()
                    .toString();
        }

        public Plan places(int participants, int volunteers) {
            occurrence.put("participantCapacity", participants);
            occurrence.put("volunteerCapacity", volunteers);
            return this;
        }

        public Plan in(String otherCommunity) {
            this.community = otherCommunity;
            return this;
        }

        /** Made and published. */
        public Gathering published() {
            Demo.Account worker = demo.worker(community);
            UUID home = demo.home(community, longitude, latitude);
            body.put("youthHomeId", home.toString());
            body.put("occurrences", List.of(occurrence));
            var made = worker.http()
                    .post()
                    .uri("/activities")
                    .bodyValue(body)
                    .exchange()
                    .expectStatus()
                    .isCreated()
                    .expectBody(JsonNode.class)
                    .returnResult();
            JsonNode activity = made.getResponseBody();
            String id = activity.get("id").asString();
            worker.http()
                    .post()
                    .uri("/activities/{id}/publish", id)
                    .header(HttpHeaders.IF_MATCH, made.getResponseHeaders().getETag())
                    .exchange()
                    .expectStatus()
                    .isOk();
            return new Gathering(
                    demo,
                    worker,
                    UUID.fromString(id),
                    UUID.fromString(activity.get("occurrences").get(0).get("id").asString()));
        }
    }

    /** Something that is on now. */
    public static Plan now(Demo demo, MovableClock clock) {
        return new Plan(demo, clock.instant());
    }

    /** The code that the worker's phone shows now. */
    public String code() {
        return worker.http()
                .get()
                .uri("/occurrences/{id}/check-in-code", occurrenceId)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody()
                .get("code")
                .asString();
    }

    /** The live numbers: enrolled, checked in, present, checked out. */
    public List<Long> headcount() {
        JsonNode numbers = worker.http()
                .get()
                .uri("/occurrences/{id}/headcount", occurrenceId)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        return List.of(
                numbers.get("enrolled").asLong(),
                numbers.get("checkedIn").asLong(),
                numbers.get("present").asLong(),
                numbers.get("checkedOut").asLong());
    }

    /** The version that the worker sees now, for If-Match. */
    public String eTag() {
        return Objects.requireNonNull(worker.http()
                .get()
                .uri("/activities/{id}", activityId)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseHeaders()
                .getETag());
    }

    /** Calls it off, as the worker does. */
    public void cancel(String reason) {
        worker.http()
                .post()
                .uri("/activities/{id}/cancel", activityId)
                .header(HttpHeaders.IF_MATCH, eTag())
                .bodyValue(Map.of("reason", reason))
                .exchange()
                .expectStatus()
                .isOk();
    }

    /** Rows of a table that belong to the occurrence. */
    public long rows(String table) {
        return Long.parseLong(demo.texts("SELECT COUNT(*) FROM " + table + " WHERE occurrence_id = x'"
                        + java.util.HexFormat.of().formatHex(Ids.bytes(occurrenceId)) + "'")
                .get(0));
    }

    /** The first column of what a query over this occurrence finds; {@code :here} stands for its id. */
    public List<String> texts(String sql) {
        return demo.texts(
                sql.replace(":here", "x'" + java.util.HexFormat.of().formatHex(Ids.bytes(occurrenceId)) + "'"));
    }
}
