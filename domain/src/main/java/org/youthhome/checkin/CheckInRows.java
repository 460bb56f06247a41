package org.youthhome.checkin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Row;
import org.youthhome.kernel.Times;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** SQL that the lanes share: many rows in one statement, on the lane's own connection. */
final class CheckInRows {

    static final String COLUMNS = "id, occurrence_id, person_id, enrolled_as, people, nonce, means, walk_in, by_staff,"
            + " distance_band, happened_at, arrived_at, checked_out_at, check_out_nonce, check_out_means, minutes";

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

    /** {@code (occurrence_id = ? AND person_id IN (?, …)) OR …}: what both engines answer from the unique key. */
    static String where(Collection<Arrival.Key> keys, List<Object> parameters) {
        StringBuilder sql = new StringBuilder();
        keys.stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        Arrival.Key::occurrenceId, java.util.TreeMap::new, java.util.stream.Collectors.toList()))
                .forEach((occurrenceId, group) -> {
                    sql.append(sql.isEmpty() ? "" : " OR ")
                            .append("(occurrence_id = ? AND person_id IN ")
                            .append(marks(group.size()))
                            .append(')');
                    parameters.add(occurrenceId);
                    group.stream().map(Arrival.Key::personId).sorted().forEach(parameters::add);
                });
        return sql.toString();
    }

    static String marks(int count) {
        return "(" + String.join(",", Collections.nCopies(count, "?")) + ")";
    }

    static <T> Mono<List<T>> select(
            Connection connection, String sql, List<Object> parameters, Function<Readable, T> map) {
        return Flux.from(bound(connection, sql, parameters).execute())
                .concatMap(result -> result.map(map))
                .collectList();
    }

    static Mono<Long> execute(Connection connection, String sql, List<?> parameters) {
        return Flux.from(bound(connection, sql, parameters).execute())
                .concatMap(Result::getRowsUpdated)
                .reduce(0L, Long::sum);
    }

    /** One INSERT with as many rows; {@code tail} follows the values. */
    static Mono<Long> insert(Connection connection, String head, int columns, List<?> values, String tail) {
        int rows = values.size() / columns;
        String sql = head + " VALUES " + String.join(",", Collections.nCopies(rows, marks(columns))) + tail;
        return execute(connection, sql, values);
    }

    static void add(List<Object> values, @Nullable Object... row) {
        for (Object value : row) {
            values.add(value == null ? Null.NULL : value);
        }
    }

    private enum Null {
        NULL
    }

    private static Statement bound(Connection connection, String sql, List<?> parameters) {
        Statement statement = connection.createStatement(sql);
        List<Object> all = new ArrayList<>(parameters);
        for (int i = 0; i < all.size(); i++) {
            Object value = all.get(i);
            if (value instanceof UUID id) {
                statement.bind(i, Ids.bytes(id));
            } else if (value instanceof Instant instant) {
                statement.bind(i, Times.column(instant));
            } else if (value instanceof LocalDateTime
                    || value instanceof String
                    || value instanceof Number
                    || value instanceof Boolean) {
                statement.bind(i, value);
            } else {
                statement.bind(i, Parameters.in(String.class));
            }
        }
        return statement;
    }
}
