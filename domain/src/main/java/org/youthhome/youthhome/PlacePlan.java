package org.youthhome.youthhome;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.youthhome.kernel.Refusal;
import org.youthhome.territory.Place;
import org.youthhome.youthhome.PlaceReport.Outcome;

/**
 * Decides, line by line, what a list of places and homes would change. Names find what is there already, so the same
 * list a second time changes nothing; an empty cell leaves a thing as it is. Touches no database.
 */
final class PlacePlan {

    private static final Map<String, Place.Character> UNITS = Map.of(
            "镇", Place.Character.TOWN,
            "town", Place.Character.TOWN,
            "街道", Place.Character.SUBDISTRICT,
            "subdistrict", Place.Character.SUBDISTRICT,
            "园区", Place.Character.PARK,
            "park", Place.Character.PARK,
            "办事处", Place.Character.OFFICE,
            "office", Place.Character.OFFICE);

    private static final Map<String, Place.Character> COMMUNITIES = Map.ofEntries(
            Map.entry("传统居民", Place.Character.TRADITIONAL),
            Map.entry("传统", Place.Character.TRADITIONAL),
            Map.entry("traditional", Place.Character.TRADITIONAL),
            Map.entry("现代智能", Place.Character.MODERN),
            Map.entry("智能", Place.Character.MODERN),
            Map.entry("modern", Place.Character.MODERN),
            Map.entry("拆迁安置", Place.Character.RESETTLEMENT),
            Map.entry("安置", Place.Character.RESETTLEMENT),
            Map.entry("resettlement", Place.Character.RESETTLEMENT),
            Map.entry("涉农", Place.Character.RURAL),
            Map.entry("rural", Place.Character.RURAL));

    private static final Map<String, Boolean> FLAGS = Map.of(
            "是", true, "true", true, "yes", true, "1", true, "否", false, "false", false, "no", false, "0", false);

    private static final int MOST_SPACE = 100_000;

    private final UUID cityId;
    private final Supplier<UUID> ids;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, YouthHome> homes = new HashMap<>();
    private final Set<UUID> known = new HashSet<>();
    private final Map<String, Place> said = new HashMap<>();
    private final Set<String> saidHomes = new HashSet<>();

    final Map<UUID, Place> placesToAdd = new LinkedHashMap<>();
    final Map<UUID, Place> placesToChange = new LinkedHashMap<>();
    final Map<UUID, YouthHome> homesToAdd = new LinkedHashMap<>();
    final Map<UUID, YouthHome> homesToChange = new LinkedHashMap<>();

    PlacePlan(UUID cityId, List<Place> places, List<YouthHome> homes, Supplier<UUID> ids) {
        this.cityId = cityId;
        this.ids = ids;
        for (Place place : places) {
            if (place.parentId() != null) {
                this.places.put(key(place.parentId(), place.name()), place);
            }
            known.add(place.id());
        }
        for (YouthHome home : homes) {
            this.homes.put(key(home.communityId(), home.name()), home);
            known.add(home.id());
        }
    }

    PlaceReport.Line read(PlaceRow row) {
        Wrong wrong = new Wrong();
        wrong.name("localUnit", row.localUnit(), true);
        boolean withHome = !row.homeName().isEmpty();
        wrong.name("community", row.community(), withHome);
        wrong.name("homeName", row.homeName(), false);
        Place.Character unitKind = wrong.oneOf("localUnitKind", row.localUnitKind(), UNITS);
        Place.Character communityKind = wrong.oneOf("communityKind", row.communityKind(), COMMUNITIES);
        Boolean pilot = wrong.oneOf("pilot", row.pilot(), FLAGS);
        wrong.length("address", row.address());
        wrong.length("openingHours", row.openingHours());
        Double longitude = wrong.degrees("longitude", row.longitude(), GeoPoint.WEST, GeoPoint.EAST);
        Double latitude = wrong.degrees("latitude", row.latitude(), GeoPoint.SOUTH, GeoPoint.NORTH);
        Integer space = wrong.space(row.spaceM2());
        if (!withHome
                && !(row.address() + row.longitude() + row.latitude() + row.openingHours() + row.spaceM2()).isEmpty()) {
            wrong.add("homeName", "required");
        }
        if (wrong.any()) {
            return wrong.line(row);
        }

        Place unit = places.get(key(cityId, row.localUnit()));
        if (unit == null && unitKind == null) {
            wrong.add("localUnitKind", "required");
            return wrong.line(row);
        }
        Place newUnit = unit == null
                ? new Place(ids.get(), cityId, Place.Kind.LOCAL_UNIT, unitKind, row.localUnit(), false)
                : with(unit, unitKind, null);
        contradiction(wrong, "localUnitKind", newUnit, unitKind != null);

        Place community = null;
        Place newCommunity = null;
        if (!row.community().isEmpty()) {
            community = places.get(key(newUnit.id(), row.community()));
            if (community == null && communityKind == null) {
                wrong.add("communityKind", "required");
                return wrong.line(row);
            }
            newCommunity = community == null
                    ? new Place(
                            ids.get(),
                            newUnit.id(),
                            Place.Kind.COMMUNITY,
                            communityKind,
                            row.community(),
                            Boolean.TRUE.equals(pilot))
                    : with(community, communityKind, pilot);
            contradiction(wrong, "communityKind", newCommunity, communityKind != null || pilot != null);
        }

        YouthHome home = null;
        YouthHome newHome = null;
        if (withHome && newCommunity != null) {
            home = homes.get(key(newCommunity.id(), row.homeName()));
            if (home == null) {
                wrong.required("address", row.address());
                wrong.required("longitude", row.longitude());
                wrong.required("latitude", row.latitude());
            }
            if (!saidHomes.add(key(newCommunity.id(), row.homeName()))) {
                wrong.add("homeName", "repeated");
            }
            if (!wrong.any()) {
                newHome = home(newCommunity.id(), home, row, longitude, latitude, space);
            }
        }
        if (wrong.any()) {
            return wrong.line(row);
        }

        Outcome unitOutcome = keep(newUnit, unit);
        Outcome communityOutcome = newCommunity == null ? null : keep(newCommunity, community);
        Outcome homeOutcome = newHome == null ? null : keep(newHome, home);
        return new PlaceReport.Line(row.number(), unitOutcome, communityOutcome, homeOutcome, List.of());
    }

