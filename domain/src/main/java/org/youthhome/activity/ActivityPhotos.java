package org.youthhome.activity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.activity.Activities.ShownPhoto;
import org.youthhome.activity.ActivityTexts.CaptionedPhoto;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.media.Photo;
import org.youthhome.media.PhotoUse;
import org.youthhome.media.Photos;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which photos activities show, in MySQL. A photo may stand in several, such as in next month's copy. */
@Component
class ActivityPhotos implements PhotoUse {

    private final DatabaseClient database;
    /** Asked for when it is needed, since it asks back what shows a photo. */
    private final ObjectProvider<Photos> photos;

    private final Rights rights;

    ActivityPhotos(DatabaseClient database, ObjectProvider<Photos> photos, Rights rights) {
        this.database = database;
        this.photos = photos;
        this.rights = rights;
    }

    /** What photos are of: an activity itself, or what became of it. */
    enum Of {
        ACTIVITY("activity_photo"),
        SUMMARY("activity_summary_photo");

        private final String table;

        Of(String table) {
            this.table = table;
        }
    }

    Mono<List<CaptionedPhoto>> of(Of what, UUID activityId) {
        return database.sql("SELECT photo_id, alt FROM " + what.table + " WHERE activity_id = :id ORDER BY position")
                .bind("id", Ids.bytes(activityId))
                .map(readable -> {
                    Row row = new Row(readable);
                    return new CaptionedPhoto(row.id("photo_id"), row.text("alt"));
                })
                .all()
                .collectList();
    }

    /** Those of the photos that there are do not go before the caller's transaction ends. */
    Mono<Void> hold(@Nullable List<CaptionedPhoto> named) {
        List<UUID> ids = named == null
                ? List.of()
                : named.stream().map(CaptionedPhoto::id).distinct().toList();
        return photos.getObject().hold(ids).then();
    }

    /** Writes them if they differ, in the caller's transaction. */
    Mono<Void> save(Of what, UUID activityId, List<CaptionedPhoto> before, List<CaptionedPhoto> after) {
        if (before.equals(after)) {
            return Mono.empty();
        }
        Mono<Void> cleared = database.sql("DELETE FROM " + what.table + " WHERE activity_id = :id")
                .bind("id", Ids.bytes(activityId))
                .then();
        List<UUID> added = after.stream()
                .map(CaptionedPhoto::id)
                .filter(id -> before.stream().noneMatch(photo -> photo.id().equals(id)))
                .distinct()
                .toList();
        // One that nobody used may go at this moment.
        Mono<Void> held = photos.getObject()
                .hold(added)
                .flatMap(there ->
                        there == added.size() ? Mono.empty() : Mono.error(Refusal.invalid("photos", "unknown_photo")));
        return held.then(cleared)
                .thenMany(Flux.range(0, after.size()).concatMap(i -> database.sql("INSERT INTO " + what.table
                                + " (activity_id, position, photo_id, alt) VALUES (:activity, :position, :photo, :alt)")
                        .bind("activity", Ids.bytes(activityId))
                        .bind("position", i)
                        .bind("photo", Ids.bytes(after.get(i).id()))
                        .bind("alt", after.get(i).alt())
                        .then()))
                .then();
    }

    /**
     * Refuses photos that there are not, that others' workers uploaded, or that were refused. What the activity shows
     * already is not asked about again.
     *
     * @param communityId where the activity is to be
     */
    Mono<Void> refuseUnlessUsable(UUID caller, UUID communityId, ActivityTexts wanted, @Nullable ActivityTexts before) {
        Set<UUID> known = before == null
                ? Set.of()
                : before.photos().stream().map(CaptionedPhoto::id).collect(Collectors.toSet());
        List<UUID> asked = wanted.photos().stream().map(CaptionedPhoto::id).toList();
        if (asked.isEmpty()) {
            return Mono.empty();
        }
        return photos.getObject().byIds(asked).flatMap(found -> Flux.fromIterable(found.values())
                .filter(photo -> !known.contains(photo.id()))
                .map(Photo::communityId)
                .filter(place -> !place.equals(communityId))
                .distinct()
                .concatMap(place -> rights.may(caller, place, Right.PUBLISH_ACTIVITY)
                        .filter(allowed -> !allowed)
                        .map(refused -> place))
                .collect(Collectors.toSet())
                .flatMap(foreign -> {
                    List<Refusal.Field> wrong = wrong(asked, found, known, foreign);
                    return wrong.isEmpty() ? Mono.empty() : Mono.error(Refusal.invalid(wrong));
                }));
    }

