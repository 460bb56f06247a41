package org.youthhome.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.youthhome.enrolment.EnrolledAs.PARTICIPANT;
import static org.youthhome.enrolment.EnrolledAs.VOLUNTEER;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.enrolment.EnrolmentDecisions.Decision;
import org.youthhome.kernel.Refusal;
import org.youthhome.programme.Programme;

class EnrolmentDecisionsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T06:30:00Z");

    private final UUID person = UUID.randomUUID();
    private final Set<UUID> people = new HashSet<>(Set.of(person));
    private final List<EnrolmentRow> found = new ArrayList<>();
    private final LockedPlaces places = new LockedPlaces();
    private final Engagements engagements = new Engagements();
    private final Set<PersonAt> here = new HashSet<>();
    private EnrolmentDecisions decisions;

    private static Occurrence occurrence(ActivityStatus status, boolean cancelled, Instant starts, Instant closes) {
        Instant ends = starts.plus(Duration.ofHours(2));
        return new Occurrence(
                UUID.randomUUID(),
                UUID.randomUUID(),
                7,
                0,
                "演示·集中服务日",
                Programme.VOLUNTEERING,
                UUID.randomUUID(),
                "演示之家",
                UUID.randomUUID(),
                120.27,
                32.02,
                status,
                cancelled,
                true,
                true,
                false,
                Duration.ofMinutes(30),
                null,
                starts,
                ends,
                starts.minus(Duration.ofMinutes(30)),
                ends.plus(Duration.ofMinutes(30)),
                closes);
    }

    private Occurrence open(int participants, int volunteers) {
        return open(NOW.plus(Duration.ofHours(1)), participants, volunteers);
    }

    private Occurrence open(Instant starts, int participants, int volunteers) {
        Occurrence occurrence = occurrence(ActivityStatus.PUBLISHED, false, starts, null);
        places.with(occurrence.id(), PARTICIPANT, participants, 0).with(occurrence.id(), VOLUNTEER, volunteers, 0);
        return occurrence;
    }

    private UUID other() {
        UUID id = UUID.randomUUID();
        people.add(id);
        return id;
    }

    private Decision decide(Wish wish) {
        if (decisions == null) {
            decisions = new EnrolmentDecisions(people, new LockedEnrolments(found), places, engagements, here);
        }
        return decisions.decide(wish);
    }

    private Decision enrol(UUID who, Occurrence occurrence, EnrolledAs as, int companions) {
        return decide(new Wish.Enrol(UUID.randomUUID(), occurrence, who, as, companions, NOW));
    }

    private Decision cancel(UUID who, Occurrence occurrence) {
        return decide(new Wish.Cancel(occurrence, who, NOW));
    }

    private static void assertRefused(Decision decision, String code) {
        assertThat(decision.refusal()).isNotNull().extracting(Refusal::code).isEqualTo(code);
        assertThat(decision.created()).isFalse();
    }

    private static void assertTaken(Decision decision) {
        assertThat(decision.refusal()).isNull();
        assertThat(decision.created()).isTrue();
    }

    @Test
    void a_wish_repeated_in_one_batch_takes_one_place() {
        Occurrence occurrence = open(10, 0);
        Decision first = enrol(person, occurrence, PARTICIPANT, 2);
        Decision again = enrol(person, occurrence, PARTICIPANT, 2);
        assertTaken(first);
        assertThat(again).isEqualTo(new Decision(first.row(), false, null));
        assertThat(places.taken(occurrence.id(), PARTICIPANT)).isEqualTo(3);
    }

    @Test
    void a_batch_written_again_after_its_commit_still_says_that_it_took_the_place() {
        Occurrence occurrence = open(10, 0);
        Wish.Enrol wish = new Wish.Enrol(UUID.randomUUID(), occurrence, person, PARTICIPANT, 0, NOW);
        found.add(EnrolmentRow.first(wish.id(), wish.key(), PARTICIPANT, 0, EnrolmentRow.Origin.SELF, NOW));
        assertTaken(decide(wish));
        assertThat(places.taken(occurrence.id(), PARTICIPANT)).isZero();
    }

    @Test
    void the_last_places_go_to_those_who_came_first() {
        Occurrence occurrence = open(3, 0);
        assertTaken(enrol(person, occurrence, PARTICIPANT, 1));
        assertRefused(enrol(other(), occurrence, PARTICIPANT, 1), "full");
        assertTaken(enrol(other(), occurrence, PARTICIPANT, 0));
        assertRefused(enrol(other(), occurrence, PARTICIPANT, 0), "full");
        assertThat(places.taken(occurrence.id(), PARTICIPANT)).isEqualTo(3);
    }

    @Test
    void a_place_given_up_is_there_for_the_next_of_the_same_batch() {
        Occurrence occurrence = open(1, 0);
        assertTaken(enrol(person, occurrence, PARTICIPANT, 0));
        assertThat(cancel(person, occurrence).refusal()).isNull();
        assertTaken(enrol(other(), occurrence, PARTICIPANT, 0));
        assertRefused(enrol(person, occurrence, PARTICIPANT, 0), "full");
    }

    @Test
    void bringing_more_companions_needs_as_many_places_more_and_bringing_fewer_none() {
        Occurrence occurrence = open(4, 0);
        enrol(person, occurrence, PARTICIPANT, 2);
        assertRefused(enrol(person, occurrence, PARTICIPANT, 4), "full");
        assertThat(enrol(person, occurrence, PARTICIPANT, 3).refusal()).isNull();
        assertThat(enrol(person, occurrence, PARTICIPANT, 0).refusal()).isNull();
        assertThat(places.taken(occurrence.id(), PARTICIPANT)).isOne();
    }

    @Test
    void changing_to_a_full_side_keeps_what_is_held() {
        Occurrence occurrence = open(1, 1);
        enrol(other(), occurrence, VOLUNTEER, 0);
        enrol(person, occurrence, PARTICIPANT, 0);
        assertRefused(enrol(person, occurrence, VOLUNTEER, 0), "full");
        assertThat(places.taken(occurrence.id(), PARTICIPANT)).isOne();
    }

    @Test
    void changing_sides_moves_the_place_and_is_no_new_enrolment() {
        Occurrence occurrence = open(5, 1);
        enrol(person, occurrence, PARTICIPANT, 3);
        Decision moved = enrol(person, occurrence, VOLUNTEER, 0);
        assertThat(moved.created()).isFalse();
        assertThat(moved.row().version()).isEqualTo(2);
        assertThat(places.taken(occurrence.id(), PARTICIPANT)).isZero();
        assertThat(places.taken(occurrence.id(), VOLUNTEER)).isOne();
    }

    @Test
    void an_overlap_within_one_batch_is_seen() {
        Occurrence one = open(10, 0);
        Occurrence other = open(10, 0);
        assertTaken(enrol(person, one, PARTICIPANT, 0));
        Decision second = enrol(person, other, PARTICIPANT, 0);
        assertRefused(second, "overlapping");
        assertThat(second.refusal().arguments()).containsEntry("otherActivityTitle", one.activityTitle());
        cancel(person, one);
        assertTaken(enrol(person, other, PARTICIPANT, 0));
    }

    @Test
    void what_ends_as_the_other_begins_does_not_overlap_but_a_longer_shift_does() {
        Occurrence one = open(NOW.plus(Duration.ofHours(1)), 10, 10);
        Occurrence next = open(NOW.plus(Duration.ofHours(3)), 10, 10);
        enrol(person, one, PARTICIPANT, 0);
        assertRefused(enrol(person, next, VOLUNTEER, 0), "overlapping");
        assertTaken(enrol(person, next, PARTICIPANT, 0));
    }

    @Test
    void who_has_come_neither_changes_nor_gives_up_the_place() {
        Occurrence occurrence = open(10, 10);
        PersonAt key = new PersonAt(occurrence.id(), person);
        found.add(EnrolmentRow.first(UUID.randomUUID(), key, PARTICIPANT, 0, EnrolmentRow.Origin.WALK_IN, NOW));
        here.add(key);
        assertRefused(enrol(person, occurrence, PARTICIPANT, 1), "already_here");
        assertRefused(enrol(person, occurrence, VOLUNTEER, 0), "already_here");
        assertRefused(cancel(person, occurrence), "already_here");
        assertThat(enrol(person, occurrence, PARTICIPANT, 0).refusal()).isNull();
    }

    @Test
    void giving_up_what_is_not_held_changes_nothing() {
        assertThat(cancel(person, open(10, 0))).isEqualTo(new Decision(null, false, null));
    }

    @Test
    void a_cancelled_activity_takes_nobody() {
        assertRefused(
                enrol(person, occurrence(ActivityStatus.CANCELLED, true, NOW, null), PARTICIPANT, 0), "cancelled");
        assertRefused(
                enrol(person, occurrence(ActivityStatus.PUBLISHED, true, NOW, null), PARTICIPANT, 0), "cancelled");
    }

    @Test
    void enrolment_ends_when_the_organiser_says_so_or_with_the_end() {
        Instant starts = NOW.minus(Duration.ofHours(2));
        Occurrence over = occurrence(ActivityStatus.PUBLISHED, false, starts, null);
        places.with(over.id(), PARTICIPANT, 10, 0).with(over.id(), VOLUNTEER, 10, 0);
        assertRefused(enrol(person, over, PARTICIPANT, 0), "enrolment_closed");
        // The shift goes on for half an hour.
        assertTaken(enrol(person, over, VOLUNTEER, 0));
        Occurrence early = occurrence(ActivityStatus.PUBLISHED, false, NOW.plus(Duration.ofDays(1)), NOW);
        assertRefused(enrol(person, early, PARTICIPANT, 0), "enrolment_closed");
        Occurrence closed = occurrence(ActivityStatus.CLOSED, false, NOW.plus(Duration.ofDays(1)), null);
        assertRefused(enrol(person, closed, PARTICIPANT, 0), "enrolment_closed");
    }

    @Test
    void nobody_who_is_not_there_any_more_gets_a_place() {
        assertRefused(enrol(UUID.randomUUID(), open(10, 0), PARTICIPANT, 0), "person_not_found");
    }
}
