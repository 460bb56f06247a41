package org.youthhome.enrolment;

import java.util.Locale;

/** The two sides of an occurrence. They have separate places, and only volunteers earn service time. */
public enum EnrolledAs {
    PARTICIPANT,
    VOLUNTEER;

    /** As the database writes it. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static EnrolledAs of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }
}
