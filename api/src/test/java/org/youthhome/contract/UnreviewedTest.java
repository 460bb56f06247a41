package org.youthhome.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.contract.Contract.Operation;
import org.youthhome.sharing.ActivityCode;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;
import org.youthhome.testing.Surroundings;
import org.youthhome.wechat.SimulatedPush;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/**
 * Nothing that has not passed is readable through any operation that strangers may call: all of them are tried, with every
 * id that leads near what has not passed. Whoever adds an operation has it tried without a line here.
 */
@ApiTest
class UnreviewedTest {

    private static final int AT_ONCE = 8;

    private static final String UNTIL_READ = "text/event-stream";

    /** Operations that need a secret or something of the caller's own, which nothing here has: they say no to all. */
    private static final List<String> SILENT = List.of("getMyCalendar", "getCheckInCodeTarget", "verifyWeChatPush");

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    /** Operations that said more than no. */
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    /** How far the texts are. */
    private enum Texts {
        DRAFT,
        IN_REVIEW,
        EDIT_IN_REVIEW,
        EDIT_REFUSED
    }

    /** How far the photo is. */
    private enum Picture {
        CHECKING,
        IN_REVIEW,
        REFUSED,
        REFUSED_BY_A_PERSON
    }

    /** What must not be found, and the ids that lead near it. */
    private record Hidden(List<String> marks, List<String> ids, String community, String home) {}

    @ParameterizedTest
    @CsvSource({
        "DRAFT, CHECKING",
        "DRAFT, REFUSED",
        "IN_REVIEW, CHECKING",
        "IN_REVIEW, IN_REVIEW",
        "EDIT_IN_REVIEW, CHECKING",
        "EDIT_IN_REVIEW, IN_REVIEW",
        "EDIT_IN_REVIEW, REFUSED",
        "EDIT_IN_REVIEW, REFUSED_BY_A_PERSON",
        "EDIT_REFUSED, IN_REVIEW",
        "EDIT_REFUSED, REFUSED_BY_A_PERSON"
    })
    void nothing_that_has_not_passed_is_readable_by_any_public_operation(Texts texts, Picture picture) {
        Hidden hidden = hide(texts, picture);

        assertThat(leaks(hidden, demo.anonymous())).isEmpty();
        assertThat(leaks(hidden, demo.stranger().http())).isEmpty();
        assertThat(leaks(hidden, demo.worker(Demo.HILLSIDE).http())).isEmpty();
    }

    @Test
    void what_has_passed_is_found_by_the_same_search() {
        Hidden shown = show();

        assertThat(leaks(shown, demo.anonymous()))
                .anyMatch(leak -> leak.contains("getActivity"))
                .anyMatch(leak -> leak.contains("listActivities"))
                .anyMatch(leak -> leak.contains("getPicture"));
    }

    @Test
    void every_operation_that_is_searched_says_more_than_no() {
        Hidden shown = show();
        assertThat(leaks(shown, demo.anonymous())).isNotEmpty();
        assertThat(leaks(shown, demo.stranger().http())).isNotEmpty();

        assertThat(searched().map(Operation::id).filter(id -> !answered.contains(id)))
                .containsExactlyInAnyOrderElementsOf(SILENT);
    }

    @Test
    void a_poster_is_the_same_with_a_photo_that_has_not_passed_as_without_it() {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
        JsonNode made = send(worker, "POST", "/activities", null, plan(home, "海报", List.of(), null));
        JsonNode published = send(worker, "POST", "/activities/" + id(made) + "/publish", null, null);
        String without = posterTag(id(made));
        String photo = upload(worker);
        JsonNode edited = send(
                worker,
                "PUT",
                "/activities/" + id(made),
                "\"" + published.get("version").asInt() + "\"",
                plan(
                        home,
                        "海报",
                        List.of(Map.of("id", photo)),
                        published.get("occurrences").get(0)));
        assertThat(edited.get("photos")).hasSize(1);

        assertThat(posterTag(id(made))).isEqualTo(without);
        push(photo, "pass");
        assertThat(posterTag(id(made))).isNotEqualTo(without);
    }

    private String posterTag(String activity) {
        return Objects.requireNonNull(demo.poster(activity).getResponseHeaders().getETag());
    }

    private static Stream<Operation> searched() {
        return Contract.written()
                .operations()
                .filter(operation -> operation.method().equals("get"))
                .filter(operation -> operation.isForAnyone() || "person".equals(operation.who()));
    }

