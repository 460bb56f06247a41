package org.youthhome.kernel;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * SQL of the writer lanes: many rows in one statement, on the lane's own connection ({@link WriterConnections}).
 * Parameters are ids, instants, texts, numbers, flags, bytes and what {@link #add} put in the place of null.
 */
public final class LaneSql {

    private static final int DUPLICATE_ENTRY = 1062;

    private enum Null {
        NULL
    }

    private LaneSql() {}

    /** {@code (?,?,…)}. */
    public static String marks(int count) {
        return "(" + String.join(",", Collections.nCopies(count, "?")) + ")";
    }

    public static <T> Mono<List<T>> select(
            Connection connection, String sql, List<?> parameters, Function<Readable, T> map) {
        return Flux.from(bound(connection, sql, parameters).execute())
                .concatMap(result -> result.map(map))
                .collectList();
    }

    /** Answers how many rows were found or changed. */
    public static Mono<Long> execute(Connection connection, String sql, List<?> parameters) {
        return Flux.from(bound(connection, sql, parameters).execute())
                .concatMap(Result::getRowsUpdated)
                .reduce(0L, Long::sum);
    }

    /** One INSERT with as many rows as there are values for, none at all for none; {@code tail} follows the values. */
    public static Mono<Void> insert(Connection connection, String head, int columns, List<?> values, String tail) {
        if (values.isEmpty()) {
            return Mono.empty();
        }
        int rows = values.size() / columns;
        String sql = head + " VALUES " + String.join(",", Collections.nCopies(rows, marks(columns))) + tail;
        return execute(connection, sql, values).then();
    }

    /** Adds the values of one row. */
    public static void add(List<Object> values, @Nullable Object... row) {
        for (Object value : row) {
            values.add(value == null ? Null.NULL : value);
        }
    }

    /** Whether the fault is "duplicate entry". */
    public static boolean isDuplicate(Throwable fault) {
        return fault instanceof R2dbcException exception && exception.getErrorCode() == DUPLICATE_ENTRY;
    }

    private static Statement bound(Connection connection, String sql, List<?> parameters) {
        Statement statement = connection.createStatement(sql);
        for (int i = 0; i < parameters.size(); i++) {
            Object value = parameters.get(i);
            if (value instanceof UUID id) {
                statement.bind(i, Ids.bytes(id));
            } else if (value instanceof Instant instant) {
                statement.bind(i, Times.column(instant));
            } else if (value == Null.NULL) {
                statement.bind(i, Parameters.in(String.class));
            } else {
                statement.bind(i, value);
            }
        }
        return statement;
    }
}
