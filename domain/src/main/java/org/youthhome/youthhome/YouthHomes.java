package org.youthhome.youthhome;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.youthhome.identity.PlaceOf;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The homes there are. */
@Component
public class YouthHomes implements PlaceOf {

    private static final String COLUMNS =
            "h.id, h.community_id, h.name, h.address, h.longitude, h.latitude, h.opening_hours, h.space_m2, h.stage";

    private final DatabaseClient database;
    private final Clock clock;

    public YouthHomes(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A home and how far it is.
     *
     * @param metres as the crow flies, where the query said from where
     */
    public record Found(YouthHome home, @Nullable Integer metres) {}

    /** The home, whatever its stage; empty when there is none. */
    public Mono<YouthHome> byId(UUID id) {
        return database.sql("SELECT " + COLUMNS + " FROM youth_home h WHERE h.id = :id")
                .bind("id", Ids.bytes(id))
                .map(YouthHomes::read)
                .one();
    }

    /** The homes that everybody may see: the nearest first where {@code near} is given, by name otherwise. */
    public Mono<Page<Found>> page(HomeQuery query) {
        GeoPoint near = query.near();
        Integer radius = query.radius();
        if (radius != null && near == null) {
            return Mono.error(Refusal.invalid("near", "required"));
        }
        List<String> conditions = new ArrayList<>(List.of("h.stage IN ('listed', 'suspended')"));
        Map<String, Object> values = new LinkedHashMap<>();
        if (query.communityId() != null) {
            conditions.add("h.community_id = :community");
            values.put("community", Ids.bytes(query.communityId()));
        }
        String distance = "CAST(NULL AS SIGNED)";
        if (near != null) {
            distance = GeoPoint.METRES_SQL;
            values.put("longitude", near.longitude());
            values.put("latitude", near.latitude());
            if (radius != null) {
                conditions.add(distance + " <= :radius");
                values.put("radius", radius);
            }
        }
        String order = near == null ? "h.name" : "metres";
        String behind = "";
        if (query.after() != null) {
            Cursor after = Cursor.parse(query.after(), 2);
            behind = " WHERE (h.%1$s > :key OR (h.%1$s = :key AND h.id > :last))"
                    .formatted(near == null ? "name" : "metres");
            values.put("key", near == null ? after.part(0) : (Object) after.number(0));
            values.put("last", Ids.bytes(after.id(1)));
        }
        String sql = "SELECT * FROM (SELECT " + COLUMNS + ", " + distance + " AS metres FROM youth_home h WHERE "
                + String.join(" AND ", conditions) + ") h" + behind + " ORDER BY h." + order.replace("h.", "")
                + ", h.id LIMIT :limit";
        return database.sql(sql)
                .bindValues(values)
                .bind("limit", query.limit() + 1)
                .map(readable -> new Found(read(readable), new Row(readable).numberOrNull("metres")))
                .all()
                .collectList()
                .map(found -> Page.of(
                        found,
                        query.limit(),
                        last -> Cursor.of(
                                last.metres() == null ? last.home().name() : last.metres(),
                                last.home().id())));
    }

    /** Every home, whatever its stage. */
    Flux<YouthHome> all() {
        return database.sql("SELECT " + COLUMNS + " FROM youth_home h")
                .map(YouthHomes::read)
                .all();
    }

    Mono<Void> add(YouthHome home) {
        LocalDateTime now = Times.column(clock.instant());
        return written(
                        database.sql("""
                        INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, opening_hours,
                                                space_m2, stage, created_at, updated_at)
                        VALUES (:id, :community, :name, :address, :longitude, :latitude, :hours, :space, :stage, :now, :now)
                        """)
                                .bind("community", Ids.bytes(home.communityId()))
                                .bind("name", home.name())
                                .bind("stage", home.stage().name().toLowerCase(Locale.ROOT)),
                        home)
                .bind("now", now)
                .then();
    }

    Mono<Void> change(YouthHome home) {
        return written(database.sql("""
                        UPDATE youth_home
                           SET address = :address, longitude = :longitude, latitude = :latitude, opening_hours = :hours,
                               space_m2 = :space, updated_at = :now
                         WHERE id = :id
                        """), home)
                .bind("now", Times.column(clock.instant()))
                .then();
    }

    @Override
    public String thing() {
        return "youth_home";
    }

    @Override
    public Mono<UUID> placeOf(String variable) {
        return Ids.parse(variable).flatMap(this::byId).map(YouthHome::communityId);
    }

    private static DatabaseClient.GenericExecuteSpec written(DatabaseClient.GenericExecuteSpec sql, YouthHome home) {
        Integer space = home.spaceM2();
        return sql.bind("id", Ids.bytes(home.id()))
                .bind("address", home.address())
                .bind("longitude", home.location().longitude())
                .bind("latitude", home.location().latitude())
                .bind("hours", home.openingHours())
                .bind("space", space == null ? Parameters.in(R2dbcType.INTEGER) : Parameters.in(space));
    }

    private static YouthHome read(Readable readable) {
        Row row = new Row(readable);
        return new YouthHome(
                row.id("id"),
                row.id("community_id"),
                row.text("name"),
                row.text("address"),
                new GeoPoint(row.decimal("longitude"), row.decimal("latitude")),
                row.text("opening_hours"),
                row.numberOrNull("space_m2"),
                HomeStage.valueOf(row.text("stage").toUpperCase(Locale.ROOT)));
    }
}
