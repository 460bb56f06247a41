package org.youthhome.activity.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.kernel.Ids;
import org.youthhome.testing.Demo;
import tools.jackson.databind.JsonNode;

/** A community worker with a home of their own, who writes activities over HTTP. */
final class Organiser {

    private static long homes;

    private final Demo demo;
    private final Clock clock;
    final Demo.Account account;
    final UUID home;

    Organiser(Demo demo, Clock clock, String community) {
        this(demo, clock, demo.worker(community), home(demo, community, 120.27, 32.02));
    }

    Organiser(Demo demo, Clock clock, Demo.Account account, UUID home) {
        this.demo = demo;
        this.clock = clock;
        this.account = account;
        this.home = home;
    }

    /** A new listed home of a community. */
    static synchronized UUID home(Demo demo, String community, double longitude, double latitude) {
        UUID id = UUID.randomUUID();
        long unused = demo.run("""
                INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, created_at, updated_at)
                VALUES (%s, %s, '演示之家%d-%s', '演示路1号', %s, %s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """.formatted(
                hex(id), hex(demo.place(community)), ++homes, id.toString().substring(0, 8), longitude, latitude));
        return id;
    }

    static String hex(UUID id) {
        return "X'" + java.util.HexFormat.of().formatHex(Ids.bytes(id)) + "'";
    }

    Instant in(Duration time) {
        return clock.instant().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    /** An occurrence of two hours. */
    Map<String, Object> occurrence(Duration from, int participants, int volunteers) {
        Map<String, Object> occurrence = new LinkedHashMap<>();
        occurrence.put("startsAt", in(from).toString());
        occurrence.put("endsAt", in(from.plusHours(2)).toString());
        occurrence.put("participantCapacity", participants);
        occurrence.put("volunteerCapacity", volunteers);
        return occurrence;
    }

    /** What is enough for a draft. */
    Map<String, Object> draft(String title, List<Map<String, Object>> occurrences) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("title", title);
        wanted.put("youthHomeId", home);
        wanted.put("programme", "volunteering");
        wanted.put("occurrences", new ArrayList<>(occurrences));
        return wanted;
    }

    Map<String, Object> draft(String title) {
        return draft(title, List.of(occurrence(Duration.ofDays(2), 20, 10)));
    }

    /** What is enough to be published, volunteers too. */
    Map<String, Object> complete(String title, List<Map<String, Object>> occurrences) {
        Map<String, Object> wanted = draft(title, occurrences);
        wanted.put("description", "一起来服务。");
        wanted.put("conditions", "年满十六周岁。");
        wanted.put("risks", "河边路滑。");
        wanted.put("safeguards", "已投保意外险。");
        wanted.put("contact", "演示社区");
        return wanted;
    }

    Map<String, Object> complete(String title) {
        return complete(title, List.of(occurrence(Duration.ofDays(2), 20, 10)));
    }

    /** What an answer was. */
    record Answer(int status, @Nullable String eTag, JsonNode body) {

        String id() {
            return text("id");
        }

        String text(String field) {
            return body.get(field).asString();
        }

        String code() {
            return text("code");
        }

        List<String> fields() {
            List<String> fields = new ArrayList<>();
            body.get("errors").forEach(error -> fields.add(error.get("field").asString()));
            return fields;
        }

        JsonNode occurrence(int index) {
            return body.get("occurrences").get(index);
        }
    }

    Answer post(Map<String, Object> wanted) {
        return answer(account.http().post().uri("/activities").bodyValue(wanted));
    }

    Answer put(String id, @Nullable String ifMatch, Map<String, Object> wanted) {
        WebTestClient.RequestBodySpec request = account.http().put().uri("/activities/" + id);
        if (ifMatch != null) {
            request = request.header(HttpHeaders.IF_MATCH, ifMatch);
        }
        return answer(request.bodyValue(wanted));
    }

    Answer publish(String id) {
        return act(id, "publish");
    }

    Answer act(String id, String what) {
        return answer(account.http().post().uri("/activities/" + id + "/" + what));
    }

    /** Calls off one of an activity's occurrences. */
    Answer callOff(Answer activity, int occurrence, String reason) {
        return answer(account.http()
                .post()
                .uri("/activities/" + activity.id() + "/occurrences/"
                        + activity.occurrence(occurrence).get("id").asString() + "/cancel")
                .header(HttpHeaders.IF_MATCH, activity.eTag())
                .bodyValue(Map.of("reason", reason)));
    }

    /** The occurrences as an edit names them that leaves them as they are. */
    static List<Map<String, Object>> asTheyAre(Answer activity) {
        List<Map<String, Object>> occurrences = new ArrayList<>();
        for (JsonNode there : activity.body().get("occurrences")) {
            Map<String, Object> occurrence = new LinkedHashMap<>();
            for (String field : List.of("id", "startsAt", "endsAt")) {
                occurrence.put(field, there.get(field).asString());
            }
            for (String field : List.of("participantCapacity", "volunteerCapacity")) {
                occurrence.put(field, there.path(field).asInt());
            }
            occurrences.add(occurrence);
        }
        return occurrences;
    }

    Answer cancel(String id, String reason) {
        return answer(account.http().post().uri("/activities/" + id + "/cancel").bodyValue(Map.of("reason", reason)));
    }

    /** A published activity. */
    Answer published(Map<String, Object> wanted) {
        Answer drafted = post(wanted);
        Answer published = publish(drafted.id());
        if (published.status() != HttpStatus.OK.value()) {
            throw new AssertionError(published);
        }
        return published;
    }

    Answer published(String title) {
        return published(complete(title));
    }

    Answer get(String id) {
        return get(account.http(), "/activities/" + id);
    }

    Answer anonymously(String path) {
        return get(demo.anonymous(), path);
    }

    static Answer get(WebTestClient http, String path) {
        return answer(
                http.get().uri(builder -> java.net.URI.create(builder.build().toString() + path)));
    }

    static Answer answer(WebTestClient.RequestHeadersSpec<?> request) {
        EntityExchangeResult<JsonNode> result =
                request.exchange().expectBody(JsonNode.class).returnResult();
        return new Answer(
                result.getStatus().value(),
                result.getResponseHeaders().getETag(),
                Objects.requireNonNull(result.getResponseBody()));
    }

    /** Puts an activity of one occurrence so far into the past. */
    void past(String id, Duration ago) {
        String end = clock.instant().minus(ago).toString().replace("T", " ").replace("Z", "");
        UUID activity = UUID.fromString(id);
        long occurrences = demo.run(
                "UPDATE occurrence SET starts_at = '%1$s' - INTERVAL 2 HOUR, ends_at = '%1$s' WHERE activity_id = %2$s"
                        .formatted(end, hex(activity)));
        long activities = demo.run(
                "UPDATE activity SET first_starts_at = '%1$s' - INTERVAL 2 HOUR, last_ends_at = '%1$s'".formatted(end)
                        + " WHERE id = " + hex(activity));
        if (occurrences + activities < 2) {
            throw new AssertionError("no such activity");
        }
    }
}
