package org.youthhome.kernel;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the columns of one row in the product's own types. */
public record Row(Readable row) {

    public UUID id(String column) {
        return Ids.of(Objects.requireNonNull(row.get(column, byte[].class), column));
    }

    public @Nullable UUID idOrNull(String column) {
        byte[] bytes = row.get(column, byte[].class);
        return bytes == null ? null : Ids.of(bytes);
    }

    public Instant instant(String column) {
        return Times.of(Objects.requireNonNull(row.get(column, LocalDateTime.class), column));
    }

    public @Nullable Instant instantOrNull(String column) {
        LocalDateTime time = row.get(column, LocalDateTime.class);
        return time == null ? null : Times.of(time);
    }

    public String text(String column) {
        return Objects.requireNonNull(row.get(column, String.class), column);
    }

    public @Nullable String textOrNull(String column) {
        return row.get(column, String.class);
    }

    public int number(String column) {
        return Objects.requireNonNull(row.get(column, Integer.class), column);
    }

    public @Nullable Integer numberOrNull(String column) {
        return row.get(column, Integer.class);
    }

    public long bigNumber(String column) {
        return Objects.requireNonNull(row.get(column, Long.class), column);
    }

    public double decimal(String column) {
        return Objects.requireNonNull(row.get(column, Double.class), column);
    }

    public boolean flag(String column) {
        return Objects.requireNonNull(row.get(column, Boolean.class), column);
    }
}
