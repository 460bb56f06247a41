package org.youthhome.drill;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.youthhome.drill.Ledger.Key;
import org.youthhome.drill.Site.Person;
import org.youthhome.drill.Site.Programme;

/**
 * People at the doors, several hundred at once: they scan, scan again, check out, are annulled, enrol and give places
 * back. Each asks until answered, a check-in always with the nonce of its first try.
 */
final class Crowd {

    private static final Duration GIVES_UP = Duration.ofSeconds(150);
    private static final int PAUSE_MILLIS = 600;

    private final Site site;
    private final Api api;
    private final Ledger ledger;
    private final Programme programme;
    private final boolean patient;
    private final Queue<Key> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Key> enrolments = new ConcurrentLinkedQueue<>();
    private final Map<UUID, Person> people = new HashMap<>();
    private final Map<UUID, Shown> codes = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong triedAgain = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final Queue<Acknowledgement> acknowledgements = new ConcurrentLinkedQueue<>();
    private volatile boolean open = true;

    /** When a request was sent the last time and when it was answered, both by {@link System#nanoTime()}. */
    record Acknowledgement(long sent, long answered) {}

    private record Shown(String code, Instant until) {}

    private interface Request {
        Api.Answer send() throws IOException, InterruptedException;
    }

    /** @param patient whether they ask until they are answered; else they ask once and believe that it was heard */
    Crowd(Site site, Programme programme, Ledger ledger, int size, boolean patient) {
        this.site = site;
        this.api = site.api();
        this.programme = programme;
        this.ledger = ledger;
        this.patient = patient;
        site.people().forEach(person -> people.put(person.id(), person));
        // Two doors at a time: hot ones, that fill up while we look.
        for (int i = 0; i < programme.running().size(); i += 2) {
            List<Key> queue = new ArrayList<>();
            for (UUID occurrence : programme
                    .running()
                    .subList(i, Math.min(i + 2, programme.running().size()))) {
                site.people().forEach(person -> queue.add(new Key(occurrence, person.id())));
            }
            Collections.shuffle(queue);
            arrivals.addAll(queue);
        }
        List<Key> queue = new ArrayList<>();
        for (UUID occurrence : programme.coming()) {
            site.people().forEach(person -> queue.add(new Key(occurrence, person.id())));
        }
        Collections.shuffle(queue);
        enrolments.addAll(queue);
        for (int i = 0; i < size; i++) {
            Thread thread = new Thread(this::visit, "visitor-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    int inFlight() {
        return inFlight.get();
    }

    long triedAgain() {
        return triedAgain.get();
    }

    /** Requests that nobody ever answered. */
    long unanswered() {
        return unanswered.get();
    }

    long asked() {
        return asked.get();
    }

    List<Acknowledgement> acknowledgements() {
        return List.copyOf(acknowledgements);
    }

    /** Nobody new comes; returns when everybody who is there has been answered. */
    void quiet() throws InterruptedException {
        open = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Everybody goes home, answered or not. */
    void disperse() {
        open = false;
        threads.forEach(Thread::interrupt);
    }

    private void visit() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try {
            while (open) {
                Key enrolment = random.nextInt(100) < 15 ? enrolments.poll() : null;
                Key arrival = enrolment == null ? arrivals.poll() : null;
                if (enrolment != null) {
                    enrol(enrolment, random);
                } else if (arrival != null) {
                    attend(arrival, random);
                }
                Thread.sleep(random.nextInt(PAUSE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            ledger.odd("a fault of the drill", e.toString());
        }
    }

    private void attend(Key key, ThreadLocalRandom random) throws InterruptedException {
        Person person = people.get(key.personId());
        String nonce = nonce();
        Api.Answer answer = scan("/check-ins", key, person, nonce);
        if (answer == null) {
            if (!patient) {
                ledger.checkedIn(key, nonce, Ledger.BELIEVED);
            }
            return;
        }
        if (answer.is(409) && answer.code().equals("full")) {
            ledger.full();
            return;
        }
        if (!answer.is(200, 201) || answer.body().path("alreadyCheckedIn").asBoolean(true)) {
            ledger.odd("check-in answered " + answer.status() + " " + answer.code(), answer.text());
            return;
        }
        UUID id = UUID.fromString(answer.text("id"));
        ledger.checkedIn(key, nonce, id);
        int what = random.nextInt(100);
        if (what < 20) {
            again(key, person, nonce, answer, false);
        } else if (what < 30) {
            again(key, person, nonce(), answer, true);
        } else if (what < 60) {
            leave(key, person);
        } else if (what < 64) {
            annul(key, person, nonce, id);
        }
    }

    /** The same person again: the same record, and only another nonce is told that somebody was here before. */
    private void again(Key key, Person person, String nonce, Api.Answer first, boolean already)
            throws InterruptedException {
        Api.Answer answer = scan("/check-ins", key, person, nonce);
        if (answer != null
                && (!answer.is(200)
                        || !answer.text("id").equals(first.text("id"))
                        || !answer.text("checkedInAt").equals(first.text("checkedInAt"))
                        || answer.body().path("alreadyCheckedIn").asBoolean() != already)) {
            ledger.odd(
                    "repeat answered " + answer.status() + " " + answer.code(), first.text() + " → " + answer.text());
        }
    }

    private void leave(Key key, Person person) throws InterruptedException {
        Api.Answer answer = scan("/check-outs", key, person, nonce());
        if (answer == null) {
            return;
        }
        if (answer.is(200, 201) && answer.body().path("minutes").isNumber()) {
            ledger.checkedOut(key, answer.body().path("minutes").asInt());
        } else {
            ledger.odd("check-out answered " + answer.status() + " " + answer.code(), answer.text());
        }
    }

    private void annul(Key key, Person person, String nonce, UUID id) throws InterruptedException {
        Api.Answer answer = answered(
                site.worker(),
                () -> api.send("DELETE", "/check-ins/" + id, site.worker().token(), Map.of("reason", "演练")));
        if (answer == null) {
            return;
        }
        // 404 when an earlier try was heard and only its answer was lost.
        if (!answer.is(204, 404)) {
            ledger.odd("annulment answered " + answer.status() + " " + answer.code(), answer.text());
            return;
        }
        ledger.annulled(key);
        Api.Answer back = scan("/check-ins", key, person, nonce);
        if (back != null && !(back.is(409) && back.code().equals("annulled"))) {
            ledger.odd("an annulled nonce was answered " + back.status() + " " + back.code(), back.text());
        }
    }

    private void enrol(Key key, ThreadLocalRandom random) throws InterruptedException {
        Person person = people.get(key.personId());
        String path = "/occurrences/" + key.occurrenceId() + "/enrolment";
        Map<String, Object> body = Map.of("as", "participant", "companions", random.nextInt(3));
        AtomicInteger repeats = new AtomicInteger();
        Api.Answer answer = answered(person, () -> api.send("PUT", path, person.token(), body), repeats);
        if (answer == null) {
            return;
        }
        if (answer.is(409) && answer.code().equals("full")) {
            ledger.full();
        } else if (!answer.is(200, 201)) {
            ledger.odd("enrolment answered " + answer.status() + " " + answer.code(), answer.text());
        } else {
            ledger.enrolled(key, true);
            // A try that nobody answered may be read late, even by the next program, and takes the place again after it
            // was
            // given back. Enrolments have no nonce that could tell, so whoever had to ask twice keeps the place.
            if (repeats.get() == 0 && random.nextInt(100) < 30) {
                Api.Answer back = answered(person, () -> api.send("DELETE", path, person.token(), null));
                if (back != null && back.is(204)) {
                    ledger.enrolled(key, false);
                } else if (back != null) {
                    ledger.odd("cancellation answered " + back.status() + " " + back.code(), back.text());
                }
            }
        }
    }

    private Api.@Nullable Answer scan(String path, Key key, Person person, String nonce) throws InterruptedException {
        return answered(
                person,
                () -> api.send(
                        "POST",
                        path,
                        person.token(),
                        Map.of("code", code(key.occurrenceId()), "nonce", nonce, "as", "volunteer")));
    }

    private Api.@Nullable Answer answered(Person person, Request request) throws InterruptedException {
        return answered(person, request, new AtomicInteger());
    }

    /**
     * Asks until there is an answer that will stay; null when nobody answers for very long.
     *
     * @param repeats counts the tries after the first one
     */
    private Api.@Nullable Answer answered(Person person, Request request, AtomicInteger repeats)
            throws InterruptedException {
        inFlight.incrementAndGet();
        asked.incrementAndGet();
        try {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < GIVES_UP.toNanos()) {
                long sent = System.nanoTime();
                try {
                    Api.Answer answer = request.send();
                    if (answer.is(401)) {
                        person.logInAgain(api);
                    } else if (answer.is(409) && answer.code().equals("expired_code")) {
                        codes.clear();
                    } else if (!answer.passes()) {
                        acknowledgements.add(new Acknowledgement(sent, System.nanoTime()));
                        return answer;
                    } else if (answer.is(500)) {
                        ledger.odd("answered 500", answer.text());
                    }
                } catch (IOException lost) {
                    // Not answered: the next try tells.
                }
                if (!patient) {
                    return null;
                }
                triedAgain.incrementAndGet();
                repeats.incrementAndGet();
                Thread.sleep(500 + ThreadLocalRandom.current().nextInt(1_000));
            }
            unanswered.incrementAndGet();
            return null;
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private String code(UUID occurrence) throws IOException, InterruptedException {
        Shown shown = codes.get(occurrence);
        if (shown == null || !Instant.now().isBefore(shown.until())) {
            Api.Answer answer = api.get(
                    "/occurrences/" + occurrence + "/check-in-code",
                    site.worker().token());
            if (answer.is(401)) {
                site.worker().logInAgain(api);
            }
            if (!answer.is(200)) {
                throw new IOException("no code: " + answer.status());
            }
            shown = new Shown(answer.text("code"), Instant.now().plusSeconds(5));
            codes.put(occurrence, shown);
        }
        return shown.code();
    }

    private static String nonce() {
        return Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36) + "-drill";
    }
}
