package org.youthhome.enrolment.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.youthhome.checkin.CheckInDesk;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.enrolment.EnrolmentDesk;
import org.youthhome.kernel.ClientAddress;
import org.youthhome.kernel.Refusal;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;
import org.youthhome.testing.Strangers;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Many who want the same, at once and at two desks with a lane each, as two processes have them. */
@ApiTest
class EnrolmentRaceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ClientAddress HERE = new ClientAddress("127.0.0.1");

    @Autowired
    private Demo demo;

    @Autowired
    private MovableClock clock;

    @Autowired
    private EnrolmentDesk desk;

    @Autowired
    private CheckInDesk door;

    @Autowired
    private AutowireCapableBeanFactory beans;

    private List<EnrolmentDesk> desks;

    @BeforeEach
    void a_second_desk() {
        desks = List.of(desk, beans.createBean(EnrolmentDesk.class));
    }

    private static Mono<String> word(Mono<?> answer, String yes) {
        return answer.map(got -> got instanceof EnrolmentDesk.Enrolled enrolled && !enrolled.created() ? "held" : yes)
                .defaultIfEmpty(yes)
                .onErrorResume(Refusal.class, no -> Mono.just(no.code()));
    }

    private Mono<String> enrol(int at, UUID person, Gathering where, EnrolledAs as, int companions) {
        return word(desks.get(at % 2).enrol(person, where.occurrenceId(), as, companions), "taken");
    }

    private Mono<String> cancel(int at, UUID person, Gathering where) {
        return word(desks.get(at % 2).cancel(person, where.occurrenceId()), "gone");
    }

    private Mono<String> scan(UUID person, String code) {
        return word(
                door.checkIn(new CheckInDesk.Scan(
                        person, code, null, null, UUID.randomUUID().toString(), null, null, null, HERE)),
                "in");
    }

    private static Map<String, Long> race(List<Mono<String>> runners) {
        return Flux.fromIterable(runners)
                .flatMap(runner -> runner.subscribeOn(Schedulers.parallel()), runners.size())
                .collect(Collectors.groupingBy(word -> word, Collectors.counting()))
                .block(PATIENCE);
    }

    private static void assertPlacesMatchEnrolments(Gathering where) {
        assertThat(where.texts("SELECT CONCAT(enrolled_as, ' ', taken) FROM places WHERE occurrence_id = :here"))
                .containsExactlyInAnyOrderElementsOf(where.texts("""
                        SELECT CONCAT(p.enrolled_as, ' ', COALESCE(SUM(1 + e.companions), 0))
                          FROM places p
                          LEFT JOIN enrolment e ON e.occurrence_id = p.occurrence_id AND e.enrolled_as = p.enrolled_as
                               AND e.status = 'confirmed'
                         WHERE p.occurrence_id = :here GROUP BY p.enrolled_as
                        """));
    }

    @Test
    void six_hundred_at_two_desks_for_a_hundred_places_leave_exactly_a_hundred() {
        Gathering gathering = Gathering.now(demo, clock).places(100, 0).published();
        List<UUID> people = Strangers.of(demo, 600);
        Map<String, Long> answers = race(IntStream.range(0, 600)
                .mapToObj(i -> enrol(i, people.get(i), gathering, EnrolledAs.PARTICIPANT, 0))
                .toList());
        assertThat(answers).isEqualTo(Map.of("taken", 100L, "full", 500L));
        assertPlacesMatchEnrolments(gathering);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(100L, 0L, 0L, 0L));
    }

    @Test
    void three_hundred_who_each_ask_four_times_at_two_desks_hold_one_place_each() {
        Gathering gathering = Gathering.now(demo, clock).places(0, 300).published();
        List<UUID> people = Strangers.of(demo, 300);
        Map<String, Long> answers = race(IntStream.range(0, 1_200)
                .mapToObj(i -> enrol(i / 300, people.get(i % 300), gathering, EnrolledAs.VOLUNTEER, 0))
                .toList());
        assertThat(answers).isEqualTo(Map.of("taken", 300L, "held", 900L));
        assertThat(gathering.rows("enrolment")).isEqualTo(300);
        assertPlacesMatchEnrolments(gathering);
    }

    @Test
    void of_two_that_overlap_each_person_gets_one_whichever_desk_is_asked() {
        Gathering one = Gathering.now(demo, clock).places(0, 500).published();
        Gathering other = Gathering.now(demo, clock).places(0, 500).published();
        List<UUID> people = Strangers.of(demo, 250);
        List<Mono<String>> runners = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            runners.add(enrol(0, people.get(i), one, EnrolledAs.VOLUNTEER, 0));
            runners.add(enrol(i, people.get(i), other, EnrolledAs.VOLUNTEER, 0));
        }
        assertThat(race(runners)).isEqualTo(Map.of("taken", 250L, "overlapping", 250L));
        assertThat(one.rows("enrolment") + other.rows("enrolment")).isEqualTo(250);
    }

    @Test
    void giving_up_beside_enrolling_loses_no_place() {
        Gathering gathering = Gathering.now(demo, clock).places(40, 40).published();
        List<UUID> people = Strangers.of(demo, 100);
        List<Mono<String>> runners = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            UUID person = people.get(i);
            runners.add(enrol(i, person, gathering, EnrolledAs.PARTICIPANT, i % 3));
            runners.add(cancel(i + 1, person, gathering));
            runners.add(enrol(i + 1, person, gathering, EnrolledAs.VOLUNTEER, 0));
            runners.add(cancel(i, person, gathering));
        }
        assertThat(race(runners).keySet()).isSubsetOf("taken", "held", "full", "gone");
        assertPlacesMatchEnrolments(gathering);
        assertThat(gathering
                        .texts("SELECT MAX(taken - capacity) FROM places WHERE occurrence_id = :here")
                        .get(0))
                .satisfies(over -> assertThat(Integer.parseInt(over)).isLessThanOrEqualTo(0));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(gathering.headcount().get(0))
                        .isEqualTo(Long.parseLong(gathering
                                .texts("SELECT SUM(taken) FROM places WHERE occurrence_id = :here")
                                .get(0))));
    }

    @Test
    void walking_in_beside_enrolling_takes_one_place() {
        Gathering gathering = Gathering.now(demo, clock).places(0, 1_000).published();
        String code = gathering.code();
        List<UUID> people = Strangers.of(demo, 300);
        List<Mono<String>> runners = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            runners.add(enrol(i, people.get(i), gathering, EnrolledAs.VOLUNTEER, 0));
            runners.add(scan(people.get(i), code));
        }
        Map<String, Long> answers = race(runners);
        assertThat(answers).containsEntry("in", 300L);
        assertThat(answers.keySet()).isSubsetOf("in", "taken", "held");
        assertThat(gathering.rows("enrolment")).isEqualTo(300);
        assertPlacesMatchEnrolments(gathering);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(gathering.headcount()).containsExactly(300L, 300L, 300L, 0L));
    }

    @Test
    void who_comes_in_while_giving_up_either_came_or_gave_up() {
        Gathering gathering =
                Gathering.now(demo, clock).with("walkIn", false).places(0, 300).published();
        String code = gathering.code();
        List<UUID> people = Strangers.of(demo, 300);
        race(people.stream()
                .map(person -> enrol(0, person, gathering, EnrolledAs.VOLUNTEER, 0))
                .toList());
        List<Mono<String>> runners = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            runners.add(cancel(i, people.get(i), gathering));
            runners.add(scan(people.get(i), code));
        }
        Map<String, Long> answers = race(runners);
        assertThat(answers.keySet()).isSubsetOf("in", "gone", "already_here", "not_enrolled");
        assertThat(answers.getOrDefault("in", 0L) + answers.getOrDefault("gone", 0L))
                .isEqualTo(300);
        assertThat(gathering.rows("check_in")).isEqualTo(answers.getOrDefault("in", 0L));
        assertPlacesMatchEnrolments(gathering);
        assertThat(gathering.texts("SELECT SUM(taken) FROM places WHERE occurrence_id = :here"))
                .containsExactly(String.valueOf(answers.getOrDefault("in", 0L)));
    }
}
