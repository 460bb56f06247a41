package org.youthhome.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.identity.Role;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * For every operation that takes a right: how to make a fresh thing, and a request about it that succeeds for whoever
 * holds the right there. Whoever adds such an operation adds its case here.
 */
final class RightfulRequests {

    /** A PNG of one pixel. */
    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private final Demo demo;
    private final MovableClock clock;
    private final Map<String, Supplier<Request>> cases = new TreeMap<>();

    RightfulRequests(Demo demo, MovableClock clock) {
        this.demo = demo;
        this.clock = clock;

        // Activities are written by the workers of their community.
        add("createActivity", () -> byWorkers().to("/activities").json(plan()));
        add("changeActivity", () -> {
            Draft draft = draft("");
            return draft.request("").header(HttpHeaders.IF_MATCH, draft.eTag()).json(draft.plan());
        });
        add("publishActivity", () -> draft("").request("/publish"));
        add("cancelActivity", () -> draft("").request("/cancel").json(Map.of("reason", "下雨")));
        add("closeActivity", () -> {
            Gathering gathering = gathering();
            return byWorkersOf(gathering).to("/activities/" + gathering.activityId() + "/close");
        });

        // Photos are uploaded by the workers of their community, and seen before others by whoever reviews them, too.
        add("uploadPhoto", () -> byWorkers()
                .to("/photos?communityId=" + demo.place(Demo.RIVERSIDE))
                .bytes("image/png", PIXEL));
        add("getPhoto", () -> {
            Demo.Account worker = demo.worker(Demo.RIVERSIDE);
            String id = answer(by(worker, worker)
                            .to("/photos?communityId=" + demo.place(Demo.RIVERSIDE))
                            .bytes("image/png", PIXEL)
                            .by(worker, HttpMethod.POST))
                    .get("id")
                    .asString();
            return byLocalUnits().to("/photos/" + id);
        });

        // Texts that a person has to read are read by the local unit.
        add("listContentReviews", () -> byLocalUnits().to("/content-reviews?placeId=" + demo.place(Demo.NORTH)));
        add("acceptContentReview", () -> byLocalUnits().to("/content-reviews/" + review() + "/accept"));
        add("refuseContentReview", () -> byLocalUnits()
                .to("/content-reviews/" + review() + "/refuse")
                .json(Map.of("reason", "请改一改")));

        // The door and the roster belong to the workers of the community.
        add("getCheckInCode", () -> at(gathering(), "/check-in-code"));
        add("getRoster", () -> at(gathering(), "/roster?names=whole"));
        add("checkInByStaff", () -> at(gathering(), "/check-ins").json(staffCheckIn()));
        add("annulCheckIn", () -> {
            Gathering gathering = gathering();
            Request checkIn = at(gathering, "/check-ins").json(staffCheckIn());
            String id = answer(checkIn.by(gathering.worker(), HttpMethod.POST))
                    .get("id")
                    .asString();
            return byWorkersOf(gathering).to("/check-ins/" + id).json(Map.of("reason", "认错了人"));
        });
        add("pairScreen", () -> {
            Gathering gathering = gathering();
            return byWorkersOf(gathering)
                    .to("/screens/" + newScreen().get("pairingCode").asString())
                    .json(Map.of("occurrenceId", gathering.occurrenceId()));
        });

        // Roles are given by whoever is at the place or above, and seen from above.
        add("createRoleInvitation", () -> byWorkers()
                .to("/role-invitations")
                .json(Map.of("role", "community_worker", "placeId", demo.place(Demo.RIVERSIDE))));
        add("listRoles", () -> byLocalUnits().to("/roles?placeId=" + demo.place(Demo.NORTH)));

        // What is the city's, or nobody's of a community.
        add("getToday", () -> by(demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH), demo.worker(Demo.HILLSIDE))
                .to("/today"));
        add("listAuditEntries", () -> by(demo.appointed(Role.AUDITOR, Demo.CITY), demo.worker(Demo.HILLSIDE))
                .to("/audit-entries"));
        add("importPlaces", () -> by(demo.city(), demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH))
                .to("/place-imports?dryRun=false")
                .body(
                        "text/csv",
                        "localUnit,localUnitKind,community,communityKind\n" + unique("契约镇") + ",镇,契约社区,涉农\n"));
    }

    /** A request to this operation, about something made for it; fails when nobody has said how. */
    Request of(String operationId) {
        Supplier<Request> found = cases.get(operationId);
        if (found == null) {
            throw new AssertionError("no case for operationId " + operationId + ": say in "
                    + getClass().getSimpleName() + " how a request succeeds, so that it can be tried who else may not");
        }
        return found.get();
    }

    Set<String> operations() {
        return cases.keySet();
    }

    /** A wall screen that nobody has paired yet. */
    JsonNode newScreen() {
        return answer(demo.anonymous().post().uri("/screens"));
    }

    /**
     * A request, whoever sends it.
     *
     * @param here who may
     * @param elsewhere who may the same elsewhere, but not here
     * @param path behind {@code /api/v1}, with its query
     */
    record Request(Demo.Account here, Demo.Account elsewhere, String path, Map<String, String> headers, byte[] body) {

        Request to(String otherPath) {
            return new Request(here, elsewhere, otherPath, headers, body);
        }

        Request header(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Request(here, elsewhere, path, more, body);
        }

        Request body(String type, String text) {
            return bytes(type, text.getBytes(StandardCharsets.UTF_8));
        }

        Request bytes(String type, byte[] file) {
            return new Request(
                    here,
                    elsewhere,
                    path,
                    header(HttpHeaders.CONTENT_TYPE, type).headers(),
                    file);
        }

        Request json(Map<String, ?> members) {
            return body(MediaType.APPLICATION_JSON_VALUE, new JsonMapper().writeValueAsString(members));
        }

        /** The same bytes by this client. */
        WebTestClient.RequestHeadersSpec<?> by(WebTestClient http, HttpMethod method) {
            WebTestClient.RequestBodySpec request = http.method(method).uri(path);
            headers.forEach(request::header);
            return body.length == 0 ? request : request.bodyValue(body);
        }

        WebTestClient.RequestHeadersSpec<?> by(Demo.Account account, HttpMethod method) {
            return by(account.http(), method);
        }
    }

    private record Draft(
            RightfulRequests cases, Demo.Account worker, String id, String eTag, Map<String, Object> plan) {

        Request request(String action) {
            return cases.by(worker, cases.demo.worker(Demo.HILLSIDE)).to("/activities/" + id + action);
        }
    }

    private void add(String operationId, Supplier<Request> request) {
        cases.put(operationId, request);
    }

    private Request by(Demo.Account here, Demo.Account elsewhere) {
        return new Request(here, elsewhere, "", Map.of(), new byte[0]);
    }

    private Request byWorkers() {
        return by(demo.worker(Demo.RIVERSIDE), demo.worker(Demo.HILLSIDE));
    }

    private Request byWorkersOf(Gathering gathering) {
        return by(gathering.worker(), demo.worker(Demo.HILLSIDE));
    }

    private Request byLocalUnits() {
        return by(
                demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH), demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.SOUTH));
    }

    private Request at(Gathering gathering, String what) {
        return byWorkersOf(gathering).to("/occurrences/" + gathering.occurrenceId() + what);
    }

    private Gathering gathering() {
        return Gathering.now(demo, clock).published();
    }

    /** Everything that an activity needs, to be published too. */
    private Map<String, Object> plan() {
        Instant start = clock.instant().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("title", "契约·集中服务日");
        plan.put("youthHomeId", demo.home(Demo.RIVERSIDE, 120.27, 32.02));
        plan.put("programme", "volunteering");
        plan.put("description", "智慧助老、垃圾分类、护河。");
        plan.put("conditions", "年满十六周岁。");
        plan.put("risks", "河边路滑。");
        plan.put("safeguards", "已投保意外险。");
        plan.put("contact", "社区值班室");
        plan.put(
                "occurrences",
                List.of(Map.of(
                        "startsAt", start.toString(),
                        "endsAt", start.plus(Duration.ofHours(2)).toString(),
                        "volunteerCapacity", 10)));
        return plan;
    }

    /** A draft of a worker of the riverside, with this in its description. */
    private Draft draft(String word) {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        Map<String, Object> plan = plan();
        plan.put("description", plan.get("description") + word);
        EntityExchangeResult<JsonNode> made =
                result(by(worker, worker).to("/activities").json(plan).by(worker, HttpMethod.POST));
        return new Draft(
                this,
                worker,
                body(made).get("id").asString(),
                Objects.requireNonNull(made.getResponseHeaders().getETag()),
                plan);
    }

    /** Texts of the riverside that wait for a person. */
    private String review() {
        Draft draft = draft("待审");
        JsonNode asked = answer(draft.request("/publish").by(draft.worker(), HttpMethod.POST));
        return asked.get("review").get("id").asString();
    }

    private Map<String, Object> staffCheckIn() {
        return Map.of("personId", demo.stranger().personId(), "nonce", unique("nonce-"), "as", "volunteer");
    }

    private static String unique(String prefix) {
        return prefix + UUID.randomUUID().toString().substring(0, 13);
    }

    private static JsonNode answer(WebTestClient.RequestHeadersSpec<?> request) {
        return body(result(request));
    }

    private static EntityExchangeResult<JsonNode> result(WebTestClient.RequestHeadersSpec<?> request) {
        return request.exchange()
                .expectStatus()
                .is2xxSuccessful()
                .expectBody(JsonNode.class)
                .returnResult();
    }

    private static JsonNode body(EntityExchangeResult<JsonNode> result) {
        return Objects.requireNonNull(result.getResponseBody());
    }
}