    /** Two lines of one file must not say two things of one place. */
    private void contradiction(Wrong wrong, String field, Place now, boolean spoken) {
        if (!spoken) {
            return;
        }
        Place earlier = said.putIfAbsent(key(Objects.requireNonNull(now.parentId()), now.name()), now);
        if (earlier != null && (earlier.character() != now.character() || earlier.pilot() != now.pilot())) {
            wrong.add(field, "contradicts_earlier_row");
        }
    }

    private Outcome keep(Place now, @Nullable Place before) {
        if (now.equals(before)) {
            return Outcome.UNCHANGED;
        }
        places.put(key(Objects.requireNonNull(now.parentId()), now.name()), now);
        if (before == null || !known.contains(now.id())) {
            placesToAdd.put(now.id(), now);
            return before == null ? Outcome.CREATED : Outcome.CHANGED;
        }
        placesToChange.put(now.id(), now);
        return Outcome.CHANGED;
    }

    private Outcome keep(YouthHome now, @Nullable YouthHome before) {
        if (now.equals(before)) {
            return Outcome.UNCHANGED;
        }
        homes.put(key(now.communityId(), now.name()), now);
        if (before == null) {
            homesToAdd.put(now.id(), now);
            return Outcome.CREATED;
        }
        homesToChange.put(now.id(), now);
        return Outcome.CHANGED;
    }

    private YouthHome home(
            UUID communityId,
            @Nullable YouthHome before,
            PlaceRow row,
            @Nullable Double longitude,
            @Nullable Double latitude,
            @Nullable Integer space) {
        if (before == null) {
            return new YouthHome(
                    ids.get(),
                    communityId,
                    row.homeName(),
                    row.address(),
                    new GeoPoint(Objects.requireNonNull(longitude), Objects.requireNonNull(latitude)),
                    row.openingHours(),
                    space,
                    HomeStage.LISTED);
        }
        return new YouthHome(
                before.id(),
                communityId,
                before.name(),
                row.address().isEmpty() ? before.address() : row.address(),
                new GeoPoint(
                        longitude == null ? before.location().longitude() : longitude,
                        latitude == null ? before.location().latitude() : latitude),
                row.openingHours().isEmpty() ? before.openingHours() : row.openingHours(),
                space == null ? before.spaceM2() : space,
                before.stage());
    }

    private static Place with(Place place, Place.@Nullable Character character, @Nullable Boolean pilot) {
        return new Place(
                place.id(),
                place.parentId(),
                place.kind(),
                character == null ? place.character() : character,
                place.name(),
                pilot == null ? place.pilot() : pilot);
    }

    /** As the database compares names: neither case nor width of letters makes another place. */
    private static String key(UUID parent, String name) {
        return parent + "/" + Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** What is wrong with one line. */
    private static final class Wrong {

        private final Set<Refusal.Field> fields = new LinkedHashSet<>();

        boolean any() {
            return !fields.isEmpty();
        }

        void add(String field, String code) {
            fields.add(Refusal.Field.of(field, code));
        }

        void required(String field, String value) {
            if (value.isEmpty()) {
                add(field, "required");
            }
        }

        void name(String field, String value, boolean required) {
            if (required) {
                required(field, value);
            }
            tooLong(field, value, 60);
        }

        void length(String field, String value) {
            tooLong(field, value, 200);
        }

        private void tooLong(String field, String value, int most) {
            if (value.length() > most) {
                fields.add(new Refusal.Field(field, "bad_length", Map.of("min", 1, "max", most)));
            } else if (value.chars().anyMatch(Character::isISOControl)) {
                add(field, "control_character");
            }
        }

        <T> @Nullable T oneOf(String field, String value, Map<String, T> allowed) {
            if (value.isEmpty()) {
                return null;
            }
            T found = allowed.get(value.toLowerCase(Locale.ROOT));
            if (found == null) {
                fields.add(new Refusal.Field(
                        field,
                        "unknown_value",
                        Map.of("allowed", allowed.keySet().stream().sorted().collect(Collectors.joining(", ")))));
            }
            return found;
        }

        @Nullable
        Double degrees(String field, String value, double least, double most) {
            if (value.isEmpty()) {
                return null;
            }
            try {
                double degrees = Math.round(Double.parseDouble(value) * 1e6) / 1e6;
                if (degrees >= least && degrees <= most) {
                    return degrees;
                }
                add(field, "outside_country");
            } catch (NumberFormatException malformed) {
                add(field, "not_a_number");
            }
            return null;
        }

        @Nullable
        Integer space(String value) {
            if (value.isEmpty()) {
                return null;
            }
            try {
                double space = Double.parseDouble(value);
                if (space >= 1 && space <= MOST_SPACE) {
                    return (int) Math.round(space);
                }
                fields.add(new Refusal.Field("spaceM2", "out_of_range", Map.of("min", 1, "max", MOST_SPACE)));
            } catch (NumberFormatException malformed) {
                add("spaceM2", "not_a_number");
            }
            return null;
        }

        PlaceReport.Line line(PlaceRow row) {
            return new PlaceReport.Line(row.number(), null, null, null, new ArrayList<>(fields));
        }
    }
}
