package org.youthhome.checkin;

import io.r2dbc.spi.Readable;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.kernel.Row;

/** Check-ins as their rows have them. */
final class CheckInRows {

    static final String COLUMNS = "id, occurrence_id, person_id, enrolled_as, people, nonce, means, walk_in, by_staff,"
            + " distance_band, happened_at, arrived_at, checked_out_at, check_out_nonce, check_out_means, minutes";

    /**
     * The table, where many are looked for by {@link org.youthhome.enrolment.PersonAt#where}. Without the key's name the
     * database tries each of a hundred pairs in every key that begins with the occurrence, which takes it longer than all
     * the rest of a batch.
     */
    static final String BY_PERSON_AT = "check_in FORCE INDEX (check_in_once)";

    private CheckInRows() {}

    static CheckIn read(Readable readable) {
        Row row = new Row(readable);
        String checkOutMeans = row.textOrNull("check_out_means");
        return new CheckIn(
                row.id("id"),
                row.id("occurrence_id"),
                row.id("person_id"),
                EnrolledAs.of(row.text("enrolled_as")),
                row.number("people"),
                row.text("nonce"),
                Means.of(row.text("means")),
                row.flag("walk_in"),
                row.idOrNull("by_staff"),
                row.textOrNull("distance_band"),
                row.instant("happened_at"),
                row.instant("arrived_at"),
                row.instantOrNull("checked_out_at"),
                row.textOrNull("check_out_nonce"),
                checkOutMeans == null ? null : Means.of(checkOutMeans),
                row.numberOrNull("minutes"));
    }
}
