package org.youthhome.activity;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.programme.Programme;
import org.youthhome.youthhome.YouthHome;
import reactor.core.publisher.Mono;

/**
 * What is usual at a home, so that nobody types it again: whom to ask, where to meet and how people come in, as at the
 * last activity that was published there, of the same programme where there was one. Where there was none, the
 * programme's own terms.
 */
@Component
class UsualTerms {

    private final DatabaseClient database;

    UsualTerms(DatabaseClient database) {
        this.database = database;
    }

    Mono<ActivitySketch> at(YouthHome home, @Nullable Programme programme) {
        return database.sql("""
                        SELECT meeting_point, contact, walk_in, shows_headcount, doors_open_minutes, fence_metres
                          FROM activity
                         WHERE youth_home_id = :home AND status IN ('published', 'closed')
                         ORDER BY programme = :programme DESC, last_ends_at DESC, id DESC LIMIT 1
                        """)
                .bind("home", Ids.bytes(home.id()))
                .bind("programme", programme == null ? "" : programme.code())
                .map(readable -> {
                    Row row = new Row(readable);
                    return sketch(
                            home.id(),
                            row.text("meeting_point"),
                            row.text("contact"),
                            meets(programme) ? Boolean.FALSE : Boolean.valueOf(row.flag("walk_in")),
                            row.flag("shows_headcount"),
                            row.number("doors_open_minutes"),
                            row.numberOrNull("fence_metres"));
                })
                .one()
                .switchIfEmpty(Mono.fromSupplier(() ->
                        sketch(home.id(), "", "", !meets(programme), true, ActivityTerms.DOORS_OPEN_MINUTES, null)));
    }

    /** Whoever comes to meet people has enrolled: strangers at the door are none of the expected. */
    private static boolean meets(@Nullable Programme programme) {
        return programme == Programme.SOCIAL;
    }

    private static ActivitySketch sketch(
            UUID homeId,
            String meetingPoint,
            String contact,
            boolean walkIn,
            boolean showsHeadcount,
            int doorsOpenMinutes,
            @Nullable Integer fenceMetres) {
        return new ActivitySketch(
                homeId,
                null,
                null,
                null,
                null,
                null,
                meetingPoint.isBlank() ? null : meetingPoint,
                null,
                null,
                null,
                contact.isBlank() ? null : contact,
                walkIn,
                showsHeadcount,
                false,
                doorsOpenMinutes,
                fenceMetres,
                null,
                null,
                null,
                List.of());
    }
}
