package org.youthhome.identity;

import java.util.EnumSet;
import java.util.Set;
import org.youthhome.territory.Place;

/**
 * What a person is at a place, by appointment of somebody above (GUIDE, "Who uses it"). A role holds at its place and
 * at every place below.
 */
public enum Role {
    /** 社工, 社区团干部: runs the Youth Homes of one community. */
    COMMUNITY_WORKER(
            Place.Kind.COMMUNITY,
            EnumSet.of(
                    Right.PUBLISH_ACTIVITY,
                    Right.RUN_CHECK_IN,
                    Right.SEE_ROSTER,
                    Right.CORRECT_CHECK_IN,
                    Right.INVITE_WORKER)),
    /** 镇团委, 街道团工委…: supervises and supports the communities below. */
    LOCAL_UNIT_LEAGUE(
            Place.Kind.LOCAL_UNIT,
            EnumSet.of(
                    Right.PUBLISH_ACTIVITY,
                    Right.RUN_CHECK_IN,
                    Right.SEE_ROSTER,
                    Right.CORRECT_CHECK_IN,
                    Right.REVIEW_CONTENT,
                    Right.INVITE_WORKER,
                    Right.SEE_ROLES,
                    Right.SEE_TODAY)),
    /** 团市委: the city office. */
    CITY_LEAGUE(
            Place.Kind.CITY,
            EnumSet.of(
                    Right.PUBLISH_ACTIVITY,
                    Right.RUN_CHECK_IN,
                    Right.SEE_ROSTER,
                    Right.CORRECT_CHECK_IN,
                    Right.REVIEW_CONTENT,
                    Right.INVITE_WORKER,
                    Right.INVITE_LOCAL_UNIT,
                    Right.INVITE_CITY,
                    Right.SEE_ROLES,
                    Right.SEE_TODAY,
                    Right.IMPORT_PLACES,
                    Right.SET_HOLIDAYS)),
    /** Reads the audit log, nothing else. */
    AUDITOR(Place.Kind.CITY, EnumSet.of(Right.READ_AUDIT));

    private final Place.Kind at;
    private final Set<Right> rights;

    Role(Place.Kind at, Set<Right> rights) {
        this.at = at;
        this.rights = Set.copyOf(rights);
    }

    /** The level of the tree at which the role is held. */
    public Place.Kind at() {
        return at;
    }

    public boolean grants(Right right) {
        return rights.contains(right);
    }

    /** The right that somebody needs, above or at the place, to invite a person into this role or to end it. */
    public Right givenBy() {
        return switch (this) {
            case COMMUNITY_WORKER -> Right.INVITE_WORKER;
            case LOCAL_UNIT_LEAGUE -> Right.INVITE_LOCAL_UNIT;
            case CITY_LEAGUE, AUDITOR -> Right.INVITE_CITY;
        };
    }
}