    /** Those of the photos that there are and that were not refused. */
    Mono<List<CaptionedPhoto>> usable(List<CaptionedPhoto> named) {
        return named.isEmpty()
                ? Mono.just(named)
                : photos.getObject()
                        .byIds(named.stream().map(CaptionedPhoto::id).toList())
                        .map(found -> named.stream()
                                .filter(photo -> found.containsKey(photo.id())
                                        && found.get(photo.id()).state() != Photo.State.REFUSED)
                                .toList());
    }

    private static List<Refusal.Field> wrong(
            List<UUID> asked, Map<UUID, Photo> found, Set<UUID> known, Set<UUID> foreign) {
        List<Refusal.Field> wrong = new ArrayList<>();
        Set<UUID> met = new HashSet<>();
        for (int i = 0; i < asked.size(); i++) {
            UUID id = asked.get(i);
            Photo photo = found.get(id);
            String path = "photos[%d].id".formatted(i);
            if (!met.add(id)) {
                wrong.add(Refusal.Field.of(path, "repeated"));
            } else if (!known.contains(id) && (photo == null || foreign.contains(photo.communityId()))) {
                wrong.add(Refusal.Field.of(path, "unknown_photo"));
            } else if (!known.contains(id) && Objects.requireNonNull(photo).state() == Photo.State.REFUSED) {
                wrong.add(Refusal.Field.of(path, "photo_refused"));
            }
        }
        return wrong;
    }

    /** @param all also those that have not passed */
    Mono<List<ShownPhoto>> shown(List<CaptionedPhoto> captioned, boolean all) {
        if (captioned.isEmpty()) {
            return Mono.just(List.of());
        }
        return photos.getObject()
                .byIds(captioned.stream().map(CaptionedPhoto::id).toList())
                .map(found -> captioned.stream()
                        .filter(photo -> found.containsKey(photo.id()))
                        .map(photo -> new ShownPhoto(Objects.requireNonNull(found.get(photo.id())), photo.alt()))
                        .filter(shown -> all || shown.photo().state() == Photo.State.PASSED)
                        .toList());
    }

    @Override
    public Mono<Boolean> isUsed(UUID photoId) {
        return database.sql("""
                        SELECT 1 FROM activity_photo WHERE photo_id = :id
                        UNION ALL SELECT 1 FROM activity_summary_photo WHERE photo_id = :id
                        UNION ALL SELECT 1 FROM activity_draft WHERE content LIKE :named
                        UNION ALL SELECT 1 FROM activity_template WHERE content LIKE :named
                        UNION ALL SELECT 1 FROM content_review WHERE state = 'waiting' AND texts LIKE :named
                        LIMIT 1
                        """)
                .bind("id", Ids.bytes(photoId))
                .bind("named", "%" + photoId + "%")
                .map(row -> true)
                .one()
                .defaultIfEmpty(false);
    }

    @Override
    public Mono<Boolean> isPublic(UUID photoId) {
        // As Activity.visible() has it.
        return database.sql("""
                        SELECT 1 FROM activity_photo p JOIN activity a ON a.id = p.activity_id
                         WHERE p.photo_id = :id
                           AND (a.status = 'published'
                                OR (a.published_at IS NOT NULL AND a.status IN ('closed', 'cancelled')))
                         LIMIT 1
                        """)
                .bind("id", Ids.bytes(photoId))
                .map(row -> true)
                .one()
                .defaultIfEmpty(false);
    }
}
