package org.youthhome.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.Activity;
import org.youthhome.activity.ActivityDesk;
import org.youthhome.activity.ActivityPlan;
import org.youthhome.attendance.LiveHeadcount;
import org.youthhome.checkin.CheckIn;
import org.youthhome.checkin.CheckInDesk;
import org.youthhome.checkin.CheckIns;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.enrolment.Enrolment;
import org.youthhome.enrolment.EnrolmentDesk;
import org.youthhome.kernel.ClientAddress;
import org.youthhome.kernel.Refusal;
import org.youthhome.model.Reference.Who;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Strangers;
import reactor.core.publisher.Mono;

/** A few people and activities of their own in the real product, which is asked step by step. */
final class World {

    /** The product's desks, those of one process. */
    record Desks(EnrolmentDesk enrolment, CheckInDesk door) {}

    private static final ClientAddress HERE = new ClientAddress("127.0.0.1");

    /** The product, as several processes that share their engines. */
    record Product(
            List<Desks> processes, CheckIns checkIns, ActivityDesk activities, LiveHeadcount live, UUID organiser) {}

    private final Demo demo;
    private final Product product;
    private final List<UUID> people;
    private final List<UUID> occurrences;
    private final List<Activity> activities;
    private final Map<String, UUID> checkInIds = new ConcurrentHashMap<>();

    World(Demo demo, Product product, Templates templates, Reference reference, Random random) {
        this.demo = demo;
        this.product = product;
        this.people = Strangers.of(demo, 4);
        this.activities = new ArrayList<>();
        for (int slot : new int[] {0, 0, 1}) {
            boolean walkIn = random.nextInt(3) > 0;
            int participants = random.nextInt(4);
            int volunteers = participants == 0 ? 1 + random.nextInt(3) : random.nextInt(3);
            activities.add(templates.copy(slot, walkIn, participants, volunteers));
            reference.open(slot, walkIn, participants, volunteers);
        }
        this.occurrences = activities.stream()
                .map(activity -> activity.occurrences().get(0).id())
                .toList();
    }

    int size() {
        return people.size();
    }

    int gates() {
        return occurrences.size();
    }

    /** The product's answer in the reference's words. */
    Mono<String> ask(Step step, int process) {
        Desks desks = product.processes().get(process % product.processes().size());
        return answer(step, desks)
                .onErrorResume(Refusal.class, no -> Mono.just(no.code()))
                .onErrorResume(fault -> Mono.just("FAULT " + fault + " "
                        + Stream.of(fault.getStackTrace()).limit(12).toList()));
    }

    private Mono<String> answer(Step step, Desks desks) {
        if (step instanceof Step.Enrol enrol) {
            return desks.enrolment()
                    .enrol(person(enrol.who()), occurrence(enrol.who()), enrol.as(), enrol.companions())
                    .map(enrolled -> {
                        Enrolment held = enrolled.enrolment();
                        return (enrolled.created() ? "taken " : "held ")
                                + held.as().column() + " " + held.companions();
                    });
        } else if (step instanceof Step.Cancel cancel) {
            return desks.enrolment()
                    .cancel(person(cancel.who()), occurrence(cancel.who()))
                    .thenReturn("gone");
        } else if (step instanceof Step.Scan scan) {
            return coded(scan.who(), scan.nonce(), scan.as(), desks)
                    .flatMap(desks.door()::checkIn)
                    .map(receipt -> words(scan.who(), receipt, "in "));
        } else if (step instanceof Step.LetIn letIn) {
            return desks.door()
                    .checkInByStaff(
                            occurrence(letIn.who()),
                            person(letIn.who()),
                            letIn.as(),
                            letIn.nonce(),
                            product.organiser())
                    .map(receipt -> words(letIn.who(), receipt, "in "));
        } else if (step instanceof Step.CheckOut out) {
            return coded(out.who(), out.nonce(), null, desks)
                    .flatMap(desks.door()::checkOut)
                    .map(receipt -> words(out.who(), receipt, "out "));
        } else if (step instanceof Step.Annul annul) {
            UUID id = checkInIds.getOrDefault(key(annul.who(), annul.nonce()), new UUID(0, 0));
            Mono<Void> done = annul.undo()
                    ? product.checkIns().undo(id, person(annul.who()), annul.nonce())
                    : product.checkIns().annul(id, product.organiser(), "model");
            return done.thenReturn("annulled now");
        } else if (step instanceof Step.Close close) {
            return changed(close.activity(), "closed now", activity -> product.activities()
                    .close(product.organiser(), activity.id(), null));
        } else if (step instanceof Step.CallOff callOff) {
            return changed(callOff.activity(), "called off", activity -> product.activities()
                    .cancel(product.organiser(), activity.id(), null, "model"));
        }
        Step.Resize resize = (Step.Resize) step;
        return changed(resize.activity(), "resized", activity -> product.activities()
                .edit(product.organiser(), activity.id(), activity.version(), plan(activity, resize)));
    }