    private List<String> leaks(Hidden hidden, WebTestClient client) {
        // Ids are no check-in codes, and an address that sends many in one minute has to wait.
        clock.advance(Duration.ofMinutes(1));
        // A poster with a photo is some megabytes.
        WebTestClient http = client.mutate()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
                .build();
        // Several at once: a stream that has nothing to say is waited for.
        Scheduler asking = Schedulers.newBoundedElastic(AT_ONCE, Integer.MAX_VALUE, "asking");
        try {
            return Objects.requireNonNull(Flux.fromStream(searched())
                    .flatMapIterable(operation -> addresses(operation, hidden)
                            .map(address -> Mono.fromCallable(() -> leaks(hidden, http, operation, address))
                                    .subscribeOn(asking))
                            .toList())
                    .flatMap(asked -> asked, AT_ONCE)
                    .flatMapIterable(found -> found)
                    .collectList()
                    .block());
        } finally {
            asking.dispose();
        }
    }

    private List<String> leaks(Hidden hidden, WebTestClient http, Operation operation, String address) {
        String body = read(http, operation, address);
        return hidden.marks().stream()
                .filter(body::contains)
                .map(mark -> operation.id() + " " + address + " shows " + mark)
                .toList();
    }

    private static Stream<String> addresses(Operation operation, Hidden hidden) {
        String path = operation.path().replaceFirst("^/api/v1", "");
        Stream<String> paths = path.contains("{")
                ? hidden.ids().stream().map(id -> path.replaceAll("\\{[^}]+}", id))
                : Stream.of(path);
        return paths.flatMap(each -> queries(operation, hidden).stream().map(query -> each + query));
    }

    private static List<String> queries(Operation operation, Hidden hidden) {
        List<String> queries = new ArrayList<>(List.of(""));
        operation.query().keySet().forEach(name -> {
            switch (name) {
                case "q" -> queries.add("?q=" + hidden.marks().get(0));
                case "communityId", "placeId" -> queries.add("?" + name + "=" + hidden.community());
                case "youthHomeId" -> queries.add("?" + name + "=" + hidden.home());
                case "box" -> queries.add("?box=73,3,136,54");
                case "limit" -> queries.add("?limit=100");
                case "size" -> queries.addAll(List.of("?size=thumbnail", "?size=large"));
                default -> {}
            }
        });
        return queries;
    }

    /** The body as text, and as base64 where it is a picture. */
    private String read(WebTestClient http, Operation operation, String address) {
        var answer = http.get().uri(address).exchange();
        if (operation.responses().contains(UNTIL_READ)) {
            var events = answer.returnResult(String.class);
            if (events.getStatus().is2xxSuccessful()) {
                answered.add(operation.id());
            }
            return String.join(
                    "",
                    Objects.requireNonNull(events.getResponseBody()
                            // The first event says all there is; where there is none, nobody waits for it.
                            .take(1)
                            .take(Duration.ofMillis(300))
                            .onErrorComplete()
                            .collectList()
                            .block()));
        }
        var result = answer.expectBody(byte[].class).returnResult();
        if (result.getStatus().is2xxSuccessful()) {
            answered.add(operation.id());
        }
        byte[] body = result.getResponseBody();
        return body == null
                ? ""
                : new String(body, StandardCharsets.UTF_8) + Base64.getEncoder().encodeToString(body);
    }

    private Hidden hide(Texts texts, Picture picture) {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
        String mark = "暗" + UUID.randomUUID().toString().replace("-", "");
        String photo = upload(worker);
        List<String> marks = new ArrayList<>(List.of(mark, photo));
        marks.addAll(bytesOf(worker, photo));
        List<Map<String, Object>> photos = List.of(Map.of("id", photo, "alt", mark + "说明"));
        JsonNode made;
        if (texts == Texts.DRAFT || texts == Texts.IN_REVIEW) {
            made = send(worker, "POST", "/activities", null, plan(home, mark + "待审", photos, null));
            if (texts == Texts.IN_REVIEW) {
                JsonNode asked = send(worker, "POST", "/activities/" + id(made) + "/publish", null, null);
                assertThat(asked.get("status").asString()).isEqualTo("in_review");
            }
        } else {
            made = send(worker, "POST", "/activities", null, plan(home, "看得见的活动", List.of(Map.of("id", photo)), null));
            JsonNode published = send(worker, "POST", "/activities/" + id(made) + "/publish", null, null);
            assertThat(published.get("status").asString()).isEqualTo("published");
            JsonNode asked = send(
                    worker,
                    "PUT",
                    "/activities/" + id(made),
                    "\"" + published.get("version").asInt() + "\"",
                    plan(home, mark + "待审", photos, published.get("occurrences").get(0)));
            assertThat(asked.path("review").path("state").asString("")).isEqualTo("waiting");
            if (texts == Texts.EDIT_REFUSED) {
                decide(asked.get("review").get("id").asString(), "refuse");
            }
        }
        switch (picture) {
            case CHECKING -> {}
            case IN_REVIEW -> push(photo, "review");
            case REFUSED -> push(photo, "risky");
            case REFUSED_BY_A_PERSON -> {
                push(photo, "review");
                decide(reviewOf(photo), "refuse");
            }
        }
        return new Hidden(
                marks, ids(made, photo, home), demo.place(Demo.RIVERSIDE).toString(), home.toString());
    }

