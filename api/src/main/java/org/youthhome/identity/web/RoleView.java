package org.youthhome.identity.web;

import java.util.UUID;
import org.youthhome.identity.Role;
import org.youthhome.identity.Roles;
import org.youthhome.territory.Place;

/** A role that somebody holds at a place. */
record RoleView(UUID id, Role role, PlaceView place) {

    /** A place, as far as a role needs it. */
    record PlaceView(UUID id, String name, Place.Kind kind) {
        static PlaceView of(Place place) {
            return new PlaceView(place.id(), place.name(), place.kind());
        }
    }

    static RoleView of(Roles.Held held) {
        return new RoleView(held.id(), held.role(), PlaceView.of(held.place()));
    }
}
