package org.youthhome.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.activity.Occurrence;
import org.youthhome.programme.Programme;

class CheckInCodeTest {

    private static final String KEY_1 =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes());
    private static final String KEY_2 =
            Base64.getEncoder().encodeToString("fedcba9876543210fedcba9876543210".getBytes());
    private static final Instant NOW = Instant.parse("2026-11-22T06:30:07Z");

    private final CheckInSettings settings = settings(1);
    private final CodeKeys keys = new CodeKeys(settings);
    private final CheckInPoint point = new CheckInPoint(settings, keys);
    private final Occurrence here = occurrence(0x00ab_cdef_0123_45L, 0);

    private static CheckInSettings settings(int active) {
        return new CheckInSettings(
                Map.of(1, KEY_1, 2, KEY_2),
                active,
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                30,
                60,
                Duration.ofSeconds(2));
    }

    static Occurrence occurrence(long codeNumber, int revision) {
        return occurrence(codeNumber, revision, ActivityStatus.PUBLISHED, null);
    }

    private static Occurrence occurrence(long codeNumber, int revision, ActivityStatus status, Integer fence) {
        Instant starts = Instant.parse("2026-11-22T06:00:00Z");
        Instant ends = Instant.parse("2026-11-22T08:00:00Z");
        return new Occurrence(
                UUID.fromString("019aa000-0000-7000-8000-000000000001"),
                UUID.fromString("019aa000-0000-7000-8000-000000000002"),
                codeNumber,
                revision,
                "集中服务日",
                Programme.VOLUNTEERING,
                UUID.randomUUID(),
                "江畔青年之家",
                UUID.randomUUID(),
                120.27,
                32.02,
                status,
                status == ActivityStatus.CANCELLED,
                true,
                true,
                false,
                Duration.ofMinutes(30),
                fence,
                starts,
                ends,
                starts,
                ends,
                null);
    }

    private Optional<Reason> refusedAt(Instant when, CheckInCode code, Occurrence occurrence) {
        return point.admit(code, occurrence, when).map(CheckInPoint.No::reason);
    }

    @Test
    void a_code_fits_the_scene_of_a_mini_program_code() {
        assertThat(point.current(here, NOW).text()).matches("[A-Za-z0-9_-]{32}");
    }

    @Test
    void a_code_is_read_bare_or_as_the_link_that_a_qr_holds() {
        CheckInCode code = point.current(here, NOW);
        assertThat(CheckInCode.read(code.text())).contains(code);
        assertThat(CheckInCode.read("https://youth.example/c/" + code.text())).contains(code);
        assertThat(CheckInCode.read(" https://youth.example/c/" + code.text() + "?from=scan#x "))
                .contains(code);
    }

    @Test
    void the_current_and_the_previous_code_are_good_and_an_older_one_has_expired() {
        CheckInCode code = point.current(here, NOW);
        Instant shown = code.validFrom(settings.period());
        assertThat(refusedAt(shown, code, here)).isEmpty();
        assertThat(refusedAt(shown.plusSeconds(29), code, here)).isEmpty();
        assertThat(refusedAt(shown.plusSeconds(30), code, here)).contains(Reason.EXPIRED_CODE);
    }

    @Test
    void a_code_of_a_server_whose_clock_is_three_seconds_ahead_is_good() {
        CheckInCode next = CheckInCode.of(here, CheckInCode.step(NOW, settings.period()) + 1, keys);
        Instant justBefore = next.validFrom(settings.period()).minusSeconds(3);
        assertThat(refusedAt(justBefore, next, here)).isEmpty();
        assertThat(refusedAt(justBefore.minusSeconds(3), next, here)).contains(Reason.EXPIRED_CODE);
    }

    @Test
    void no_single_changed_bit_is_taken_for_genuine() {
        CheckInCode code = point.current(here, NOW);
        byte[] bytes = Base64.getUrlDecoder().decode(code.text());
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] forged = bytes.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(CheckInCode.read(text).filter(read -> read.isGenuine(here, keys)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    @Test
    void a_code_of_another_occurrence_is_not_genuine_here() {
        Occurrence other = occurrence(0x00ab_cdef_0123_46L, 0);
        assertThat(point.current(other, NOW).isGenuine(here, keys)).isFalse();
    }

    @Test
    void raising_the_revision_revokes_every_code() {
        CheckInCode code = point.current(here, NOW);
        assertThat(code.isGenuine(occurrence(here.codeNumber(), 1), keys)).isFalse();
    }

    @Test
    void a_code_of_an_older_master_key_stays_good_while_that_key_is_kept() {
        CheckInCode old = point.current(here, NOW);
        assertThat(old.isGenuine(here, new CodeKeys(settings(2)))).isTrue();
    }

    @Test
    void codes_of_many_steps_are_all_different() {
        Set<String> seen = new HashSet<>();
        for (int step = 0; step < 1_000; step++) {
            assertThat(seen.add(CheckInCode.of(here, step, keys).text())).isTrue();
        }
    }

    @Test
    void what_is_no_code_is_not_read() {
        assertThat(CheckInCode.read("")).isEmpty();
        assertThat(CheckInCode.read("https://youth.example/c/")).isEmpty();
        assertThat(CheckInCode.read("x".repeat(33))).isEmpty();
        assertThat(CheckInCode.read("!".repeat(32))).isEmpty();
        assertThat(CheckInCode.read("签".repeat(32))).isEmpty();
    }

    @Test
    void doors_open_thirty_minutes_before_the_start_and_close_at_the_end() {
        Instant starts = here.startsAt();
        assertThat(point.state(here, starts.minus(Duration.ofMinutes(31))).map(CheckInPoint.No::reason))
                .contains(Reason.NOT_OPEN_YET);
        assertThat(point.state(here, starts.minus(Duration.ofMinutes(30)))).isEmpty();
        assertThat(point.state(here, here.endsAt().minusMillis(1))).isEmpty();
        assertThat(point.state(here, here.endsAt()).map(CheckInPoint.No::reason))
                .contains(Reason.CLOSED);
    }

    @Test
    void a_cancelled_activity_says_so_before_anything_else_of_a_genuine_code() {
        Occurrence cancelled = occurrence(here.codeNumber(), 0, ActivityStatus.CANCELLED, null);
        assertThat(refusedAt(NOW.plus(Duration.ofDays(1)), point.current(cancelled, NOW), cancelled))
                .contains(Reason.CANCELLED);
    }

    @Test
    void a_fence_asks_for_a_location_and_grants_the_phones_own_doubt() {
        Occurrence fenced = occurrence(here.codeNumber(), 0, ActivityStatus.PUBLISHED, 100);
        assertThat(point.here(fenced, null).map(CheckInPoint.No::reason)).contains(Reason.LOCATION_NEEDED);
        assertThat(point.here(fenced, new Location(120.27, 32.02, 10))).isEmpty();
        // 0.002 degrees of latitude are about 222 metres.
        assertThat(point.here(fenced, new Location(120.27, 32.022, 10)).map(CheckInPoint.No::reason))
                .contains(Reason.TOO_FAR);
        assertThat(point.here(fenced, new Location(120.27, 32.022, 150))).isEmpty();
        assertThat(point.here(fenced, new Location(120.27, 32.03, 100_000)).map(CheckInPoint.No::reason))
                .contains(Reason.TOO_FAR);
    }

    @Test
    void a_ticket_outlasts_the_code_for_five_minutes_and_only_with_its_verifier() {
        String verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        // RFC 7636, appendix B.
        byte[] challenge = Base64.getUrlDecoder().decode("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        CheckInTicket made = CheckInTicket.of(here, UUID.randomUUID(), NOW, challenge, keys);
        CheckInTicket ticket = CheckInTicket.read(made.text()).orElseThrow();
        assertThat(point.admit(ticket, verifier, here, NOW.plus(Duration.ofMinutes(5))))
                .isEmpty();
        assertThat(point.admit(
                                ticket,
                                verifier,
                                here,
                                NOW.plus(Duration.ofMinutes(5)).plusMillis(1))
                        .map(CheckInPoint.No::reason))
                .contains(Reason.TICKET_EXPIRED);
        assertThat(point.admit(ticket, null, here, NOW).map(CheckInPoint.No::reason))
                .contains(Reason.TICKET_NOT_YOURS);
        assertThat(point.admit(ticket, verifier + "x", here, NOW).map(CheckInPoint.No::reason))
                .contains(Reason.TICKET_NOT_YOURS);
    }

    @Test
    void no_single_changed_bit_of_a_ticket_is_taken_for_genuine() {
        CheckInTicket made = CheckInTicket.of(here, UUID.randomUUID(), NOW, null, keys);
        byte[] bytes = Base64.getUrlDecoder().decode(made.text());
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] forged = bytes.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(CheckInTicket.read(text).filter(read -> read.isGenuine(here, keys)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    @Test
    void service_time_runs_from_the_later_start_to_the_earlier_end() {
        Instant starts = here.volunteerStartsAt();
        Instant ends = here.volunteerEndsAt();
        assertThat(CheckIn.serviceMinutes(starts.minusSeconds(600), ends.plusSeconds(600), here))
                .isEqualTo(120);
        assertThat(CheckIn.serviceMinutes(starts.plusSeconds(600), ends.minusSeconds(630), here))
                .isEqualTo(99);
        assertThat(CheckIn.serviceMinutes(ends.plusSeconds(1), ends.plusSeconds(60), here))
                .isZero();
    }
}
