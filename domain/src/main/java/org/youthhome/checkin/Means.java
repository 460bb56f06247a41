package org.youthhome.checkin;

import java.util.Locale;

/** What proved an arrival or a departure. */
public enum Means {
    /** The person scanned a rotating code. */
    CODE,
    /** The person scanned a rotating code, and a ticket kept it good through login and consent. */
    TICKET,
    /** A worker did it from the roster. */
    STAFF,
    /** Nobody checked out; the end of the shift did. */
    AUTO;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Means of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }
}
