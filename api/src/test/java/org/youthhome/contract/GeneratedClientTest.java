package org.youthhome.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.youthhome.client.ActivitiesApi;
import org.youthhome.client.CheckInApi;
import org.youthhome.client.EnrolmentApi;
import org.youthhome.client.HeadcountApi;
import org.youthhome.client.LoginApi;
import org.youthhome.client.http.ApiClient;
import org.youthhome.client.http.ApiException;
import org.youthhome.client.model.ActivityItem;
import org.youthhome.client.model.ActivityRequest;
import org.youthhome.client.model.ActivityStatus;
import org.youthhome.client.model.ActivityView;
import org.youthhome.client.model.CheckInView;
import org.youthhome.client.model.EnrolledAs;
import org.youthhome.client.model.EnrolmentRequest;
import org.youthhome.client.model.EnrolmentStatus;
import org.youthhome.client.model.LoginRequest;
import org.youthhome.client.model.OccurrenceRequest;
import org.youthhome.client.model.Problem;
import org.youthhome.client.model.Programme;
import org.youthhome.client.model.ScanRequest;
import org.youthhome.client.model.TokensView;
import org.youthhome.identity.Role;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.MovableClock;

/** A client that openapi-generator makes of {@code openapi.yaml} does the main job, and nothing else is needed for it. */
@ApiTest
class GeneratedClientTest {

    @Autowired
    Demo demo;

    @Autowired
    MovableClock clock;

    @LocalServerPort
    int port;

    @Test
    void it_logs_in_lists_enrols_and_checks_in() throws ApiException {
        ApiClient worker = loggedIn("client-worker-" + UUID.randomUUID());
        ActivityView activity = published(worker);
        UUID occurrence = activity.getOccurrences().get(0).getId();
        ApiClient volunteer = loggedIn("client-volunteer-" + UUID.randomUUID());

        ActivityItem found = new ActivitiesApi(volunteer)
                .listActivities(
                        null,
                        null,
                        activity.getYouthHome().getId(),
                        Programme.VOLUNTEERING,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "120.27,32.02",
                        null,
                        true,
                        false,
                        null,
                        20,
                        null)
                .getItems()
                .get(0);
        assertThat(found.getId()).isEqualTo(activity.getId());
        assertThat(found.getDistance()).isNotNull();

        var enrolment = new EnrolmentApi(volunteer).enrol(occurrence, new EnrolmentRequest().as(EnrolledAs.VOLUNTEER));
        assertThat(enrolment.getStatus()).isEqualTo(EnrolmentStatus.CONFIRMED);

        String code = new CheckInApi(worker).getCheckInCode(occurrence).getCode();
        ScanRequest scan = new ScanRequest().code(code).nonce("nonce-" + UUID.randomUUID());
        CheckInView checkedIn = new CheckInApi(volunteer).checkIn(scan);
        CheckInView repeated = new CheckInApi(volunteer).checkIn(scan);
        assertThat(repeated.getId()).isEqualTo(checkedIn.getId());
        assertThat(checkedIn.getHeadcount().getCheckedIn()).isEqualTo(1);
        assertThat(new HeadcountApi(volunteer).getHeadcount(occurrence).getPresent())
                .isEqualTo(1);
        assertThat(new CheckInApi(worker)
                        .getRoster(occurrence, null, null, null)
                        .getItems())
                .hasSize(1);
    }

    @Test
    void it_reads_why_it_was_refused() throws Exception {
        ApiClient volunteer = loggedIn("client-volunteer-" + UUID.randomUUID());

        ApiException no = catchThrowableOfType(ApiException.class, () -> new CheckInApi(volunteer)
                .checkIn(new ScanRequest().code("nonsense").nonce("nonce-" + UUID.randomUUID())));

        Problem problem = volunteer.getObjectMapper().readValue(no.getResponseBody(), Problem.class);
        assertThat(no.getCode()).isEqualTo(422);
        assertThat(problem.getCode()).isEqualTo("unknown_code");
        assertThat(problem.getTraceId()).isNotBlank();
    }

    private ApiClient loggedIn(String name) throws ApiException {
        TokensView tokens = new LoginApi(client()).logIn(new LoginRequest().code("demo:" + name));
        if (name.contains("worker")) {
            demo.appoint(tokens.getPerson().getId(), Role.COMMUNITY_WORKER, demo.place(Demo.RIVERSIDE));
        }
        return client().setRequestInterceptor(
                        request -> request.header("Authorization", "Bearer " + tokens.getAccessToken()));
    }

    private ApiClient client() {
        ApiClient client = new ApiClient();
        client.updateBaseUri("http://127.0.0.1:" + port);
        return client;
    }

    /** An activity that runs now. */
    private ActivityView published(ApiClient worker) throws ApiException {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.ofHours(8)).withNano(0);
        ActivitiesApi activities = new ActivitiesApi(worker);
        ActivityView draft = activities.createActivity(new ActivityRequest()
                .title("契约·客户端")
                .youthHomeId(demo.home(Demo.RIVERSIDE, 120.27, 32.02))
                .programme(Programme.VOLUNTEERING)
                .description("智慧助老。")
                .conditions("年满十六周岁。")
                .risks("河边路滑。")
                .safeguards("已投保意外险。")
                .contact("社区值班室")
                .addOccurrencesItem(new OccurrenceRequest()
                        .startsAt(now.minus(Duration.ofMinutes(30)))
                        .endsAt(now.plus(Duration.ofHours(2)))
                        .volunteerCapacity(10)));
        ActivityView published = activities.publishActivity(draft.getId(), null);
        assertThat(published.getStatus()).isEqualTo(ActivityStatus.PUBLISHED);
        return published;
    }
}