    private Mono<String> changed(int number, String word, Function<Activity, Mono<Activity>> change) {
        return change.apply(activities.get(number)).map(after -> {
            Activity unused = activities.set(number, after);
            return word;
        });
    }

    private static ActivityPlan plan(Activity activity, Step.Resize resize) {
        var occurrence = activity.occurrences().get(0);
        return new ActivityPlan(
                activity.youthHomeId(),
                activity.programme(),
                activity.texts(),
                activity.terms(),
                List.of(new ActivityPlan.OccurrencePlan(
                        occurrence.id(),
                        occurrence.startsAt(),
                        occurrence.endsAt(),
                        null,
                        null,
                        resize.participants(),
                        resize.volunteers())));
    }

    private Mono<CheckInDesk.Scan> coded(Who who, String nonce, @Nullable EnrolledAs as, Desks desks) {
        return desks.door()
                .shownCode(occurrence(who))
                .map(shown -> new CheckInDesk.Scan(person(who), shown.code(), null, null, nonce, as, null, null, HERE));
    }

    private String words(Who who, CheckInDesk.Receipt receipt, String first) {
        CheckIn row = receipt.checkIn();
        UUID known = checkInIds.putIfAbsent(key(who, row.nonce()), row.id());
        if (known != null && !known.equals(row.id())) {
            return "FAULT another id for the same check-in";
        }
        String what = receipt.first() ? first : receipt.alreadyCheckedIn() ? "already " : "replay ";
        return what + row.nonce() + " " + row.as().column() + " " + row.people() + (row.walkIn() ? " walk-in" : "");
    }

    private static String key(Who who, String nonce) {
        return who + " " + nonce;
    }

    private UUID person(Who who) {
        return people.get(who.person());
    }

    private UUID occurrence(Who who) {
        return occurrences.get(who.occurrence());
    }

    /** What MySQL holds, in the reference's lines. */
    Set<String> rows() {
        String here = occurrences.stream().map(Demo::hex).collect(Collectors.joining(","));
        Map<String, Integer> numbers = new HashMap<>();
        IntStream.range(0, people.size()).forEach(i -> numbers.put(plain(people.get(i)), i));
        IntStream.range(0, occurrences.size()).forEach(i -> numbers.put(plain(occurrences.get(i)), i));
        return demo.texts("""
                        SELECT CONCAT_WS(' ', 'enrolment', HEX(person_id), HEX(occurrence_id), enrolled_as, companions, status,
                               version) FROM enrolment WHERE occurrence_id IN (%1$s)
                        UNION ALL
                        SELECT CONCAT_WS(' ', 'check-in', HEX(person_id), HEX(occurrence_id), enrolled_as, people, nonce,
                               walk_in, COALESCE(check_out_nonce, '-')) FROM check_in WHERE occurrence_id IN (%1$s)
                        UNION ALL
                        SELECT CONCAT_WS(' ', 'annulled', HEX(person_id), HEX(occurrence_id), nonce)
                          FROM annulled_check_in WHERE occurrence_id IN (%1$s)
                        UNION ALL
                        SELECT CONCAT_WS(' ', 'places', '', HEX(occurrence_id), enrolled_as, capacity, taken)
                          FROM places WHERE occurrence_id IN (%1$s)
                        """.formatted(here)).stream()
                .map(line -> {
                    String[] words = line.split(" ", 4);
                    String person = words[1].isEmpty() ? "" : String.valueOf(numbers.get(words[1]));
                    return words[0] + " " + person + "@" + numbers.get(words[2]) + " " + words[3];
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String plain(UUID id) {
        return Demo.hex(id).substring(2);
    }

    /** The live numbers of an occurrence: enrolled, checked in, present, checked out. */
    List<Long> headcount(int occurrence) {
        var now =
                product.live().now(occurrences.get(occurrence)).blockOptional().orElseThrow();
        return List.of(now.enrolled(), now.checkedIn(), now.present(), now.checkedOut());
    }

    /** Leaves nothing for other tests to find. */
    void clear() {
        String here = occurrences.stream().map(Demo::hex).collect(Collectors.joining(","));
        long gone = 0;
        for (String table : List.of("enrolment", "check_in", "annulled_check_in", "places")) {
            gone += demo.run("DELETE FROM " + table + " WHERE occurrence_id IN (" + here + ")");
        }
        gone += demo.run("DELETE FROM occurrence WHERE id IN (" + here + ")");
        gone += demo.run("DELETE FROM activity WHERE id IN ("
                + activities.stream().map(activity -> Demo.hex(activity.id())).collect(Collectors.joining(",")) + ")");
        if (gone == 0) {
            throw new IllegalStateException("nothing was there");
        }
    }
}
