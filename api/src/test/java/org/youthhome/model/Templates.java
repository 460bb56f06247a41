package org.youthhome.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.youthhome.activity.Activities;
import org.youthhome.activity.Activity;
import org.youthhome.kernel.Times;
import org.youthhome.testing.Demo;
import org.youthhome.testing.Gathering;
import org.youthhome.testing.MovableClock;

/** Copies of one published activity, row by row: so many cannot all be written and published over HTTP. */
final class Templates {

    private final Demo demo;
    private final Activities activities;
    private final Gathering original;
    private final Instant begin;
    private final Map<String, List<String>> columns = new ConcurrentHashMap<>();

    Templates(Demo demo, MovableClock clock, Activities activities) {
        this.demo = demo;
        this.activities = activities;
        // Far enough from now that nothing but what it is told mends the headcount.
        this.begin = clock.instant().plus(Duration.ofHours(4)).truncatedTo(ChronoUnit.SECONDS);
        this.original = Gathering.now(demo, clock)
                .with("doorsOpenMinutes", 720)
                .between(begin, begin.plus(Duration.ofHours(1)))
                .published();
    }

    UUID organiser() {
        return original.worker().personId();
    }

    /** A published activity of one occurrence; the doors are open. */
    Activity copy(int slot, boolean walkIn, int participants, int volunteers) {
        UUID activity = UUID.randomUUID();
        UUID occurrence = UUID.randomUUID();
        String starts = "'"
                + Times.column(begin.plus(Duration.ofHours(2L * slot)))
                        .toString()
                        .replace('T', ' ') + "'";
        String ends = "'"
                + Times.column(begin.plus(Duration.ofHours(2L * slot + 1)))
                        .toString()
                        .replace('T', ' ') + "'";
        copy("activity", original.activityId(), column -> switch (column) {
            case "id" -> Demo.hex(activity);
            case "walk_in" -> walkIn ? "TRUE" : "FALSE";
            case "first_starts_at" -> starts;
            case "last_ends_at" -> ends;
            default -> column;
        });
        copy("occurrence", original.occurrenceId(), column -> switch (column) {
            case "id" -> Demo.hex(occurrence);
            case "activity_id" -> Demo.hex(activity);
            case "code_number" -> String.valueOf(ThreadLocalRandom.current().nextLong(1L << 55));
            case "starts_at", "volunteer_starts_at" -> starts;
            case "ends_at", "volunteer_ends_at" -> ends;
            default -> column;
        });
        long places =
                demo.run("INSERT INTO places (occurrence_id, enrolled_as, capacity) VALUES (%1$s, 'participant', %2$d),"
                                .formatted(Demo.hex(occurrence), participants)
                        + " (%1$s, 'volunteer', %2$d)".formatted(Demo.hex(occurrence), volunteers));
        if (places != 2) {
            throw new IllegalStateException("not copied");
        }
        return activities
                .show(activity, organiser())
                .blockOptional()
                .orElseThrow()
                .activity();
    }

    private void copy(String table, UUID id, UnaryOperator<String> value) {
        List<String> columns = this.columns.computeIfAbsent(
                table,
                name -> demo.texts("SELECT column_name FROM information_schema.columns"
                        + " WHERE table_schema = DATABASE() AND table_name = '" + name + "'"));
        long copied = demo.run("INSERT INTO " + table + " (" + String.join(",", columns) + ") SELECT "
                + columns.stream().map(value).collect(Collectors.joining(",")) + " FROM " + table + " WHERE id = "
                + Demo.hex(id));
        if (copied != 1) {
            throw new IllegalStateException("not copied");
        }
    }
}