    private Hidden show() {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        UUID home = demo.home(Demo.RIVERSIDE, 120.27, 32.02);
        String mark = "明" + UUID.randomUUID().toString().replace("-", "");
        String photo = upload(worker);
        List<String> marks = new ArrayList<>(List.of(mark, photo));
        marks.addAll(bytesOf(worker, photo));
        push(photo, "pass");
        JsonNode made = send(worker, "POST", "/activities", null, plan(home, mark, List.of(Map.of("id", photo)), null));
        send(worker, "POST", "/activities/" + id(made) + "/publish", null, null);
        return new Hidden(
                marks, ids(made, photo, home), demo.place(Demo.RIVERSIDE).toString(), home.toString());
    }

    private List<String> ids(JsonNode activity, String photo, UUID home) {
        return List.of(
                id(activity),
                activity.get("occurrences").get(0).get("id").asString(),
                photo,
                new ActivityCode(UUID.fromString(id(activity))).text(),
                "volunteering",
                "2026",
                home.toString(),
                demo.place(Demo.RIVERSIDE).toString());
    }

    private Map<String, Object> plan(
            UUID home, String title, List<Map<String, Object>> photos, @Nullable JsonNode kept) {
        Instant start = clock.instant().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> occurrence = new LinkedHashMap<>();
        occurrence.put("startsAt", start.toString());
        occurrence.put("endsAt", start.plus(Duration.ofHours(2)).toString());
        occurrence.put("participantCapacity", 10);
        if (kept != null) {
            occurrence.put("id", kept.get("id").asString());
            occurrence.put("startsAt", kept.get("startsAt").asString());
            occurrence.put("endsAt", kept.get("endsAt").asString());
        }
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("title", title);
        plan.put("youthHomeId", home);
        plan.put("programme", "volunteering");
        plan.put("summary", title);
        plan.put("description", title + "，一起来。");
        plan.put("photos", photos);
        plan.put("occurrences", List.of(occurrence));
        return plan;
    }

    /** A picture that no other test uploads, so that its bytes are its own. */
    private String upload(Demo.Account worker) {
        BufferedImage picture = new BufferedImage(48, 48, BufferedImage.TYPE_INT_RGB);
        UUID seed = UUID.randomUUID();
        java.util.Random random = new java.util.Random(seed.getMostSignificantBits());
        for (int i = 0; i < 48 * 48; i++) {
            picture.setRGB(i % 48, i / 48, random.nextInt());
        }
        return demo.photo(worker, Demo.RIVERSIDE, picture);
    }

    private static List<String> bytesOf(Demo.Account worker, String photo) {
        return Stream.of("thumbnail", "screen", "large")
                .map(size -> worker.http()
                        .get()
                        .uri("/photos/{id}/picture?size={size}", photo, size)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody(byte[].class)
                        .returnResult()
                        .getResponseBody())
                .map(bytes -> Base64.getEncoder().encodeToString(bytes))
                .distinct()
                .toList();
    }

    private void push(String photo, String suggest) {
        String trace = Surroundings.weChat().pictures().entrySet().stream()
                .filter(asked -> asked.getValue().getPath().contains(photo))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        SimulatedPush.Sealed sealed = new SimulatedPush().verdict(trace, suggest, 20001);
        demo.anonymous()
                .post()
                .uri("/wechat/push" + sealed.query())
                .header(HttpHeaders.CONTENT_TYPE, sealed.contentType())
                .bodyValue(sealed.body())
                .exchange()
                .expectStatus()
                .isOk();
    }

    private String reviewOf(String photo) {
        return demo.texts(
                        "SELECT LOWER(CONCAT_WS('-', SUBSTR(h, 1, 8), SUBSTR(h, 9, 4), SUBSTR(h, 13, 4), SUBSTR(h, 17, 4),"
                                + " SUBSTR(h, 21))) FROM (SELECT HEX(id) AS h FROM content_review WHERE photo_id = "
                                + Demo.hex(UUID.fromString(photo)) + ") r")
                .get(0);
    }

    private void decide(String review, String how) {
        demo.city()
                .http()
                .post()
                .uri("/content-reviews/" + review + "/" + how)
                .bodyValue(Map.of("reason", "不合适"))
                .exchange()
                .expectStatus()
                .isOk();
    }

    private static JsonNode send(
            Demo.Account who,
            String method,
            String path,
            @Nullable String ifMatch,
            @Nullable Map<String, Object> body) {
        WebTestClient.RequestBodySpec request = who.http()
                .method(org.springframework.http.HttpMethod.valueOf(method))
                .uri(path);
        if (ifMatch != null) {
            request = request.header(HttpHeaders.IF_MATCH, ifMatch);
        }
        return Objects.requireNonNull((body == null ? request : request.bodyValue(body))
                .exchange()
                .expectStatus()
                .is2xxSuccessful()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    private static String id(JsonNode made) {
        return made.get("id").asString();
    }
}
