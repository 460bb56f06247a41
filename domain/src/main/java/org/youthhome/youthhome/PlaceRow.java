package org.youthhome.youthhome;

/**
 * One line of a list of places and homes, as somebody wrote it; what is empty is not said.
 *
 * @param number which line of the file it is, the heading being line 1
 */
public record PlaceRow(
        int number,
        String localUnit,
        String localUnitKind,
        String community,
        String communityKind,
        String pilot,
        String homeName,
        String address,
        String longitude,
        String latitude,
        String openingHours,
        String spaceM2) {

    public PlaceRow {
        localUnit = localUnit.strip();
        localUnitKind = localUnitKind.strip();
        community = community.strip();
        communityKind = communityKind.strip();
        pilot = pilot.strip();
        homeName = homeName.strip();
        address = address.strip();
        longitude = longitude.strip();
        latitude = latitude.strip();
        openingHours = openingHours.strip();
        spaceM2 = spaceM2.strip();
    }
}
