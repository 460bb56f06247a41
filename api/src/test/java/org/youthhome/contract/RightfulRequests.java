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

        // So are their drafts, copies, templates and series, and when they are published.
        // These two are about no place: the one shows everybody the drafts of their own, the other makes nothing.
        add("listActivityDrafts", () -> byNobodysWorkers().to("/activity-drafts"));
        add("createActivityDraft", () -> byWorkers()
                .to("/activity-drafts")
                .json(Map.of("youthHomeId", demo.home(Demo.RIVERSIDE, 120.27, 32.02))));
        add("getActivityDraft", () -> sketch(""));
        add(
                "saveActivityDraft",
                () -> sketch("").header(HttpHeaders.IF_MATCH, "\"0\"").json(plan()));
        add("discardActivityDraft", () -> sketch(""));
        add("publishActivityDraft", () -> sketch("/publish"));
        add("finishActivityDraft", () -> sketch("/finish"));
        add("previewActivityDraft", () -> sketch("/preview"));
        add("copyActivity", () -> draft("").request("/copies").json(Map.of()));
        add("keepActivityTemplate", () -> draft("").request("/templates").json(Map.of("name", "契约模板")));
        add("listActivityTemplates", () -> byWorkers()
                .to("/activity-templates?communityId=" + demo.place(Demo.RIVERSIDE)));
        add("draftFromTemplate", () -> byWorkers()
                .to("/activity-templates/" + template() + "/drafts")
                .json(Map.of("youthHomeId", demo.home(Demo.RIVERSIDE, 120.27, 32.02))));
        add("removeActivityTemplate", () -> byWorkers().to("/activity-templates/" + template()));
        add("previewActivity", () -> draft("").request("/preview"));
        add("listSeriesDays", () -> byNobodysWorkers().to("/series-days").json(recurrence()));
        add("getSeries", () -> {
            Draft draft = draft("");
            JsonNode unused = answer(draft.request("/series")
                    .header(HttpHeaders.IF_MATCH, draft.eTag())
                    .json(series())
                    .by(draft.worker(), HttpMethod.PUT));
            return draft.request("/series");
        });
        add("putSeries", () -> {
            Draft draft = draft("");
            return draft.request("/series")
                    .header(HttpHeaders.IF_MATCH, draft.eTag())
                    .json(series());
        });
        add("changeOccurrence", () -> {
            Draft draft = draft("");
            return draft.request("/occurrences/" + occurrence(draft))
                    .header(HttpHeaders.IF_MATCH, draft.eTag())
                    .json(firstOccurrence(draft.plan()));
        });
        add("cancelOccurrence", () -> {
            Draft draft = draft("");
            return draft.request("/occurrences/" + occurrence(draft) + "/cancel")
                    .header(HttpHeaders.IF_MATCH, draft.eTag())
                    .json(Map.of("reason", "下雨"));
        });
        add("schedulePublication", () -> draft("").request("/publication").json(tomorrow()));
        add("getPublication", () -> {
            Draft draft = draft("");
            JsonNode unused =
                    answer(draft.request("/publication").json(tomorrow()).by(draft.worker(), HttpMethod.PUT));
            return draft.request("/publication");
        });
        add("unschedulePublication", () -> draft("").request("/publication"));
        add("getActivitySummary", () -> draft("").request("/summary"));
        add("putActivitySummary", () -> {
            Gathering gathering = gathering();
            return byWorkersOf(gathering)
                    .to("/activities/" + gathering.activityId() + "/summary")
                    .json(Map.of("sentence", "三队共三百人。"));
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
        add("putPublicHolidays", () -> by(demo.city(), demo.appointed(Role.LOCAL_UNIT_LEAGUE, Demo.NORTH))
                .to("/public-holidays/2041")
                .json(Map.of("days", List.of(Map.of("date", "2041-01-01", "kind", "holiday", "name", "元旦")))));
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

    private Request byNobodysWorkers() {
        return by(demo.worker(Demo.RIVERSIDE), demo.appointed(Role.AUDITOR, Demo.CITY));
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

    /** A draft of the riverside that is still being typed. */
    private Request sketch(String action) {
        Demo.Account worker = demo.worker(Demo.RIVERSIDE);
        JsonNode made =
                answer(by(worker, worker).to("/activity-drafts").json(plan()).by(worker, HttpMethod.POST));
        return by(worker, demo.worker(Demo.HILLSIDE))
                .to("/activity-drafts/" + made.get("id").asString() + action);
    }

    /** A template of the riverside. */
    private String template() {
        Draft draft = draft("");
        return answer(draft.request("/templates").json(Map.of("name", "契约模板")).by(draft.worker(), HttpMethod.POST))
                .get("id")
                .asString();
    }

    private Map<String, Object> recurrence() {
        return Map.of(
                "startsOn",
                java.time.LocalDate.ofInstant(clock.instant(), org.youthhome.kernel.Times.CITY_ZONE)
                        .plusDays(2)
                        .toString(),
                "rrule",
                "FREQ=WEEKLY;COUNT=3");
    }

    private Map<String, Object> series() {
        return Map.of("recurrence", recurrence(), "startsAt", "16:30", "endsAt", "18:00", "participantCapacity", 20);
    }

    private Map<String, Object> tomorrow() {
        return Map.of(
                "publishAt",
                clock.instant()
                        .plus(Duration.ofDays(1))
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> firstOccurrence(Map<String, Object> plan) {
        return ((List<Map<String, Object>>) plan.get("occurrences")).get(0);
    }

    private String occurrence(Draft draft) {
        return answer(draft.request("").by(draft.worker(), HttpMethod.GET))
                .get("occurrences")
                .get(0)
                .get("id")
                .asString();
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
